"""The purge of what stands in an export, as a job: account by account, as it was confirmed.

Jobs are carried out by `run_jobs`. What is looked at and done with one account is
`purge_account`'s part. What became of each is noted: a job that was broken off goes on there.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.audit import actor_of_job
from component.domain.jobs import Job, JobState, Trouble
from component.domain.login import Window
from component.domain.purge import Guard, PurgeLimits, Spared, Stage
from component.domain.run_items import ItemState, RunItem
from component.ports import Rejected, Unavailable
from component.ports.exports import BadExport
from component.usecases.job_handling import Progress, Result, failure, with_counts
from component.usecases.patience import OutagePace, Patience
from component.usecases.purge_order import PurgeOrder, PurgeTrouble, Stopped, counted
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.domain.exports import ExportedAccount
    from component.domain.names import ChatUsername
    from component.ports.exports import Export
    from component.ports.run_items import RunItems
    from component.usecases.plan_purge import PlanPurge
    from component.usecases.purge_account import PurgeAccount
    from component.usecases.window_now import WindowNow

_log = logging.getLogger(__name__)

BATCH = 50
"""Accounts whose notes are read, and whose lines of the export are, at a time."""
GUARD_SECONDS = 1.0
"""How old the knowledge of who is online, and an admin, may be at an account's turn."""
UNDER_WAY = "under way"
"""`why` of an account that is about to be deleted, or was when its component died."""


_LEFT_BEHIND = (Spared.GONE, Spared.MIGRATED, Spared.MIGRATING)
"""What is seen of an account that was under way: it is gone, or was being put back."""


@dataclass(slots=True)
class _Course:
    """A job on its way.

    Attributes:
        detail: For the audit.
        guard: Who is protected, and when that was found out.
        deleted: How many accounts are gone by now, by this job.
    """

    job: Job
    order: PurgeOrder
    progress: Progress
    patience: Patience
    detail: Mapping[str, str]
    guard: tuple[Guard, float] | None = None
    deleted: int = 0
    done: int = 0
    total: int = 0

    async def goes_on(self) -> bool:
        """Tell how far it is; whether to go on."""
        return await self.progress(self.done, self.total)


@dataclass(frozen=True, slots=True)
class PurgeJob:
    """The handler of `JobKind.PURGE`."""

    domain: str
    limits: PurgeLimits
    plan: "PlanPurge"
    account: "PurgeAccount"
    items: "RunItems"
    window: "WindowNow"
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, job: Job, progress: Progress) -> Result:
        """Carry out a job, from wherever it was left.

        Args:
            job: Its arguments are those of `PurgeOrder`.
            progress: Told the accounts done; says whether to go on.

        Returns:
            How it has ended. The outcome has counts: `purged`, or `would_purge` in a dry run,
            `spared` by what protects them, and `failed`; and `trouble` and `why` where it was not
            carried out to its end.
        """
        try:
            order = PurgeOrder.of(job.arguments)
        except ValueError as error:
            why = {"trouble": PurgeTrouble.SETTINGS.value, "why": str(error)}
            return Result(JobState.REFUSED, why)
        detail = {**actor_of_job(job).as_detail(), "export": order.export}
        course = _Course(job, order, progress, Patience(self.pace, self.clock), detail)
        while True:
            try:
                return await self._carry_out(course)
            except Unavailable as error:
                _log.warning("job %d has to wait: %s", job.number, error)
                if course.patience.is_over:
                    ended = failure(Trouble.UNAVAILABLE, str(error), {"export": order.export})
                    return await with_counts(self._end(course, ended.state), ended)
            await course.patience.wait()
            if not await course.goes_on():
                ended = Result(JobState.CANCELLED, {"export": order.export})
                return await with_counts(self._end(course, ended.state), ended)

    async def _carry_out(self, course: _Course) -> Result:
        """Do what is left; raises `Unavailable` where that is to be tried again."""
        more: Mapping[str, object] = {}
        try:
            state = JobState.DONE if await self._try(course) else JobState.CANCELLED
        except Stopped as stop:
            _log.warning("job %d is stopped: %s", course.job.number, stop)
            state = JobState.FAILED if course.deleted else JobState.REFUSED
            more = stop.outcome
        return await self._end(course, state, more)

    async def _end(
        self, course: _Course, state: JobState, more: Mapping[str, object] | None = None
    ) -> Result:
        counts = await self.items.counts(course.job.number)
        return Result(state, {"export": course.order.export, **counted(counts), **(more or {})})

    async def _try(self, course: _Course) -> bool:
        """Go through the export; False if somebody wants it to end."""
        try:
            export = await self._open(course.order)
            await self._check(course, export)
            going = frozenset(export.usernames)
            course.done, course.total = 0, len(export.usernames)
            for start in range(0, course.total, BATCH):
                batch = export.usernames[start : start + BATCH]
                noted = await self.items.find(course.job.number, batch)
                for exported in await export.read(_still_to_do(batch, noted)):
                    if not await course.goes_on():
                        return False
                    await self._do(course, exported, noted.get(exported.username), going)
                    course.patience.renew()
                    course.done += 1
                course.done = start + len(batch)
        except BadExport as error:
            raise Stopped(PurgeTrouble.EXPORT, error) from error
        await course.goes_on()
        return True

    async def _open(self, order: PurgeOrder) -> "Export":
        export = await self.plan.open_export(order.export)
        if export.summary.digest != order.digest:
            raise Stopped(PurgeTrouble.EXPORT, "the export is another one than was shown")
        if export.summary.head.domain != self.domain:
            raise Stopped(PurgeTrouble.EXPORT, f"it is of {export.summary.head.domain}")
        return export

    async def _check(self, course: _Course, export: "Export") -> None:
        """See that what was confirmed is what would be done, and that nobody can come back."""
        if await self.window() is Window.OPEN and not course.order.is_dry:
            raise Stopped(
                PurgeTrouble.WINDOW, "those who have not migrated may still sign in: refuse them"
            )
        counts = await self.items.counts(course.job.number)
        course.deleted = counts.get((ItemState.DONE, ""), 0)
        plan = await self.plan.of(Stage.DELETE, export)
        count = plan.size + course.deleted
        if count > course.order.confirmed:
            why = f"{count} accounts would go, and {course.order.confirmed} were confirmed"
            raise Stopped(PurgeTrouble.NUMBER, why, count=count, confirmed=course.order.confirmed)
        if self.limits.are_exceeded(count, plan.chat_accounts + course.deleted):
            raise Stopped(
                PurgeTrouble.LIMITS, f"{count} accounts are more than purge.most", count=count
            )

    async def _do(
        self,
        course: _Course,
        exported: "ExportedAccount",
        noted: RunItem | None,
        going: frozenset["ChatUsername"],
    ) -> None:
        """Do what is to be done with one account, and note what came of it."""
        username, number = exported.username, course.job.number
        is_left = noted is not None and noted.why == UNDER_WAY
        try:
            why = await self.account.why_not(exported, going, await self._guard(course))
            if is_left and why in _LEFT_BEHIND:
                why = await self.account.finish(exported, course.detail)
            elif why is None and course.order.is_dry:
                await self.items.note(number, [RunItem(username, ItemState.WOULD)])
                return
            elif why is Spared.GONE and not course.order.is_dry:
                await self.account.retire_gone(username, course.detail)
            elif why is None:
                await self._begin(course, username)
                why = await self.account.delete(exported, course.detail)
        except Rejected as error:
            await self.items.note(number, [RunItem(username, ItemState.FAILED, str(error))])
            return
        if why is None:
            await self.items.note(number, [RunItem(username, ItemState.DONE)])
            course.deleted += 1
        else:
            await self.items.note(number, [RunItem(username, ItemState.LEFT, why.value)])

    async def _begin(self, course: _Course, username: "ChatUsername") -> None:
        """Note that an account is about to go, unless that is more than was confirmed."""
        if course.deleted >= course.order.confirmed:
            raise Stopped(
                PurgeTrouble.NUMBER,
                f"{course.deleted} accounts are gone, and no more were confirmed",
                count=course.deleted + 1,
                confirmed=course.order.confirmed,
            )
        if await self.window() is Window.OPEN:
            raise Stopped(
                PurgeTrouble.WINDOW, "those who have not migrated may sign in again: refuse them"
            )
        note = RunItem(username, ItemState.FAILED, UNDER_WAY)
        await self.items.note(course.job.number, [note])

    async def _guard(self, course: _Course) -> Guard:
        now = self.clock.now()
        if course.guard is None or not 0 <= now - course.guard[1] < GUARD_SECONDS:
            course.guard = await self.plan.find_protected(), now
        return course.guard[0]


def _still_to_do(
    batch: Sequence["ChatUsername"], noted: Mapping[str, RunItem]
) -> list["ChatUsername"]:
    """Those of which nothing is noted, or that they were not finished with."""
    return [name for name in batch if name not in noted or noted[name].state is ItemState.FAILED]
