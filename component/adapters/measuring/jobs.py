"""Jobs, counted and timed by their kind; what is done in one has the job's id."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

from component import request
from component.adapters.measuring.metrics import Metrics
from component.domain.group_plan import GroupPlan
from component.domain.jobs import Job, JobKind, JobState

_LEFT = "left"
"""It was broken off, and goes on elsewhere or later."""
_FAULT = "fault"
_NOTHING = "nothing-to-do"
_IN_PART = "in-part"


class Ended(Protocol):
    """What came of a job."""

    @property
    def state(self) -> JobState:
        """How it has ended."""

    @property
    def outcome(self) -> Mapping[str, object]:
        """JSON values by name."""


R = TypeVar("R", bound=Ended)
Handler = Callable[[Job, Any], Awaitable[R]]


def measured(handler: Handler[R], kind: JobKind, metrics: Metrics) -> Handler[R]:
    """Let a handler of jobs be counted and timed; a sync of groups as that, too."""
    seconds = metrics.job_seconds.labels(kind.value)
    ways = [*(state.value for state in JobState if not state.is_open), _LEFT, _FAULT]
    counts = {way: metrics.jobs.labels(kind.value, way) for way in ways}
    if kind is JobKind.SYNC_GROUPS:
        for way in (*ways, _IN_PART, _NOTHING):
            metrics.syncs.labels(way)

    async def handle(job: Job, progress: Any) -> R:  # noqa: ANN401  the use case's
        began = time.perf_counter()
        state, is_whole = _LEFT, False
        try:
            with request.working_on(f"job-{job.number}"):
                result = await handler(job, progress)
        except Exception:
            state = _FAULT
            raise
        else:
            state = result.state.value
            is_whole = result.state is JobState.DONE and not result.outcome.get("failed")
            return result
        finally:
            spent = time.perf_counter() - began
            counts[state].inc()
            seconds.observe(spent)
            if kind is JobKind.SYNC_GROUPS:
                of_all = not job.arguments.get("rosters")
                _note_sync(metrics, state, spent, is_whole=is_whole, of_all=of_all)

    return handle


def _note_sync(
    metrics: Metrics, state: str, seconds: float, *, is_whole: bool, of_all: bool
) -> None:
    in_part = state == JobState.DONE.value and not is_whole
    metrics.syncs.labels(_IN_PART if in_part else state).inc()
    metrics.sync_seconds.observe(seconds)
    if is_whole and of_all:
        metrics.sync_success.set_to_current_time()


class LookedAt:
    """Hears of plans that were made on schedule, and notes where there was nothing to do.

    Args:
        plan: Makes the plan of all groups.
        metrics: Where.
    """

    def __init__(self, plan: Callable[[], Awaitable[GroupPlan]], metrics: Metrics) -> None:
        self._plan = plan
        self._metrics = metrics

    async def __call__(self) -> GroupPlan:
        """Plan; raises as planning does."""
        plan = await self._plan()
        if plan.is_empty:
            self._metrics.syncs.labels(_NOTHING).inc()
            self._metrics.sync_success.set_to_current_time()
        return plan
