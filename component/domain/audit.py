"""The audit: what was done to which account, by whom, and by which way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from component.domain.jobs import Asker, Job


class Way(StrEnum):
    """By which way something was done."""

    SIGN_IN = "sign-in"
    PAGE = "page"
    """The migration page."""
    CHAT = "chat"
    """A command, by a form or a chat text."""
    SHELL = "shell"
    API = "api"
    """The call of Tiki's registration page."""
    SCHEDULE = "schedule"
    """The component by itself."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it.

    Attributes:
        name: A bare JID, a user of the machine, the Tiki login of who signs in, the chat username
            of whom a personal link was for, or one of the names below.
        way: How.
        job: The number of the job that did it; None for none.
    """

    name: str
    way: Way
    job: int | None = None

    def as_detail(self) -> Mapping[str, str]:
        """The entries of an audit's `detail`: `by`, `way`, and `job` if it was one."""
        by = {"by": self.name, "way": self.way.value}
        return by if self.job is None else {**by, "job": str(self.job)}


BRIDGE = Actor("schedule", Way.SCHEDULE)
"""The component by itself."""
VISITOR = Actor("visitor", Way.PAGE)
"""Whoever opens the migration page, and has shown nothing yet."""


def actor_of(asker: Asker) -> Actor:
    """Who is behind a job."""
    if asker.name == BRIDGE.name:
        return BRIDGE
    return Actor(asker.name, Way.CHAT if asker.username else Way.SHELL)


def actor_of_job(job: Job) -> Actor:
    """Who does what a job does."""
    return replace(actor_of(job.asker), job=job.number)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What was done to an account once.

    Attributes:
        number: Of the entry; a later one has a higher number.
        at: Seconds since the epoch, by the database's clock.
        action: What was done, such as `migrate`.
        subject: To whom: a chat username mostly, which is the Live Chat ID of who has migrated.
        detail: What else is known, `by` and `way` among it.
    """

    number: int
    at: float
    action: str
    subject: str
    detail: Mapping[str, str]

    @property
    def by(self) -> str:
        """Who did it."""
        return self.detail.get("by", "")

    @property
    def way(self) -> str:
        """How, a value of `Way` unless another program wrote it."""
        return self.detail.get("way", "")

    @property
    def more(self) -> Mapping[str, str]:
        """The detail beside that."""
        return {name: value for name, value in self.detail.items() if name not in ("by", "way")}


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries are asked for; what is empty or None asks for any.

    Attributes:
        subjects: Done to one of them.
        by: Done by one of them.
        action: That was done.
        since: Not before that, seconds since the epoch.
        most: How many at most.
    """

    subjects: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    action: str = ""
    since: float | None = None
    most: int = 50
