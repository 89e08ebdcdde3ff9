"""An export of all chat accounts that a purge would delete, as a job.

Jobs are carried out by `run_jobs`, files are written by the port `Exports`. Who is in it is
decided at the beginning; it is looked again at everybody before an account is deleted.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from component.domain.audit import actor_of_job
from component.domain.exports import ExportedAccount, ExportHead
from component.domain.jobs import Job, JobState, Trouble
from component.domain.purge import Stage
from component.domain.run_items import ItemState, RunItem
from component.ports import Unavailable
from component.ports.exports import BadExport
from component.usecases.job_handling import Progress, Result, failure
from component.usecases.patience import OutagePace, Patience
from component.usecases.purge_order import PurgeTrouble
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component import ports
    from component.domain.exports import ExportSummary
    from component.domain.unmigrated import ListedChatAccount
    from component.ports.run_items import RunItems
    from component.usecases.plan_purge import PlanPurge, PurgePlan

_log = logging.getLogger(__name__)

BATCH = 100
"""Accounts that are noted at a time."""
T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818  asked for, not a fault
    """Somebody asked for the end of the job."""


@dataclass(frozen=True, slots=True)
class ExportJob:
    """The handler of `JobKind.EXPORT`; its job has no arguments."""

    domain: str
    plan: "PlanPurge"
    archive: "ports.ChatArchive"
    state: "ports.State"
    items: "RunItems"
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, job: Job, progress: Progress) -> Result:
        """Carry out a job; one that was left is begun anew.

        Args:
            job: The job.
            progress: Told the accounts done; says whether to go on.

        Returns:
            How it has ended. The outcome has `export`, its name, `sha256`, and counts: `exported`,
            and `spared` by what protects them; or `trouble` and `why`.
        """
        course = _Course(job, progress, Patience(self.pace, self.clock))
        try:
            exports = self.plan.folder()
            plan = await course.patiently(partial(self.plan, Stage.EXPORT))
            head = ExportHead(
                job.number, job.began_at or self.clock.now(), self.domain, job.asker.name
            )
            await course.patiently(partial(self._record, job))
            summary = await exports.write(head, self._accounts(plan, course))
        except Cancelled:
            return Result(JobState.CANCELLED)
        except BadExport as error:
            return failure(PurgeTrouble.EXPORT, str(error))
        except Unavailable as error:
            return failure(Trouble.UNAVAILABLE, str(error))
        _log.info("exported %d chat accounts to %s", summary.accounts, summary.name)
        return Result(JobState.DONE, _outcome(summary, plan))

    async def _record(self, job: Job) -> None:
        await self.state.record("export-accounts", self.domain, actor_of_job(job).as_detail())

    async def _accounts(
        self, plan: "PurgePlan", course: "_Course"
    ) -> AsyncIterator[ExportedAccount]:
        """Read the accounts one by one; raises `Cancelled` and `Unavailable`."""
        waiting: list[RunItem] = []
        for done, listed in enumerate(plan.accounts):
            await course.go_on(done, plan.size)
            exported = await course.patiently(partial(self._read, listed))
            if exported is None:
                waiting.append(RunItem(listed.username, ItemState.LEFT, "gone"))
            else:
                yield exported
                waiting.append(RunItem(listed.username, ItemState.DONE))
            if len(waiting) >= BATCH:
                await self._note(course, waiting)
                waiting = []
        await self._note(course, waiting)
        await course.go_on(plan.size, plan.size)

    async def _read(self, listed: "ListedChatAccount") -> ExportedAccount | None:
        snapshot = await self.archive.read(listed.username)
        if snapshot is None:
            return None
        return ExportedAccount(listed.created_at, listed.seen_at, snapshot)

    async def _note(self, course: "_Course", items: list[RunItem]) -> None:
        await course.patiently(partial(self.items.note, course.job.number, items))


@dataclass(slots=True)
class _Course:
    """A job on its way."""

    job: Job
    progress: Progress
    patience: Patience
    done: int = 0
    total: int = 0

    async def go_on(self, done: int, total: int) -> None:
        """Tell how far it is; raises `Cancelled`."""
        self.done, self.total = done, total
        if not await self.progress(done, total):
            raise Cancelled

    async def patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something, again after an outage; raises `Unavailable` once patience is over."""
        while True:
            try:
                result = await work()
            except Unavailable as error:
                if self.patience.is_over:
                    raise
                _log.warning("job %d has to wait: %s", self.job.number, error)
                await self.patience.wait()
                await self.go_on(self.done, self.total)
            else:
                self.patience.renew()
                return result


def _outcome(summary: "ExportSummary", plan: "PurgePlan") -> Mapping[str, object]:
    return {
        "export": summary.name,
        "sha256": summary.digest,
        "exported": summary.accounts,
        "spared": {why.value: count for why, count in plan.spared.items()},
    }
