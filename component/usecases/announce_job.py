"""An announcement as a job: whoever was chosen is reminded, one by one, at the site's pace."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.announcement import Addressee, LeftOut, Order, Route
from component.domain.audit import actor_of_job
from component.domain.jobs import Job, JobState, Trouble
from component.domain.reminders import Channel
from component.domain.run_items import ItemState, RunItem
from component.ports import Rejected, Unavailable
from component.usecases.job_handling import Progress, Result, failure, with_counts
from component.usecases.patience import OutagePace, Patience
from component.usecases.remind_now import Wish
from component.usecases.reminding import Clock, Waiting, person
from component.usecases.window_now import NOBODY

if TYPE_CHECKING:
    from component import ports
    from component.ports.run_items import RunItems
    from component.usecases.choose_addressees import ChooseAddressees
    from component.usecases.remind_now import RemindNow

_log = logging.getLogger(__name__)

MOST_FAILURES_TOLD = 100
"""In the outcome; all of them are among the run's items."""
_PAGE = 200
_TRIES = 5
"""So often somebody may not answer at one person before that one is passed over."""
_LOOK_SECONDS = 2.0
"""From one look whether to go on to the next, while waiting for a turn."""
_MINUTE = 60.0


@dataclass(slots=True)
class _Course:
    """A job on its way.

    Attributes:
        chosen: Everybody, once they are known.
        done: How many of them are through.
        made: What came of the last one who was in hand: perhaps not noted yet.
        waiting: What the one in hand has left to be given back.
        tries: How often somebody did not answer for that one.
    """

    job: Job
    order: Order
    tell: Progress
    patience: Patience
    chosen: Sequence[Addressee] | None = None
    done: int = 0
    made: RunItem | None = None
    waiting: Waiting | None = None
    tries: int = 0

    async def progress(self) -> bool:
        """Tell how many are through; gives whether to go on."""
        return await self.tell(self.done, len(self.chosen or ()))

    def hold(self, addressee: Addressee) -> Waiting:
        """The one in hand, with what an earlier try has left."""
        who = person(addressee.username)
        if self.waiting is None or self.waiting.person != who:
            self.waiting, self.tries = Waiting(who), 0
        return self.waiting


@dataclass(frozen=True, slots=True)
class AnnounceJob:
    """The handler of `JobKind.ANNOUNCE`. Nobody is reminded twice, wherever it is broken off."""

    choose: "ChooseAddressees"
    remind: "RemindNow"
    items: "RunItems"
    state: "ports.State"
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, job: Job, progress: Progress) -> Result:
        """Carry out a job, from wherever it was left.

        Args:
            job: Its arguments are those of `Order`.
            progress: Told how many people are through; says whether to go on.

        Returns:
            How it has ended. The outcome has `reminded_by_chat`, `reminded_by_mail`, `left_out` by
            why, `failed` and the first failures.
        """
        course = _Course(job, Order.of(job.arguments), progress, Patience(self.pace, self.clock))
        while True:
            try:
                return await self._try(course)
            except Unavailable as error:
                _log.warning("job %d has to wait: %s", job.number, error)
                if course.patience.is_over:
                    ended = failure(Trouble.UNAVAILABLE, str(error))
                    return await with_counts(self._end(course, ended.state), ended)
            await course.patience.wait()
            if not await course.progress():
                ended = Result(JobState.CANCELLED)
                return await with_counts(self._end(course, ended.state), ended)

    async def _try(self, course: _Course) -> Result:
        """Go on with whoever is next; raises `Unavailable` where that is to be tried again."""
        if course.chosen is None:
            chosen = await self.choose(course.order.selection)
            await self._record(course)
            course.chosen = chosen
        while course.done < len(course.chosen):
            page = course.chosen[course.done : course.done + _PAGE]
            if not await self._do(course, page):
                return await self._end(course, JobState.CANCELLED)
        return await self._end(course, JobState.DONE)

    async def _record(self, course: _Course) -> None:
        """Write into the audit what is about to be done: without it, nothing is."""
        selection = course.order.selection
        detail = {
            "pattern": selection.pattern,
            "by_mail": str(selection.by_mail).lower(),
            **actor_of_job(course.job).as_detail(),
        }
        await self.state.record("announce", NOBODY, detail)

    async def _do(self, course: _Course, page: Sequence[Addressee]) -> bool:
        """Remind some people; False if somebody asks for the end."""
        number = course.job.number
        noted = await self.items.find(number, [one.username for one in page])
        stopped = [
            RunItem(one.username, ItemState.LEFT, LeftOut.STOPPED.value)
            for one in page
            if one.route is None and one.username not in noted
        ]
        if stopped:
            await self.items.note(number, stopped)
        for addressee in page:
            if addressee.route is not None and addressee.username not in noted:
                made = course.made
                if made is None or made.subject != addressee.username:
                    made = course.made = await self._one(course, addressee)
                if made is None:
                    return False
                await self.items.note(number, [made])
            course.done += 1
            if not await course.progress():
                return False
        return True

    async def _one(self, course: _Course, addressee: Addressee) -> RunItem | None:
        """Remind somebody; None if somebody asks for the end meanwhile."""
        waiting = course.hold(addressee)
        wish = Wish(actor_of_job(course.job), course.order.asked_at)

        async def turn(channel: Channel) -> bool:
            return await self._wait_turn(course, channel)

        try:
            outcome = await self.remind(addressee, waiting, wish, turn)
        except Unavailable as error:
            course.tries += 1
            if course.tries < _TRIES:
                raise
            return _failed(addressee, str(error))
        except Rejected as error:
            return _failed(addressee, str(error))
        except Exception as error:  # noqa: BLE001  the run goes on with the others
            _log.exception("job %d passes over %r", course.job.number, addressee.username)
            return _failed(addressee, type(error).__name__)
        if outcome is None:
            return None
        course.patience.renew()
        state = ItemState.DONE if isinstance(outcome, Route) else ItemState.LEFT
        return RunItem(addressee.username, state, outcome.value)

    async def _wait_turn(self, course: _Course, channel: Channel) -> bool:
        settings = self.remind.settings
        rate = settings.mails_per_minute if channel is Channel.MAIL else settings.per_minute
        reminders, interval = self.remind.reminders, _MINUTE / rate
        while wait := await reminders.take_turn(
            channel, interval, settings.burst, self.clock.now()
        ):
            await self.clock.sleep(min(wait, _LOOK_SECONDS))
            if not await course.progress():
                return False
        return True

    async def _end(self, course: _Course, state: JobState) -> Result:
        """Count what was done, by components before this one too."""
        number = course.job.number
        counts = await self.items.counts(number)
        failed = await self.items.read(number, state=ItemState.FAILED, most=MOST_FAILURES_TOLD)
        left_out: Counter[str] = Counter()
        for (kind, why), count in counts.items():
            if kind is ItemState.LEFT:
                left_out[why] += count
        outcome = {
            "reminded_by_chat": counts.get((ItemState.DONE, Route.CHAT.value), 0),
            "reminded_by_mail": counts.get((ItemState.DONE, Route.MAIL.value), 0),
            "left_out": dict(left_out),
            "failed": counts.get((ItemState.FAILED, ""), 0),
            "failures": [{"where": "", "who": one.subject, "why": one.why} for one in failed],
        }
        return Result(state, outcome)


def _failed(addressee: Addressee, why: str) -> RunItem:
    return RunItem(addressee.username, ItemState.FAILED, why)
