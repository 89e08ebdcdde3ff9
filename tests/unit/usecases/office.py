"""Where jobs are carried out, in memory: components on one list, and a clock that is moved."""

import asyncio
import contextlib
import heapq
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from component.domain.jobs import Asker, Job, JobKind, JobState
from component.usecases.job_handling import Handler, Progress, Result
from component.usecases.reminding import Clock
from component.usecases.run_jobs import Pace, RunJobs
from component.usecases.tell_of_jobs import TellingPace
from tests.fakes.jobs import FakeJobs, FakeTeller, JobRows

SYNC = JobKind.SYNC_GROUPS
ALICE = Asker("alice@livechat.test", "alice", "de")
NOBODY = Asker("schedule")
LEASE, LOOK, GRACE, EVERY, PATIENCE = 30.0, 5.0, 20.0, 30.0, 600.0
_TURNS = 60
"""Of the event loop: more than whatever is ready at one time needs until it waits again."""


class MovedTime:
    """A clock that goes on when a test says so; who sleeps wakes at the right moment.

    Attributes:
        now: Seconds since the epoch.
    """

    def __init__(self, passes: Callable[[float], None]) -> None:
        self.now = 1_790_000_000.0
        self._passes = passes
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    @property
    def clock(self) -> Clock:
        """As the use cases see it."""
        return Clock(lambda: self.now, self.sleep)

    async def sleep(self, seconds: float) -> None:
        """Sleep until the clock has gone on so far."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, waiting))
        await waiting

    async def go_on(self, seconds: float) -> None:
        """Let the clock go on, and everything happen that happens meanwhile."""
        end = self.now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, waiting = heapq.heappop(self._sleepers)
            if not waiting.done():
                self._move(at)
                waiting.set_result(None)
                await settle()
        self._move(end)

    def _move(self, to: float) -> None:
        self._passes(to - self.now)
        self.now = to


async def settle() -> None:
    """Let everything happen that needs no time."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)


@dataclass
class Task:
    """What a handler does, for a test to set and to look at.

    Attributes:
        steps: How many there are.
        each: Seconds for each.
        rest: Seconds from the last one to its end.
        fails: What it raises once the steps are done.
        ends: What comes of it.
        stops: Whether it stops when it is told to.
        calls: The jobs that it was called with.
        broken_off: How many times it was cancelled.
    """

    steps: int = 0
    each: float = 1.0
    rest: float = 0.0
    fails: BaseException | None = None
    ends: JobState = JobState.DONE
    stops: bool = True
    calls: list[Job] = field(default_factory=list)
    broken_off: int = 0


@dataclass
class Office:
    """Components that share a list of jobs; each has a handler and a teller of its own."""

    rows: JobRows = field(default_factory=JobRows)
    jobs: FakeJobs = field(init=False)
    time: MovedTime = field(init=False)
    teller: FakeTeller = field(default_factory=FakeTeller)
    task: Task = field(default_factory=Task)
    kinds: tuple[JobKind, ...] = (SYNC,)

    def __post_init__(self) -> None:
        self.jobs = FakeJobs(self.rows, LEASE)
        self.time = MovedTime(self.jobs.pass_time)

    def another(self) -> "Office":
        """Another component, at the same time and list."""
        other = Office(self.rows)
        other.time = self.time
        return other

    def runner(self) -> RunJobs:
        """The component's worker."""
        return RunJobs(
            self.jobs,
            {kind: self._handler() for kind in self.kinds},
            self.teller,
            Pace(lease=LEASE, look=LOOK, grace=GRACE),
            TellingPace(every=EVERY, patience=PATIENCE),
            self.time.clock,
        )

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[RunJobs]:
        """Let the worker run for the length of a block, and shut it down at the end."""
        runner = self.runner()
        running = asyncio.create_task(runner.run())
        try:
            await settle()
            yield runner
        finally:
            running.cancel()
            await asyncio.wait((running,))
            assert running.cancelled(), running

    async def add(
        self,
        asker: Asker = ALICE,
        arguments: Mapping[str, object] | None = None,
        kind: JobKind = SYNC,
    ) -> int:
        """Put a job on the list; gives its number."""
        return (await self.jobs.add(kind, asker, arguments or {})).number

    def job(self, number: int) -> Job:
        """A job as it is on the list."""
        return self.rows.jobs[number]

    def told(self) -> list[tuple[JobState, int]]:
        """What people were told: state, and steps done."""
        return [(job.state, job.done) for job in self.teller.told]

    def _handler(self) -> Handler:
        async def handle(job: Job, progress: Progress) -> Result:
            task = self.task
            task.calls.append(job)
            try:
                for step in range(job.done, task.steps):
                    await self.time.sleep(task.each)
                    if not await progress(step + 1, task.steps) and task.stops:
                        return Result(JobState.CANCELLED, {"steps": step + 1})
                if task.rest:
                    await self.time.sleep(task.rest)
                if task.fails is not None:
                    raise task.fails
            except asyncio.CancelledError:
                task.broken_off += 1
                raise
            return Result(task.ends, {"steps": task.steps})

        return handle
