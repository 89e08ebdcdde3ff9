"""Work that goes on behind a command: what it is, how far it is, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class JobKind(StrEnum):
    """What is done. Each kind has one handler."""

    SYNC_GROUPS = "sync-groups"
    MERGE = "merge-matching"
    ALLOCATE = "allocate-ids"
    CHANGE_ID = "change-id"
    ANNOUNCE = "announce"
    EXPORT = "export-unmigrated"
    PURGE = "purge"


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It was begun and could not be completed; the outcome says why."""
    REFUSED = "refused"
    """It was not begun: outdated, or stopped by a threshold; the outcome says why."""
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self in (JobState.WAITING, JobState.RUNNING)


class Trouble(StrEnum):
    """Why a job FAILED outside of its kind's own rules: `trouble` in its outcome.

    `why` beside it has the words for whoever looks into it.
    """

    FAULT = "fault"
    """An error in this program; the log has it."""
    UNAVAILABLE = "unavailable"
    """Somebody did not answer."""
    REJECTED = "rejected"
    """Openfire would not."""
    LEFT = "left"
    """It was left so often that it is not resumed again."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a job, and is told of it.

    Attributes:
        name: For the audit and for lists: a bare JID, a user of the machine, or `schedule`.
        username: Their chat account; '' for nobody in the chat.
        language: In which they are told, a BCP 47 tag; '' for the site's.
    """

    name: str
    username: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job.

    Attributes:
        number: Of the job, for people.
        kind: What is done.
        asker: Who asked for it.
        arguments: What it was told, as its kind needs it: JSON values by name.
        state: Where it stands.
        done: Steps done.
        total: Steps in all; 0 while that is not known.
        attempts: How many times a component has taken it up; more than once if it was left.
        cancelling: Somebody asked for its end.
        asked_at: Seconds since the epoch.
        began_at: Seconds since the epoch; None while it waits.
        ended_at: Likewise; None while it is open.
        outcome: What came of it: counts, and failures, as its kind has them; JSON values by name.
    """

    number: int
    kind: JobKind
    asker: Asker
    arguments: Mapping[str, object] = field(repr=False)
    state: JobState = JobState.WAITING
    done: int = 0
    total: int = 0
    attempts: int = 0
    cancelling: bool = False
    asked_at: float = 0.0
    began_at: float | None = None
    ended_at: float | None = None
    outcome: Mapping[str, object] = field(default_factory=dict)
