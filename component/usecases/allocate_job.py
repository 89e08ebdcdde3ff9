"""Live Chat IDs for many Tiki accounts, as a job that can be taken up wherever it was left."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.audit import Actor, actor_of_job
from component.domain.jobs import Job, JobState, Trouble
from component.domain.run_items import ItemState, RunItem
from component.ports import Unavailable
from component.usecases.choose_accounts import Choice, Chosen
from component.usecases.job_handling import Progress, Result, failure, with_counts
from component.usecases.patience import OutagePace, Patience
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.ports.run_items import RunItems
    from component.usecases.allocate_many import AllocateMany

_log = logging.getLogger(__name__)

BATCH = 20
"""Accounts between two notes of what became of them."""
LOOK = 200
"""Accounts that are looked up among what was done before, by one statement."""
MOST_FAILURES_TOLD = 100
BEGUN = "it was broken off on the way"
"""`why` of an item from before something is changed until it is known what came of it."""


@dataclass(frozen=True, slots=True)
class AllocateOrder:
    """What a job was told.

    Attributes:
        choice: For whom.
        is_dry: Only note what would be done.
    """

    choice: Choice = field(default_factory=Choice)
    is_dry: bool = True

    def as_json(self) -> Mapping[str, object]:
        """The arguments of a job."""
        return {**self.choice.as_json(), "dry_run": self.is_dry}

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "AllocateOrder":
        """Read the arguments of a job; raises ValueError if they are not those of one."""
        return cls(Choice.of(arguments), arguments.get("dry_run") is not False)


@dataclass(slots=True)
class _Course:
    """A job on its way; `noted` has what became of accounts, by login."""

    job: Job
    order: AllocateOrder
    by: Actor
    progress: Progress
    patience: Patience
    noted: dict[str, RunItem] = field(default_factory=dict)
    promised: set[str] = field(default_factory=set)

    def is_through(self, login: str) -> bool:
        """Whether it is known what became of an account."""
        item = self.noted.get(login)
        return item is not None and item.state is not ItemState.FAILED


@dataclass(frozen=True, slots=True)
class AllocateJob:
    """The handler of `JobKind.ALLOCATE`.

    Accounts are done one after the other: so a dry run tells exactly what the real one does.
    """

    many: "AllocateMany"
    items: "RunItems"
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, job: Job, progress: Progress) -> Result:
        """Carry out a job, from wherever it was left.

        Args:
            job: Its arguments are those of `AllocateOrder`.
            progress: Told the accounts that are through; says whether to go on.

        Returns:
            How it has ended; the outcome counts the run's items, by state and `why`.
        """
        order, patience = AllocateOrder.of(job.arguments), Patience(self.pace, self.clock)
        course = _Course(job, order, actor_of_job(job), progress, patience)
        while True:
            try:
                return await self._try(course)
            except Unavailable as error:
                _log.warning("job %d has to wait: %s", job.number, error)
                if patience.is_over:
                    ended = failure(Trouble.UNAVAILABLE, str(error))
                    return await with_counts(self._end(course, ended.state), ended)
            await patience.wait()
            if not await progress(job.done, job.total):
                ended = Result(JobState.CANCELLED)
                return await with_counts(self._end(course, ended.state), ended)

    async def _try(self, course: _Course) -> Result:
        await self._take_up(course)
        chosen = await self.many.choose(course.order.choice)
        for start in range(0, len(chosen), LOOK):
            logins = [one.login for one in chosen[start : start + LOOK]]
            course.noted |= await self.items.find(course.job.number, logins)
        open_ones = [one for one in chosen if not course.is_through(one.login)]
        through = len(chosen) - len(open_ones)
        for start in range(0, len(open_ones), BATCH):
            if not await course.progress(through + start, len(chosen)):
                return await self._end(course, JobState.CANCELLED)
            await self._do(course, open_ones[start : start + BATCH])
        await course.progress(len(chosen), len(chosen))
        return await self._end(course, JobState.DONE)

    async def _take_up(self, course: _Course) -> None:
        """See what a component before this one has done, or was just doing."""
        failed = await self._read(course, ItemState.FAILED)
        settled = [await self.many.settle(i.subject) for i in failed if i.why == BEGUN]
        await self._note(course, [item for item in settled if item is not None])
        if course.order.is_dry:
            promised = await self._read(course, ItemState.WOULD)
            course.promised |= {item.detail for item in promised}

    async def _read(self, course: _Course, state: ItemState) -> list[RunItem]:
        found: list[RunItem] = []
        while page := await self.items.read(
            course.job.number, state=state, after=found[-1].subject if found else ""
        ):
            found += page
        return found

    async def _do(self, course: _Course, batch: list[Chosen]) -> None:
        """Do some accounts; what could be done is noted even where the rest is tried again."""
        if not course.order.is_dry:
            begun = [RunItem(one.login, ItemState.FAILED, BEGUN) for one in batch]
            await self.items.note(course.job.number, begun)
        made: dict[str, RunItem] = {}
        try:
            for one in batch:
                made[one.login] = await self._one(course, one)
        finally:
            if made:
                course.patience.renew()
                await self._note(course, list(made.values()))

    async def _one(self, course: _Course, one: Chosen) -> RunItem:
        """Whatever becomes of one account, the others get their turn."""
        try:
            if course.order.is_dry:
                return await self.many.judge(one, course.promised)
            return await self.many.give(one, course.by)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  noted of this account
            _log.exception("job %d passes over %r", course.job.number, one.login)
            return RunItem(one.login, ItemState.FAILED, type(error).__name__)

    async def _note(self, course: _Course, items: list[RunItem]) -> None:
        if items:
            await self.items.note(course.job.number, items)
            course.noted |= {item.subject: item for item in items}

    async def _end(self, course: _Course, state: JobState) -> Result:
        number = course.job.number
        counts = await self.items.counts(number)
        failed = await self.items.read(number, state=ItemState.FAILED, most=MOST_FAILURES_TOLD)
        return Result(
            state,
            {
                "dry_run": course.order.is_dry,
                "items": [
                    {"state": item.value, "why": why, "count": count}
                    for (item, why), count in sorted(counts.items())
                ],
                "allocated": counts.get((ItemState.DONE, ""), 0),
                "would_allocate": counts.get((ItemState.WOULD, ""), 0),
                "failed": counts.get((ItemState.FAILED, ""), 0),
                "failures": [{"where": "", "who": one.subject, "why": one.why} for one in failed],
            },
        )
