"""What those who carry out jobs of a kind and the worker that has them do it agree on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from component.domain.jobs import Job, JobState
from component.ports import Unavailable


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job.

    Attributes:
        state: How it has ended.
        outcome: JSON values by name, as the kind has them.
    """

    state: JobState
    outcome: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.state.is_open:
            raise ValueError(f"a job does not end as {self.state}")


Progress = Callable[[int, int], Awaitable[bool]]
"""Told the steps done and those in all; gives False if the handler is to stop."""

Handler = Callable[[Job, Progress], Awaitable[Result]]
"""Carries out a job, from where it was left. Cancelled, it leaves what can be resumed. It tells its
progress at least every few seconds, and stops when that gives False."""


def failure(trouble: StrEnum, why: str, more: Mapping[str, object] | None = None) -> Result:
    """A job that has failed.

    Args:
        trouble: A `Trouble`, or one of the kind's own.
        why: The words for whoever looks into it.
        more: The rest of its outcome.
    """
    return Result(JobState.FAILED, {**(more or {}), "trouble": trouble.value, "why": why})


async def with_counts(counting: Awaitable[Result], ended: Result) -> Result:
    """End a job in the middle of an outage: what it has done by then is told with it.

    Args:
        counting: The same end, with the counts of the job's kind.
        ended: The end, which is all where they cannot be read either.
    """
    try:
        counted = await counting
    except Unavailable:
        return ended
    return Result(ended.state, {**counted.outcome, **ended.outcome})
