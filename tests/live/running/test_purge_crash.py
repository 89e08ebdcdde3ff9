"""A purge whose component is killed ends as if it had not been."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.commanding import data, shell
from tests.live.conftest import Village
from tests.live.purging import (
    accounts,
    add,
    audited,
    differences,
    pal,
    purging,
    retired,
    rows_of_others,
)

pytestmark = pytest.mark.live
SECONDS = 90.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that comes by itself."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def test_a_purge_goes_on_where_its_component_was_killed(village: Village, tmp_path: Path) -> None:
    with purging(village, tmp_path):
        friend = pal(village)
        names = {add(village, friend) for _ in range(40)}
        before = rows_of_others(village, accounts(village))
        shell(village, "purge", "export", "--yes")
        doomed = accounts(village)
        begun = data(village, "purge", "delete", "--confirm", str(len(doomed)), "--no-wait")
        number = str(begun["job"])
        until(lambda: len(accounts(village)) < len(doomed) - 5, "it begins")
        village.bridge.kill()
        assert accounts(village), "it was killed in the middle"
        village.bridge.start()
        until(
            lambda: data(village, "job", number)["job"]["state"] not in ("waiting", "running"),
            "it is taken up again",
        )
        ended = data(village, "job", number)["job"]
        assert ended["state"] == "done"
        assert (ended["outcome"]["purged"], ended["outcome"]["failed"]) == (len(doomed), 0)
        assert ended["outcome"]["spared"] == {}
        assert accounts(village) == set()
        assert names <= retired(village)
        assert differences(before, rows_of_others(village, set())) == {}
        assert all(audited(village, name) for name in names)
