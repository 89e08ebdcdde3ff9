"""While Openfire carries out a command of the component, people sign in: by a second connection."""

import contextlib
from collections.abc import Iterator

import pytest

from openfire.demo.people import PEOPLE
from tests.live import members
from tests.live.conftest import Village
from tests.live.crashes.conftest import CONNECTIONS

pytestmark = pytest.mark.live

ALICE = PEOPLE[0]


@pytest.mark.parametrize("connections", CONNECTIONS)
async def test_who_signs_in_during_a_long_command_waits_for_it_on_one_connection_only(
    connections: str, village: Village
) -> None:
    private = {"one": None, "two": village.server.private_component}[connections]
    with village.reconfigured(xmpp={"private_component": private}):
        assert await village.is_back()
        crowd = set(members.crowd(village, f"Crowd {connections}", 2))
        with _joins_held_up(village):
            started = village.bridge.command("sync-groups", _roster(connections), "--no-wait", "-y")
            assert started.returncode == 0, started.stderr
            assert await members.eventually(lambda: _is_held_up(village))
            refusal = await village.refusal(ALICE.login, ALICE.password)
            assert _is_held_up(village)
            assert members.in_openfire(village, _roster(connections)) == set()
        assert refusal == {"one": "temporary-auth-failure", "two": None}[connections]
        assert await members.eventually(
            lambda: members.in_openfire(village, _roster(connections)) == crowd, seconds=60
        )
        assert await village.is_back()


def _roster(connections: str) -> str:
    return f"crowd-{connections}"


@contextlib.contextmanager
def _joins_held_up(village: Village) -> Iterator[None]:
    """Have the database put nobody into a group before the end of the block."""
    mariadb = village.server.mariadb
    with contextlib.closing(mariadb._connect()) as holder, holder.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK('joins', 0)")
        mariadb.execute(
            "CREATE TRIGGER held_up BEFORE INSERT ON ofGroupUser FOR EACH ROW "
            "DO GET_LOCK('joins', 60), RELEASE_LOCK('joins')",
            database="openfire",
        )
        try:
            yield
        finally:
            cursor.execute("SELECT RELEASE_LOCK('joins')")
            mariadb.execute("DROP TRIGGER held_up", database="openfire")


def _is_held_up(village: Village) -> bool:
    waiting = "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock'"
    return bool(village.server.execute(waiting)[0][0])
