"""A change of a Live Chat ID as a job: it outlasts outages, and is taken up where it was left."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.audit import actor_of_job
from component.domain.id_change import ChangeTrouble, IdOrder
from component.domain.jobs import Job, JobState, Trouble
from component.domain.run_items import ItemState, RunItem
from component.ports import Rejected, Unavailable
from component.usecases.change_id import Changed
from component.usecases.job_handling import Progress, Result, failure
from component.usecases.patience import OutagePace, Patience
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.ports.run_items import RunItems
    from component.usecases.change_id import ChangeId

_log = logging.getLogger(__name__)

BEGUN = "it was broken off on the way"
"""`why` of the item until the end is known: who runs the failures again completes it."""


@dataclass(frozen=True, slots=True)
class ChangeIdJob:
    """The handler of `JobKind.CHANGE_ID`."""

    change: "ChangeId"
    items: "RunItems"
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, job: Job, progress: Progress) -> Result:
        """Carry out a job, from wherever it was left.

        Args:
            job: Its arguments are those of `IdOrder`.
            progress: Says whether to go on; it counts one step.

        Returns:
            How it has ended. The outcome counts `changed_ids` or `released_ids`, and has what could
            not be done in `failures`; where nothing was done, `trouble` says why.
        """
        order, patience = IdOrder.of(job.arguments), Patience(self.pace, self.clock)
        while await progress(0, 1):
            try:
                return await self._try(job, order, progress)
            except Rejected as error:
                return await self._fail(job, order, Trouble.REJECTED, error)
            except Unavailable as error:
                _log.warning("job %d has to wait: %s", job.number, error)
                if patience.is_over:
                    return await self._fail(job, order, Trouble.UNAVAILABLE, error)
            await patience.wait()
        return Result(JobState.CANCELLED)

    async def _try(self, job: Job, order: IdOrder, progress: Progress) -> Result:
        await self._note(job, order, ItemState.FAILED, BEGUN)
        done = await self.change(order, actor_of_job(job))
        return await self._end(job, order, done, progress)

    async def _end(
        self, job: Job, order: IdOrder, done: Changed | ChangeTrouble, progress: Progress
    ) -> Result:
        if isinstance(done, ChangeTrouble):
            await self._note(job, order, ItemState.LEFT, done.value)
            return Result(JobState.REFUSED, {"trouble": done.value})
        await self._note(job, order, ItemState.DONE)
        await progress(1, 1)
        failures = [_failure(roster, order, "") for roster in done.stays_in]
        if done.not_moved:
            failures.append(_failure(order.after or "", order, done.not_moved))
        count = "released_ids" if order.after is None else "changed_ids"
        return Result(JobState.DONE, {count: 1, "failed": len(failures), "failures": failures})

    async def _fail(self, job: Job, order: IdOrder, trouble: Trouble, error: Exception) -> Result:
        if trouble is Trouble.REJECTED:
            await self._note(job, order, ItemState.FAILED, str(error))
        return failure(trouble, str(error))

    async def _note(self, job: Job, order: IdOrder, state: ItemState, why: str = "") -> None:
        item = RunItem(order.before, state, why, order.after or "")
        await self.items.note(job.number, [item])


def _failure(where: str, order: IdOrder, why: str) -> Mapping[str, str]:
    return {"where": where, "who": order.before, "why": why}
