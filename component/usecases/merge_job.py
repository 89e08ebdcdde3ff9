"""The merge of all accounts that match, as a job: who is to be linked, how far it is, its rate.

Who belongs together is `find_pairs`' part, what is done with a pair `merge_pair`'s.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.audit import actor_of_job
from component.domain.jobs import Job, JobState, Trouble
from component.domain.login import Window
from component.domain.matching import Blocked, Match, Pair, Unpaired
from component.domain.names import ChatUsername
from component.domain.run_items import ItemState, RunItem
from component.ports import Unavailable
from component.usecases.job_handling import Progress, Result, failure, with_counts
from component.usecases.merge_order import MergeOrder, MergeTrouble
from component.usecases.merge_pair import item_of, tried_password
from component.usecases.patience import OutagePace, Patience
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.ports.run_items import RunItems
    from component.usecases.find_pairs import FindPairs, Page
    from component.usecases.merge_pair import MergePair
    from component.usecases.window_now import WindowNow

_log = logging.getLogger(__name__)

MOST_FAILURES_TOLD = 100
"""In the outcome; all of them are among the run's items."""
BEGUN = "it was broken off while the two were being linked"
"""`why` of an item between the decision to link and the link."""
_TRIES = 5
"""So often one account may find somebody not answering before it is passed over."""


@dataclass(slots=True)
class _Course:
    """A job on its way.

    Attributes:
        last: The last chat account of the pages that are through.
        passed: Chat accounts of those pages.
        done: The same, and those of the page in hand that are through.
        goes_on: Nobody has asked for the end.
        unpaired: Chat accounts that belong to no pair, by why.
        checked: Passwords that were tried.
        tries: How often somebody did not answer, by the account that was in hand.
    """

    job: Job
    order: MergeOrder
    detail: Mapping[str, str]
    tell: Progress
    patience: Patience
    began_at: float
    last: str = ""
    passed: int = 0
    done: int = 0
    goes_on: bool = True
    unpaired: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    tries: Counter[str] = field(default_factory=Counter)

    async def progress(self, steps: int = 0) -> bool:
        """Tell of some more accounts that are through; gives whether to go on."""
        self.done += steps
        total = max(self.order.accounts, self.done)
        self.goes_on = await self.tell(self.done, total) and self.goes_on
        return self.goes_on


@dataclass(frozen=True, slots=True)
class MergeJob:
    """The handler of `JobKind.MERGE`.

    What has become of a pair is among the run's items, a page later at most; that a link is about
    to be made is there before it is made. So a run that is resumed tries no password twice but
    those of one page, and counts what the one before it has linked.

    Attributes:
        at_once: Pairs in hand at once: enough for all cores to have a password to check while
            others wait for a database, few enough for sign-ins to get their turn.
    """

    find: "FindPairs"
    merge: "MergePair"
    items: "RunItems"
    window: "WindowNow"
    at_once: int = 4
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, job: Job, progress: Progress) -> Result:
        """Carry out a job, from wherever it was left.

        Args:
            job: Its arguments are those of `MergeOrder`.
            progress: Told the chat accounts that are through; says whether to go on.

        Returns:
            How it has ended. The outcome counts the items by state and `why`, the chat accounts
            that belong to no pair, and the passwords that were tried, with their rate per second.
        """
        patience = Patience(self.pace, self.clock)
        order = MergeOrder.of(job.arguments)
        detail = actor_of_job(job).as_detail()
        course = _Course(job, order, detail, progress, patience, self.clock.now())
        while True:
            try:
                return await self._try(course)
            except Unavailable as error:
                _log.warning("job %d has to wait: %s", job.number, error)
                measured = self._measured(course)
                if not course.goes_on:
                    ended = Result(JobState.CANCELLED, measured)
                    return await with_counts(self._end(course, ended.state), ended)
                if patience.is_over:
                    ended = failure(Trouble.UNAVAILABLE, str(error), measured)
                    return await with_counts(self._end(course, ended.state), ended)
            await patience.wait()
            course.done = course.passed
            await course.progress()

    async def _try(self, course: _Course) -> Result:
        """Go on page by page; raises `Unavailable` where that is to be tried again."""
        while course.goes_on:
            if await self.window() is Window.CLOSED:
                return await self._end(
                    course,
                    JobState.FAILED if course.done else JobState.REFUSED,
                    {"trouble": MergeTrouble.CLOSED.value, "why": "the migration is over"},
                )
            page = await self.find.after(course.last, course.order.names)
            if page is None:
                return await self._end(course, JobState.DONE)
            await self._do(course, page)
        return await self._end(course, JobState.CANCELLED)

    async def _do(self, course: _Course, page: "Page") -> None:
        """Do a page. What could be done is noted even where it is to be tried again."""
        number = course.job.number
        noted = await self.items.find(number, list(page.found))
        found: dict[str, RunItem | Unavailable | None] = {}
        waiting = iter(page.found.items())

        async def work() -> None:
            for username, match in waiting:
                if not course.goes_on:
                    return
                found[username] = await self._one(course, match, noted.get(username))
                await course.progress(1)

        await asyncio.gather(*(work() for _ in range(self.at_once)))
        made = [item for item in found.values() if isinstance(item, RunItem)]
        await self.items.note(number, [one for one in made if noted.get(one.subject) != one])
        if any(item.state in (ItemState.DONE, ItemState.WOULD) for item in made):
            course.patience.renew()
        for answer in found.values():
            if isinstance(answer, Unavailable):
                raise answer
        if course.goes_on:
            course.last, course.passed = page.last, course.passed + len(page.found)
            course.unpaired.update(
                str(match) for name, match in page.found.items() if found[name] is None
            )

    async def _one(
        self, course: _Course, match: Match, noted: RunItem | None
    ) -> RunItem | Unavailable | None:
        """Do what is to be done with a chat account; None where there is nothing to note."""
        try:
            return await self._decide(course, match, noted)
        except Unavailable as error:
            if isinstance(match, Unpaired):
                return error
            course.tries[match.chat.username] += 1
            if course.tries[match.chat.username] < _TRIES:
                return error
            return _failed(match, str(error))
        except Exception as error:
            if isinstance(match, Unpaired):
                raise
            _log.exception("job %d passes over %r", course.job.number, match.chat.username)
            return _failed(match, type(error).__name__)

    async def _decide(self, course: _Course, match: Match, noted: RunItem | None) -> RunItem | None:
        if noted is not None and noted.state is not ItemState.FAILED:
            return noted
        if isinstance(match, Unpaired):
            if noted is None or match is not Unpaired.LINKED:
                return None
            return await self.merge.settle(ChatUsername(noted.subject), noted.detail)
        if isinstance(match, Blocked):
            return RunItem(match.chat.username, ItemState.LEFT, match.why, match.tiki.login)
        judged = await self.merge.judge(match)
        course.checked += tried_password(judged)
        if judged.state is not ItemState.WOULD or course.order.is_dry:
            return judged
        await self.items.note(course.job.number, [item_of(match, ItemState.FAILED, BEGUN)])
        return await self.merge.link(match, course.detail)

    async def _end(
        self, course: _Course, state: JobState, trouble: Mapping[str, object] | None = None
    ) -> Result:
        number = course.job.number
        counts = await self.items.counts(number)
        failed = await self.items.read(number, state=ItemState.FAILED, most=MOST_FAILURES_TOLD)
        outcome = {
            **self._measured(course),
            "items": [
                {"state": state.value, "why": why, "count": count}
                for (state, why), count in sorted(counts.items())
            ],
            "merged": counts.get((ItemState.DONE, ""), 0),
            "would_merge": counts.get((ItemState.WOULD, ""), 0),
            "failed": counts.get((ItemState.FAILED, ""), 0),
            "failures": [
                {"where": one.subject, "who": one.detail, "why": one.why} for one in failed
            ],
        }
        return Result(state, {**outcome, **(trouble or {})})

    def _measured(self, course: _Course) -> Mapping[str, object]:
        seconds = self.clock.now() - course.began_at
        return {
            "dry_run": course.order.is_dry,
            "unpaired": dict(course.unpaired),
            "checked": course.checked,
            "seconds": round(seconds, 1),
            "per_second": round(course.checked / seconds, 1) if seconds > 0 else 0.0,
        }


def _failed(match: Pair | Blocked, why: str) -> RunItem:
    return RunItem(match.chat.username, ItemState.FAILED, why, match.tiki.login)
