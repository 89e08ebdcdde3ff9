"""A sync of groups as a job: exactly the plan that was shown, or what a schedule finds to do.

Jobs are carried out by `run_jobs`; planning is `plan_groups`' part, applying `apply_groups`'.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from component.domain.applied import Applied
from component.domain.audit import actor_of_job
from component.domain.group_plan import GroupPlan, Limits, Step
from component.domain.group_plan_json import pack, unpack
from component.domain.jobs import Job, JobState, Trouble
from component.ports import Unavailable
from component.usecases.applying import BrokenOff
from component.usecases.done_meanwhile import DoneMeanwhile
from component.usecases.doubt import Doubtful
from component.usecases.job_handling import Progress, Result
from component.usecases.patience import OutagePace, Patience
from component.usecases.plan_groups import UnknownRosters
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.usecases.apply_groups import ApplyGroups
    from component.usecases.plan_groups import PlanGroups

_log = logging.getLogger(__name__)

MOST_STEPS_TOLD = 100
"""Of a difference; the others are counted."""


class SyncTrouble(StrEnum):
    """Why a sync was not carried out: `trouble` in its outcome, if it is no `Doubt` or `Trouble`.

    `why` beside it has the same in words.
    """

    OUTDATED = "outdated"
    """Something else is to be done than was shown: `new` and `gone` have the steps."""
    LIMITS = "limits"
    """More goes than the limits allow, and nobody has confirmed the number: `removals`."""
    SETTINGS = "settings"
    """The job is for roster groups that the settings do not have, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a job was told.

    Attributes:
        rosters: The roster groups; empty for all.
        plan: What was shown, and nothing else is to be done; None for whatever there is to do.
        confirmed: So many removals were confirmed; None for none.
    """

    rosters: tuple[str, ...] = ()
    plan: GroupPlan | None = None
    confirmed: int | None = None

    def as_json(self) -> Mapping[str, object]:
        """The arguments of a job."""
        plan = None if self.plan is None else pack(self.plan)
        return {"rosters": list(self.rosters), "plan": plan, "confirmed": self.confirmed}

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "Order":
        """Read the arguments of a job.

        Raises:
            ValueError: They are not those of a sync.
        """
        rosters, plan = arguments.get("rosters"), arguments.get("plan")
        confirmed = arguments.get("confirmed")
        if not isinstance(rosters, list) or not (confirmed is None or isinstance(confirmed, int)):
            raise ValueError("the arguments of a sync are roster groups, a plan, and a number")
        return cls(tuple(map(str, rosters)), None if plan is None else unpack(plan), confirmed)


@dataclass(slots=True)
class _Course:
    """A job on its way.

    Attributes:
        applied: What was done by now.
        done: Steps that were done, by components before this one too.
        total: Steps in all, as far as it is known.
        is_begun: Something may have been done: what is missing of the plan may be its own doing.
        patience: With servers that do not answer.
    """

    job: Job
    progress: Progress
    done: int
    total: int
    is_begun: bool
    patience: Patience
    applied: Applied = field(default_factory=Applied)

    def end(self, state: JobState, outcome: Mapping[str, object] | None = None) -> Result:
        """End the job, with what was done beside an outcome."""
        return Result(state, {**self.applied.as_json(), **(outcome or {})})

    def stop(self, trouble: StrEnum, why: object, **more: object) -> Result:
        """End the job otherwise than by doing it."""
        _log.warning("job %d is stopped: %s", self.job.number, why)
        state = JobState.FAILED if self.is_begun else JobState.REFUSED
        return self.end(state, {"trouble": trouble.value, "why": str(why), **more})


@dataclass(frozen=True, slots=True)
class SyncJob:
    """The handler of `JobKind.SYNC_GROUPS`."""

    plan: "PlanGroups"
    apply: "ApplyGroups"
    limits: Limits
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, job: Job, progress: Progress) -> Result:
        """Carry out a job, from wherever it was left.

        Args:
            job: Its arguments are those of `Order`.
            progress: Told the steps done; says whether to go on.

        Returns:
            How it has ended; the outcome has the counts of `Applied.as_json`, and where it was not
            done, `trouble` and `why`.
        """
        patience = Patience(self.pace, self.clock)
        begun = job.attempts > 1
        course = _Course(job, progress, job.done, job.total, is_begun=begun, patience=patience)
        try:
            order = Order.of(job.arguments)
        except ValueError as error:
            return course.stop(SyncTrouble.SETTINGS, error)
        while True:
            try:
                return await self._try(order, course)
            except Doubtful as error:
                return course.stop(error.why, error)
            except UnknownRosters as error:
                return course.stop(SyncTrouble.SETTINGS, error)
            except Unavailable as error:
                self._note(error, course)
                if course.patience.is_over:
                    why = {"trouble": Trouble.UNAVAILABLE.value, "why": str(error)}
                    return course.end(JobState.FAILED, why)
            await course.patience.wait()
            if not await progress(course.done, course.total):
                return course.end(JobState.CANCELLED)

    async def _try(self, order: Order, course: _Course) -> Result:
        """Plan and apply; raises `Unavailable` where that is to be tried again."""
        plan = await self.plan(order.rosters)
        refusal = await self._refuse(order, plan, course)
        if refusal is not None:
            return refusal
        before = course.done
        course.total = before + plan.size

        async def progress(done: int, _: int) -> bool:
            course.done = before + done
            return await course.progress(course.done, course.total)

        course.applied += await self.apply(plan, actor_of_job(course.job), progress)
        is_whole = course.applied.is_whole
        return course.end(JobState.DONE if is_whole else JobState.CANCELLED)

    async def _refuse(self, order: Order, plan: GroupPlan, course: _Course) -> Result | None:
        """Say why a plan is not to be carried out; None if it is."""
        shown = plan if order.plan is None else order.plan
        if shown.exceeds(self.limits) and order.confirmed != shown.removals:
            return course.stop(
                SyncTrouble.LIMITS,
                f"{shown.removals} of {shown.managed} managed members and affiliations would go, "
                f"and nobody has confirmed that number",
                removals=shown.removals,
            )
        if shown == plan:
            return None
        difference = shown.difference(plan)
        meanwhile = DoneMeanwhile(self.plan.groups, self.plan.rooms)
        gone = () if course.is_begun else await meanwhile.undone(difference.gone)
        if not difference.new and not gone:
            return None
        return course.stop(
            SyncTrouble.OUTDATED,
            f"since the plan was shown, {len(difference.new)} steps have come to it and "
            f"{len(gone)} have gone; plan again",
            new=_told(difference.new),
            gone=_told(gone),
        )

    def _note(self, error: Unavailable, course: _Course) -> None:
        _log.warning("job %d has to wait: %s", course.job.number, error)
        if not isinstance(error, BrokenOff):
            return
        course.applied += error.applied
        course.is_begun = True
        if error.applied.changes:
            course.patience.renew()


def _told(steps: tuple[Step, ...]) -> Mapping[str, object]:
    """Steps as JSON values: how many, and the first of them."""
    return {
        "count": len(steps),
        "first": [
            {"step": step.kind.value, "where": step.where, "who": step.who}
            for step in steps[:MOST_STEPS_TOLD]
        ],
    }
