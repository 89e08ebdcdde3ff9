"""The port `StateCounts`: as many as there are, by what they are."""

from typing import TYPE_CHECKING

import pytest

from component.adapters.state_counts import MysqlCounts
from component.domain.jobs import Asker, JobKind, JobState
from component.domain.migration import Path, Step
from component.ports.census import StateCounts
from tests.contract.job_worlds import FakeJobLists, JobsWorld
from tests.contract.journal_steps import begin, finish, walk
from tests.contract.journal_worlds import FakeJournals, JournalWorld, plan
from tests.fakes.counts import FakeCounts
from tests.fakes.jobs import FakeJobs
from tests.fakes.migration import FakeJournal

if TYPE_CHECKING:
    from tests.contract.servers import Databases
    from tests.contract.state_worlds import RealState

SCHEDULE = Asker("schedule")
TEN_MINUTES = 600.0


def of_real(request: pytest.FixtureRequest) -> StateCounts:
    databases: Databases = request.getfixturevalue("databases")
    state: RealState = request.getfixturevalue("real_state")
    return MysqlCounts(databases.state, state.port.prepare)


def of_journal(journal: JournalWorld, request: pytest.FixtureRequest) -> StateCounts:
    if isinstance(journal, FakeJournals):
        return FakeCounts(journal.port, FakeJobs())
    return of_real(request)


def of_jobs(jobs: JobsWorld, request: pytest.FixtureRequest) -> StateCounts:
    if isinstance(jobs, FakeJobLists):
        return FakeCounts(FakeJournal(), jobs.port)
    return of_real(request)


async def test_migrations_are_counted_by_path_and_step(
    journal: JournalWorld, request: pytest.FixtureRequest
) -> None:
    counts = of_journal(journal, request)
    assert dict(await counts.migrations()) == {}
    await finish(journal.port, plan("a", 1))
    await finish(journal.port, plan("b", 2))
    await finish(journal.other, plan("c", 3, path=Path.TIKI_ONLY))
    await walk(journal.port, await begin(journal.port, plan("d", 4)), Step.CLAIMED)
    assert dict(await counts.migrations()) == {
        (Path.BOTH, Step.FINISHED): 2,
        (Path.TIKI_ONLY, Step.FINISHED): 1,
        (Path.BOTH, Step.CLAIMED): 1,
    }


async def test_those_are_stuck_that_are_open_and_have_not_gone_on(
    journal: JournalWorld, request: pytest.FixtureRequest
) -> None:
    counts = of_journal(journal, request)
    await finish(journal.port, plan("a", 1))
    slow = await begin(journal.port, plan("b", 2))
    await begin(journal.port, plan("c", 3))
    journal.pass_time(TEN_MINUTES - 60)
    assert await counts.stuck(TEN_MINUTES) == 0
    await walk(journal.port, slow, Step.CLAIMED)
    journal.pass_time(120)
    assert await counts.stuck(TEN_MINUTES) == 1
    journal.pass_time(TEN_MINUTES)
    assert await counts.stuck(TEN_MINUTES) == 2


async def test_jobs_are_counted_by_kind_and_state(
    jobs: JobsWorld, request: pytest.FixtureRequest
) -> None:
    counts = of_jobs(jobs, request)
    assert dict(await counts.jobs()) == {}
    for kind in (JobKind.MERGE, JobKind.SYNC_GROUPS, JobKind.SYNC_GROUPS, JobKind.SYNC_GROUPS):
        await jobs.port.add(kind, SCHEDULE, {})
    first = await jobs.port.take([JobKind.SYNC_GROUPS])
    assert first is not None
    await jobs.port.end(first, JobState.DONE, {})
    assert await jobs.port.take([JobKind.SYNC_GROUPS]) is not None
    assert dict(await counts.jobs()) == {
        (JobKind.MERGE, JobState.WAITING): 1,
        (JobKind.SYNC_GROUPS, JobState.DONE): 1,
        (JobKind.SYNC_GROUPS, JobState.RUNNING): 1,
        (JobKind.SYNC_GROUPS, JobState.WAITING): 1,
    }
