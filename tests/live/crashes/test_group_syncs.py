"""A sync that is broken in the middle is completed: nothing doubled, nobody wrongly removed."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator, Mapping

import pytest

from tests.live import members
from tests.live.conftest import Village
from tests.live.crashes.conftest import VICTIMS

pytestmark = pytest.mark.live

COMING, LEAVING = 300, 30
ENOUGH = 60
"""Who is in when the kill comes: more than the first batch, and far from all."""


@pytest.fixture(scope="module")
def leaving(village: Village) -> Mapping[str, list[str]]:
    """Who is in the group of each victim, and is about to leave it."""
    crowds = {victim: members.crowd(village, _group(victim), LEAVING) for victim in VICTIMS}
    done = village.bridge.command("sync-groups", "--yes")
    assert done.returncode == 0, done.stderr
    return crowds


@pytest.mark.parametrize("victim", VICTIMS)
async def test_a_sync_is_completed_whoever_dies_in_it(
    victim: str, village: Village, leaving: Mapping[str, list[str]]
) -> None:
    assert _in(village, victim) == set(leaving[victim])
    stranger = village.new_name("stranger")
    village.add_native(stranger, "a stranger's password")
    members.add_by_hand(village, stranger, _roster(victim))
    for name in leaving[victim]:
        members.leave(village, name, _group(victim))
    coming = members.crowd(village, _group(victim), COMING)
    whole = {*coming, stranger}

    with _slowly(village):
        started = village.bridge.command(
            "sync-groups", _roster(victim), "--confirm", str(LEAVING), "--no-wait"
        )
        assert started.returncode == 0, started.stderr
        assert await members.eventually(lambda: len(_in(village, victim)) > ENOUGH)
        await asyncio.to_thread(_kill_and_start_again, village, victim)
        assert set(coming) - _in(village, victim), "it was killed in the middle"

    assert await members.eventually(lambda: _in(village, victim) == whole, seconds=60)
    assert await members.eventually(
        lambda: members.managed(village, _roster(victim)) == set(coming), seconds=30
    )
    plan = village.bridge.command("sync-groups", _roster(victim), "--dry-run", "--json")
    assert '"is_empty": true' in plan.stdout


def _group(victim: str) -> str:
    return f"Crowd {victim}"


def _roster(victim: str) -> str:
    return f"crowd-{victim}"


def _in(village: Village, victim: str) -> set[str]:
    return members.in_openfire(village, _roster(victim))


@contextlib.contextmanager
def _slowly(village: Village) -> Iterator[None]:
    """Have the database take its time for each member, so that a sync has a middle to die in."""
    execute = village.server.mariadb.execute
    execute(
        "CREATE TRIGGER slow_joins BEFORE INSERT ON ofGroupUser FOR EACH ROW DO SLEEP(0.01)",
        database="openfire",
    )
    try:
        yield
    finally:
        execute("DROP TRIGGER slow_joins", database="openfire")


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
