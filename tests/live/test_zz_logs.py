"""After the whole live suite: no password stands in any log, at any level."""

import pytest

from openfire.demo.people import PEOPLE
from tests.live.conftest import Village

pytestmark = [pytest.mark.live, pytest.mark.last]


def test_no_password_is_in_any_log(village: Village) -> None:
    folder = village.server.openfire.log_folder
    logs = {
        path: path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file()
    }
    logs[village.bridge.log] = village.log
    assert sum(map(len, logs.values())) > 10_000, "there are logs to look into"
    assert {str(p.name): village.secrets.found_in(text) for p, text in logs.items()} == {
        str(p.name): set() for p in logs
    }


def test_the_search_would_find_one(village: Village) -> None:
    password = next(iter(village.secrets._passwords - {""}))
    village.secrets.add("a planted password")
    assert village.secrets.found_in(f"login with a planted password and {password[:1]}")
    assert len(village.secrets) >= len(PEOPLE)
