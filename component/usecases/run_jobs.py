"""Jobs are carried out, one of each kind at a time, whoever put them on the list.

What a job of a kind does is its handler's part, telling people of theirs is `tell_of_jobs`'s.
"""

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from component.domain.jobs import Job, JobKind, JobState, Trouble
from component.ports import Rejected, Unavailable
from component.usecases.job_handling import Handler, Result, failure
from component.usecases.reminding import Clock
from component.usecases.tell_of_jobs import TellingPace, TellOfJobs

if TYPE_CHECKING:
    from component.ports.jobs import Jobs, JobTeller

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """When things happen, in seconds.

    Attributes:
        beat: From one sign of life of a job to the next, so that others see how far it is, and it
            sees that it is to end.
        lease: How long the list leaves a job to its component after a sign of life.
        look: After this it is looked for jobs that other components have added or left.
        grace: What is to end and does not stop by itself within this is broken off.
        pause: Until it is tried again to write down what came of a job.
        most_attempts: A job that was left so many times (not seconds) is given up.
        kept: How many jobs (not seconds) the list remembers after their end.
    """

    beat: float = 1.0
    lease: float = 30.0
    look: float = 5.0
    grace: float = 30.0
    pause: float = 2.0
    most_attempts: int = 10
    kept: int = 1000


@dataclass(slots=True)
class _Work:
    """A job in hand: as the list has it, but for `done` and `total`, which are ahead."""

    job: Job

    async def progress(self, done: int, total: int) -> bool:
        """See `Progress`."""
        self.job = replace(self.job, done=done, total=total)
        return not self.job.cancelling


@dataclass(slots=True)
class RunJobs:
    """The use case; `run` is its worker."""

    jobs: "Jobs"
    handlers: Mapping[JobKind, Handler]
    teller: "JobTeller"
    pace: Pace = field(default_factory=Pace)
    telling: TellingPace = field(default_factory=TellingPace)
    clock: Clock = field(default_factory=lambda: Clock(time.monotonic))
    _woken: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _tell: TellOfJobs = field(init=False)

    def __post_init__(self) -> None:
        self._tell = TellOfJobs(self.teller, self.telling, self.clock)

    def wake(self) -> None:
        """Look for jobs at once: one was added."""
        self._woken.set()

    async def cancel(self, number: int) -> Job | None:
        """Ask for the end of a job; of one that still waits, which ends by this, the asker is told.

        Args:
            number: Of the job.

        Returns:
            The job as `Jobs.cancel` gives it.

        Raises:
            Unavailable: The list did not answer.
        """
        job = await self.jobs.cancel(number)
        if job is not None and job.state is JobState.CANCELLED and job.began_at is None:
            self._tell.never_began(job)
        return job

    async def run(self) -> None:
        """Carry out jobs until it is cancelled; those in hand are left to be resumed then.

        Those of one kind come one after the other. Others do not wait for them: an announcement
        to thousands takes hours, in which groups have to follow the site.
        """
        at_work: dict[JobKind, asyncio.Task[None]] = {}
        try:
            while True:
                self._woken.clear()
                job = await self._take([kind for kind in self.handlers if kind not in at_work])
                if job is None:
                    await self._wait(at_work.values())
                else:
                    at_work[job.kind] = asyncio.create_task(self._carry_out(job))
                for kind in [kind for kind, task in at_work.items() if task.done()]:
                    at_work.pop(kind).result()
        finally:
            await _stop(*at_work.values())
            await self._tell.close()

    async def _take(self, kinds: Collection[JobKind]) -> Job | None:
        try:
            return await self.jobs.take(kinds) if kinds else None
        except Unavailable as error:
            _log.warning("jobs have to wait: %s", error)
            return None

    async def _wait(self, at_work: "Collection[asyncio.Task[None]]") -> None:
        """Wait until it is time to look for jobs."""
        woken = asyncio.create_task(self._woken.wait())
        slept = asyncio.ensure_future(self.clock.sleep(self.pace.look))
        try:
            waits = (woken, slept, *at_work)
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _stop(woken, slept)

    async def _carry_out(self, job: Job) -> None:
        work = _Work(job)
        self._tell.begins(job)
        try:
            result = self._without_handler(job) or await self._handle(work)
            if result is not None:
                await self._end(work.job, result)
        except BaseException:
            await self._leave(job)
            raise
        finally:
            self._tell.lets_go(job)

    def _without_handler(self, job: Job) -> Result | None:
        """What comes of a job that is not taken up again."""
        if job.cancelling:
            return Result(JobState.CANCELLED)
        if job.attempts > self.pace.most_attempts:
            return failure(Trouble.LEFT, f"it was left {job.attempts - 1} times")
        return None

    async def _handle(self, work: _Work) -> Result | None:
        """Have a job handled; None if it is left to others."""
        _log.info("job %d (%s) is carried out", work.job.number, work.job.kind)
        handling = asyncio.create_task(self._call(work))
        beating = asyncio.create_task(self._beat(work))
        try:
            await asyncio.wait((handling, beating), return_when=asyncio.FIRST_COMPLETED)
        finally:
            finished = handling.done()
            await _stop(handling, beating)
        if not finished:
            return beating.result()
        if handling.cancelled():
            return failure(Trouble.FAULT, "its handler was cancelled")
        return handling.result()

    async def _call(self, work: _Work) -> Result:
        """Call the handler, whatever becomes of it."""
        number = work.job.number
        try:
            return await self.handlers[work.job.kind](work.job, work.progress)
        except Unavailable as error:
            _log.warning("job %d has failed: %s", number, error)
            return failure(Trouble.UNAVAILABLE, str(error))
        except Rejected as error:
            _log.warning("job %d has failed: %s", number, error)
            return failure(Trouble.REJECTED, str(error))
        except Exception as error:  # noqa: BLE001  the worker goes on with the others
            _log.exception("job %d has failed", number)
            return failure(Trouble.FAULT, type(error).__name__)

    async def _beat(self, work: _Work) -> Result | None:
        """Give signs of life until a job cannot go on.

        Returns:
            What came of it if its handler has to be broken off; None if it is somebody else's.
        """
        renewed_at, ends_at = self.clock.now(), None
        while True:
            await self.clock.sleep(self.pace.beat)
            now = self.clock.now()
            if ends_at is not None and now >= ends_at:
                return Result(JobState.CANCELLED)
            try:
                renewed = await self.jobs.renew(work.job, work.job.done, work.job.total)
            except Unavailable as error:
                if now - renewed_at < self.pace.lease:
                    continue
                _log.warning("job %d is left, others may have it: %s", work.job.number, error)
                return None
            if renewed is None:
                _log.warning("job %d was taken over by another component", work.job.number)
                return None
            renewed_at = now
            work.job = replace(renewed, done=work.job.done, total=work.job.total)
            if renewed.cancelling and ends_at is None:
                ends_at = now + self.pace.grace
            self._tell.goes_on(work.job)

    async def _end(self, job: Job, result: Result) -> None:
        """Write down what came of a job, and tell of it."""
        ended = await self._write_end(job, result)
        if ended is None:
            _log.warning("job %d was taken over by another component", job.number)
            return
        _log.info("job %d is %s", ended.number, ended.state)
        self._tell.ended(ended)
        try:
            await self.jobs.drop_ended(self.pace.kept)
        except Unavailable as error:
            _log.info("old jobs are dropped after the next one: %s", error)

    async def _write_end(self, job: Job, result: Result) -> Job | None:
        """Write down what came of a job, however long the list does not answer."""
        while True:
            try:
                return await self.jobs.end(job, result.state, result.outcome)
            except Unavailable as error:
                _log.warning("the end of job %d is not written down yet: %s", job.number, error)
            await self.clock.sleep(self.pace.pause)

    async def _leave(self, job: Job) -> None:
        try:
            await self.jobs.leave(job)
        except Unavailable as error:
            _log.info("job %d is resumed only when its time is over: %s", job.number, error)


async def _stop(*tasks: "asyncio.Future[Any]") -> None:
    """Cancel what is not done, and wait until all is."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
