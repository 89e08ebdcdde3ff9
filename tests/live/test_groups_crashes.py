"""A sync that is broken in the middle is completed: nothing doubled, nobody wrongly removed."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from tests.live import members
from tests.live.commanding import quiet
from tests.live.conftest import Village

pytestmark = pytest.mark.live

MANY = 1_500
"""Fifteen batches: long enough to break in the middle of them."""


@pytest.fixture(scope="module", autouse=True)
def no_syncs_of_its_own(village: Village) -> Iterator[None]:
    with quiet(village):
        yield


@pytest.fixture(params=["component", "openfire", "mariadb"])
def victim(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_sync_is_completed_whoever_dies_in_it(victim: str, village: Village) -> None:
    group = f"Crowd {victim}"
    leaving = members.crowd(village, group, 60)
    _sync(village)
    stranger = village.new_name("stranger")
    village.add_native(stranger, "a stranger's password")
    members.add_by_hand(village, stranger, _roster(victim))
    for name in leaving:
        members.leave(village, name, group)
    coming = members.crowd(village, group, MANY)
    before = members.in_openfire(village, "helpers")

    started = village.bridge.command("sync-groups", _roster(victim), "--confirm", "60", "--no-wait")
    assert started.returncode == 0, started.stderr
    assert await members.eventually(lambda: len(_in(village, victim)) > 200)
    await asyncio.to_thread(_kill_and_start_again, village, victim)

    whole = {*coming, stranger}
    assert await members.eventually(lambda: _in(village, victim) == whole, seconds=180)
    assert await members.eventually(
        lambda: members.managed(village, _roster(victim)) == set(coming), seconds=30
    )
    assert members.in_openfire(village, "helpers") == before
    plan = village.bridge.command("sync-groups", _roster(victim), "--dry-run", "--json")
    assert '"is_empty": true' in plan.stdout


def _roster(victim: str) -> str:
    return f"crowd-{victim}"


def _in(village: Village, victim: str) -> set[str]:
    return members.in_openfire(village, _roster(victim))


def _sync(village: Village) -> None:
    done = village.bridge.command("sync-groups", "--yes")
    assert done.returncode == 0, done.stderr


def _kill_and_start_again(village: Village, victim: str) -> None:
    """SIGKILL, in the middle of whatever it does."""
    server = village.server
    match victim:
        case "component":
            village.bridge.kill()
            village.bridge.start()
        case "openfire":
            os.kill(server.openfire.pid, signal.SIGKILL)
            server.openfire.stop()
            server.openfire.start()
        case _:
            os.kill(server.mariadb.pid, signal.SIGKILL)
            server.mariadb.stop()
            server.mariadb.start()
