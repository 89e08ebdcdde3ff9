"""Both components look on a schedule, and what is to be done then is done once."""

from collections.abc import Iterator

import pytest

from openfire.demo.people import Person
from tests.live import members
from tests.live.several.conftest import GROUPS, Pair, audited, eventually

pytestmark = pytest.mark.live

SYNC = {"interval_seconds": 1.0}
WATCH = {"watch": True, "interval_seconds": 1.0}


@pytest.fixture(scope="module")
def newcomers(pair: Pair) -> list[Person]:
    """People who are there before anybody watches, and have no Live Chat ID."""
    return [pair.village.move_in(pair.village.new_name("early")) for _ in range(2)]


@pytest.fixture(scope="module", autouse=True)
def looking(pair: Pair, newcomers: list[Person]) -> Iterator[None]:
    """Have both look every second at groups, and for people who register."""
    assert newcomers
    with pair.village.reconfigured(sync=SYNC, registrations=WATCH):
        pair.second.stop()
        quick = {**pair.second_settings, "sync": SYNC, "registrations": WATCH}
        pair.second.configure(quick, GROUPS)
        pair.second.start()
        yield
        pair.second.stop()
        pair.second.configure(pair.second_settings, GROUPS)
        pair.second.start()


async def test_who_registers_gets_one_id(pair: Pair, newcomers: list[Person]) -> None:
    village = pair.village
    query = "SELECT 1 FROM information_schema.tables WHERE table_name = 'registration_watch'"
    await eventually(lambda: bool(village.server.execute(query, database="livechat_state")))
    query = "SELECT 1 FROM registration_watch"
    await eventually(lambda: bool(village.server.execute(query, database="livechat_state")))
    people = [village.move_in(village.new_name("comer")) for _ in range(5)]
    await eventually(lambda: all(village.livechat_id(who.login) for who in people))
    ids = [str(village.livechat_id(who.login)) for who in people]
    assert audited(pair, "allocate", ids) == [1] * len(ids)
    assert [village.livechat_id(who.login) for who in newcomers] == [None] * len(newcomers)


async def test_groups_are_synced_by_one_job_after_the_other(pair: Pair) -> None:
    village = pair.village
    people = [pair.linked() for _ in range(4)]
    for who in people:
        await village.signs_in(who.login, who.password)
    names = {str(who.livechat_id) for who in people}
    for who in people:
        members.join(village, who.login, "Crowd spread")
    await eventually(lambda: names <= members.in_openfire(village, "crowd-spread"))
    await no_job_is_open(pair)
    assert audited(pair, "join-group", names) == [1] * len(names)
    for who in people:
        members.leave(village, who.login, "Crowd spread")
    await eventually(lambda: not names & members.in_openfire(village, "crowd-spread"))
    await no_job_is_open(pair)
    assert audited(pair, "leave-group", names) == [1] * len(names)
    rows = village.server.execute(
        "SELECT MAX(attempts), SUM(state <> 'done') FROM job WHERE kind = 'sync-groups'",
        database="livechat_state",
    )
    assert [int(value) for value in rows[0]] == [1, 0]


async def no_job_is_open(pair: Pair) -> None:
    """Wait until all jobs have ended."""
    query = "SELECT 1 FROM job WHERE state IN ('waiting', 'running')"
    await eventually(lambda: not pair.village.server.execute(query, database="livechat_state"))
