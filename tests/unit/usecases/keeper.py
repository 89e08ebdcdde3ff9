"""A component that keeps groups, and the clock that it looks at."""

import asyncio
from dataclasses import dataclass, field

from component.domain.group_plan import Limits
from component.domain.jobs import JobKind, JobState
from component.usecases.keep_groups import KeepGroups, KeepSettings
from component.usecases.reminding import Clock
from component.usecases.sync_job import SyncJob
from tests.fakes.jobs import FakeJobs
from tests.unit.usecases.group_house import HELPERS, GroupHouse

TIKI_GROUP = HELPERS.tiki[0]
SETTINGS = KeepSettings(interval=60.0, at_least_every=3600.0)
LIMITS = Limits(2, 10.0)


@dataclass
class Keeper:
    """A component that keeps groups, one look after another as the test's clock goes on."""

    house: GroupHouse = field(default_factory=GroupHouse)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    woken: int = 0
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keep = self.another()
        self._looks: asyncio.Queue[asyncio.Event] = asyncio.Queue()
        self._asleep = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def another(self, jobs: FakeJobs | None = None) -> KeepGroups:
        """Another component's."""
        house = self.house
        clock = Clock(lambda: self.house.now, self._sleep)
        return KeepGroups(
            SETTINGS,
            house.planning(),
            house.tiki,
            house.chat,
            jobs or self.jobs,
            LIMITS,
            self._wake,
            house.restraint,
            clock,
        )

    async def look(self, *, after: float = 60.0) -> None:
        """Have it look once more, some seconds later."""
        self.house.now += after
        if self._running is None:
            self._running = asyncio.create_task(self.keep.run())
        else:
            self._asleep.set()
        self._asleep = await asyncio.wait_for(self._looks.get(), 5)

    async def stop(self) -> None:
        """End it."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait((self._running,))

    async def carry_out(self) -> JobState:
        """Carry out the job that waits."""
        job = await self.jobs.take((JobKind.SYNC_GROUPS,))
        assert job is not None
        house = self.house

        async def progress(done: int, total: int) -> bool:
            return done <= total

        result = await SyncJob(house.planning(), house.applying(), LIMITS)(job, progress)
        await self.jobs.end(job, result.state, result.outcome)
        return result.state

    @property
    def open_jobs(self) -> int:
        return sum(job.state.is_open for job in self.jobs.rows.jobs.values())

    @property
    def plans(self) -> int:
        """How often everybody was read."""
        return self.house.managed.count("managed_members")

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        woken = asyncio.Event()
        self._looks.put_nowait(woken)
        await woken.wait()

    def _wake(self) -> None:
        self.woken += 1
