"""The list of jobs on a real database: that is away in the middle, or has no tables yet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from component.adapters.state_jobs import StateJobs
from component.adapters.state_managed import StateManaged
from component.adapters.state_mysql import StateMysql
from component.domain.group_plan import Affiliation
from component.domain.jobs import JobState
from component.domain.names import ChatUsername
from component.ports import Unavailable
from tests.contract.own_mariadb import HASTY, Opener, OwnMariaDB, once_back
from tests.contract.state_worlds import DATABASE
from tests.contract.test_jobs import ALICE, SCHEDULE, SYNC, take

pytestmark = pytest.mark.live

BOB, CAROL = ChatUsername("bob"), ChatUsername("carol")
LOBBY = "lobby@conference.livechat.test"


@pytest.fixture
async def jobs(mariadb: OwnMariaDB, access: Opener) -> AsyncIterator[StateJobs]:
    mariadb.execute(f"CREATE OR REPLACE DATABASE {DATABASE}")
    database = access("state")
    yield StateJobs(database, StateMysql(database).prepare, 0.001)
    mariadb.server.resume()
    mariadb.server.start()
    mariadb.execute(f"CREATE OR REPLACE DATABASE {DATABASE}")


@contextlib.contextmanager
def locked(mariadb: OwnMariaDB) -> Iterator[None]:
    """Keep the jobs from being changed for the length of a block."""
    with contextlib.closing(mariadb.server._connect(DATABASE)) as rival, rival.cursor() as cursor:
        rival.begin()
        cursor.execute("SELECT * FROM job FOR UPDATE")
        yield
        rival.commit()


async def no_more_updates(mariadb: OwnMariaDB) -> None:
    async with asyncio.timeout(20):
        while mariadb.connections_of("state", running="UPDATE"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)


async def test_the_table_is_made_where_there_is_none(jobs: StateJobs) -> None:
    assert await jobs.take([SYNC]) is None
    added = await jobs.add_single(SYNC, SCHEDULE, {})
    assert added is not None
    assert await jobs.find(added.number) == added


async def test_a_database_that_restarts_in_the_middle_loses_nothing(
    jobs: StateJobs, mariadb: OwnMariaDB
) -> None:
    await jobs.add(SYNC, ALICE, {"rosters": ["helpers"]})
    waiting = await jobs.add(SYNC, ALICE, {})
    taken = await take(jobs)
    mariadb.server.stop()
    for trying in (
        jobs.add(SYNC, ALICE, {}),
        jobs.add_single(SYNC, ALICE, {}),
        jobs.take([SYNC]),
        jobs.renew(taken, 1, 2),
        jobs.end(taken, JobState.DONE, {}),
        jobs.leave(taken),
        jobs.cancel(waiting.number),
        jobs.find(taken.number),
        jobs.newest(10),
        jobs.drop_ended(0),
    ):
        with pytest.raises(Unavailable):
            await trying
    mariadb.server.start()
    assert await once_back(lambda: jobs.find(taken.number)) == replace(taken, arguments={})
    assert len(await jobs.newest(10)) == 2
    assert await take(jobs) == replace(taken, attempts=2)
    ended = await jobs.end(taken, JobState.DONE, {"n": 1})
    assert ended is not None
    assert await take(jobs) is not None


async def test_a_job_that_was_taken_though_the_answer_was_lost_is_taken_again(
    jobs: StateJobs, mariadb: OwnMariaDB, access: Opener
) -> None:
    added = await jobs.add(SYNC, ALICE, {})
    database = access("state", **HASTY)
    hasty = StateJobs(database, StateMysql(database).prepare, 0.001)
    with locked(mariadb), pytest.raises(Unavailable, match="no answer"):
        await hasty.take([SYNC])
    await no_more_updates(mariadb)
    again = await take(jobs)
    assert (again.number, again.attempts) == (added.number, 2)


async def test_a_job_that_was_taken_without_an_answer_does_not_wait_for_its_time_to_be_over(
    jobs: StateJobs, mariadb: OwnMariaDB, access: Opener
) -> None:
    added = await jobs.add(SYNC, ALICE, {})
    database = access("state", **HASTY)
    hasty = StateJobs(database, StateMysql(database).prepare, 60.0)
    with locked(mariadb), pytest.raises(Unavailable, match="no answer"):
        await hasty.take([SYNC])
    await no_more_updates(mariadb)
    again = await take(hasty)
    assert (again.number, again.attempts) == (added.number, 2)


async def test_an_end_that_was_written_though_the_answer_was_lost_is_no_other_s(
    jobs: StateJobs, mariadb: OwnMariaDB, access: Opener
) -> None:
    await jobs.add(SYNC, ALICE, {})
    database = access("state", **HASTY)
    hasty = StateJobs(database, StateMysql(database).prepare, 60.0)
    taken = await take(hasty)
    with locked(mariadb), pytest.raises(Unavailable, match="no answer"):
        await hasty.end(taken, JobState.DONE, {"n": 1})
    await no_more_updates(mariadb)
    ended = await hasty.end(taken, JobState.DONE, {"n": 1})
    assert ended is not None
    assert ended == replace(taken, state=JobState.DONE, outcome={"n": 1}, ended_at=ended.ended_at)
    assert await jobs.end(taken, JobState.DONE, {}) is None


@pytest.mark.usefixtures("jobs")
async def test_what_is_managed_is_not_nothing_when_the_database_is_away(
    mariadb: OwnMariaDB, access: Opener
) -> None:
    database = access("state")
    managed = StateManaged(database, StateMysql(database).prepare)
    await managed.manage_members("helpers", [BOB, CAROL])
    await managed.manage_affiliations(LOBBY, {BOB: Affiliation.ADMIN})
    mariadb.server.stop()
    for trying in (
        managed.managed_members(["helpers"]),
        managed.managed_members(["helpers"], BOB),
        managed.managed_affiliations([LOBBY]),
        managed.manage_members("helpers", [BOB]),
        managed.release_members("helpers", [BOB]),
        managed.manage_affiliations(LOBBY, {BOB: Affiliation.OWNER}),
        managed.release_affiliations(LOBBY, [BOB]),
    ):
        with pytest.raises(Unavailable):
            await trying
    mariadb.server.start()
    members = await once_back(lambda: managed.managed_members(["helpers"]))
    assert members == {"helpers": {BOB, CAROL}}
    assert await managed.managed_affiliations([LOBBY]) == {LOBBY: {BOB: Affiliation.ADMIN}}
