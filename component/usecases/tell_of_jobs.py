"""Who asked for a job is told that it has begun, how far it is, and of its end.

Telling never holds a job up. In which words, and by what way, is `JobTeller`'s part.
"""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.jobs import Job
from component.ports import Unavailable
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.ports.jobs import JobTeller

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TellingPace:
    """When people are told, in seconds.

    Attributes:
        after: They are told that a job has begun if it lasts longer than this.
        every: From one word of how far it is to the next.
        pause: Until it is tried again to tell an end; doubled with each failure.
        longest_pause: The bound of that.
        patience: For so long it is tried.
    """

    after: float = 2.0
    every: float = 30.0
    pause: float = 2.0
    longest_pause: float = 60.0
    patience: float = 3600.0


@dataclass(slots=True)
class _Course:
    """A job in hand.

    Attributes:
        next_at: When the next word of how far it is may go.
        last: The last one.
    """

    next_at: float
    last: asyncio.Task[object] | None = None


@dataclass(slots=True)
class TellOfJobs:
    """The use case. Nobody is told who is not in the chat."""

    teller: "JobTeller"
    pace: TellingPace
    clock: Clock
    _courses: dict[int, _Course] = field(default_factory=dict, init=False)
    _tasks: set[asyncio.Task[object]] = field(default_factory=set, init=False)

    def begins(self, job: Job) -> None:
        """A job begins, or is resumed, which is not told as a beginning."""
        wait = self.pace.after if job.attempts == 1 else self.pace.every
        self._courses[job.number] = _Course(self.clock.now() + wait)

    def goes_on(self, job: Job) -> None:
        """A job that has begun is so far; one word at a time, and none is sent twice."""
        course = self._courses[job.number]
        is_telling = course.last is not None and not course.last.done()
        if job.asker.username and self.clock.now() >= course.next_at and not is_telling:
            course.next_at = self.clock.now() + self.pace.every
            course.last = self._start(self._try(job))

    def ended(self, job: Job) -> None:
        """A job that has begun has ended."""
        if job.asker.username:
            self._start(self._keep_trying(job, self._courses[job.number].last))

    def lets_go(self, job: Job) -> None:
        """A job that has begun has ended, or is left to others."""
        self._courses.pop(job.number, None)

    def never_began(self, job: Job) -> None:
        """A job has ended that was waiting."""
        if job.asker.username:
            self._start(self._keep_trying(job, None))

    async def close(self) -> None:
        """Tell nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, telling: Coroutine[None, None, object]) -> asyncio.Task[object]:
        task = asyncio.create_task(telling)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _keep_trying(self, job: Job, before: asyncio.Task[object] | None) -> None:
        """Tell an end, once what was told before it is said."""
        if before is not None:
            await asyncio.wait((before,))
        pause, give_up_at = self.pace.pause, self.clock.now() + self.pace.patience
        while not await self._try(job):
            if self.clock.now() >= give_up_at:
                _log.warning("%s was not told of the end of job %d", job.asker.name, job.number)
                return
            await self.clock.sleep(pause)
            pause = min(2 * pause, self.pace.longest_pause)

    async def _try(self, job: Job) -> bool:
        """Tell; False if that is to be tried again."""
        try:
            await self.teller.tell(job)
        except Unavailable as error:
            _log.info("%s has to wait for word of job %d: %s", job.asker.name, job.number, error)
            return False
        except Exception:  # noqa: BLE001  jobs go on, whoever cannot be told of them
            _log.exception("%s cannot be told of job %d", job.asker.name, job.number)
        return True
