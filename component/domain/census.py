"""How many there are of what, at a time: what is shown as numbers over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from component.domain.jobs import JobKind, JobState
from component.domain.login import Window
from component.domain.migration import Path, Step


class AccountState(StrEnum):
    """Where accounts stand."""

    LINKED = "linked"
    """Of the site, with a Live Chat ID."""
    WITHOUT_ID = "without-id"
    """Of the site, with none."""
    UNMIGRATED = "unmigrated"
    """Of the chat, and nobody's on the site."""


@dataclass(frozen=True, slots=True)
class Census:
    """What was counted.

    Attributes:
        at: When, in seconds since the epoch.
        window: Where the migration stood.
        accounts: By state.
        migrations: By path, and the step that was taken last.
        stuck: Migrations that are open for too long.
        jobs: On the list of all components.
    """

    at: float
    window: Window
    accounts: Mapping[AccountState, int]
    migrations: Mapping[tuple[Path, Step], int]
    stuck: int
    jobs: Mapping[tuple[JobKind, JobState], int]
