"""A component that was started again goes on with what its last run has left, and only then."""

import asyncio

import pytest

from component.domain.jobs import Asker, JobKind
from component.domain.migration import Path, Plan
from component.domain.names import LiveChatId, TikiLogin
from component.usecases.reclaim import Reclaim
from tests.fakes.jobs import FakeJobs
from tests.fakes.migration import FakeJournal


class Restarted:
    """A component whose last run has died with a migration and a job in hand."""

    def __init__(self) -> None:
        self.last_journal, self.last_jobs = FakeJournal(), FakeJobs()
        self.journal, self.jobs = self.last_journal.again(), self.last_jobs.again()
        self.waits = 0
        self.woken = asyncio.Event()
        self.reclaim = Reclaim(self.journal, self.jobs, self.woken.set, sleep=self._sleep)

    async def begin(self) -> None:
        plan = Plan(Path.BOTH, LiveChatId("bob"), TikiLogin("Bob"), 7)
        assert await self.last_journal.begin(plan) is not None
        await self.last_jobs.add(JobKind.SYNC_GROUPS, Asker("somebody"), {})
        assert await self.last_jobs.take([JobKind.SYNC_GROUPS]) is not None
        self.journal.pass_time(5)

    async def _sleep(self, _seconds: float) -> None:
        self.waits += 1
        for fake in (self.journal, self.jobs):
            fake.come_back()
        await asyncio.sleep(0)

    async def can_go_on(self) -> bool:
        return bool(await self.journal.take_over() and await self.jobs.take([JobKind.SYNC_GROUPS]))


@pytest.fixture
async def restarted() -> Restarted:
    found = Restarted()
    await found.begin()
    return found


async def test_as_soon_as_it_has_its_address_it_goes_on(restarted: Restarted) -> None:
    running = asyncio.create_task(restarted.reclaim.run())
    await asyncio.sleep(0.01)
    assert not restarted.woken.is_set()
    assert not await restarted.can_go_on(), "another run may be there still"
    restarted.reclaim.is_alone()
    async with asyncio.timeout(30):
        await restarted.woken.wait()
    assert await restarted.can_go_on()
    assert not running.done()
    running.cancel()


@pytest.mark.parametrize("away", ["journal", "jobs"])
async def test_a_state_database_that_is_away_is_asked_again(
    restarted: Restarted, away: str
) -> None:
    getattr(restarted, away).go_down()
    restarted.reclaim.is_alone()
    running = asyncio.create_task(restarted.reclaim.run())
    async with asyncio.timeout(30):
        await restarted.woken.wait()
    assert restarted.waits == 1
    running.cancel()
