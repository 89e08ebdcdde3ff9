"""What a purge is told, why it stops, and what it counts: its arguments and its outcome.

How it is carried out is `purge_job`'s part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from component.domain.run_items import ItemState


class PurgeTrouble(StrEnum):
    """Why a purge was not carried out, or not to its end: `trouble` in its outcome."""

    SETTINGS = "settings"
    """The job is none that this program has made."""
    EXPORT = "export"
    """The export cannot be relied upon, or is another one than was shown."""
    WINDOW = "window"
    """People who have not migrated may still sign in."""
    NUMBER = "number"
    """More accounts would go than were confirmed: `count` and `confirmed`."""
    LIMITS = "purge-limits"
    """More accounts would go than the settings allow at all: `count`."""


@dataclass(frozen=True, slots=True)
class PurgeOrder:
    """What a job was told.

    Attributes:
        export: The name of the export.
        digest: Of the export that was shown.
        confirmed: So many accounts may go.
        is_dry: Nothing is changed, and it is noted what would be.
    """

    export: str
    digest: str
    confirmed: int
    is_dry: bool = False

    def as_json(self) -> Mapping[str, object]:
        """The arguments of a job."""
        return {
            "export": self.export,
            "digest": self.digest,
            "confirmed": self.confirmed,
            "dry_run": self.is_dry,
        }

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "PurgeOrder":
        """Read the arguments of a job.

        Raises:
            ValueError: They are not those of a purge.
        """
        match dict(arguments):
            case {
                "export": str(export),
                "digest": str(digest),
                "confirmed": int(confirmed),
                "dry_run": bool(is_dry),
            }:
                return cls(export, digest, confirmed, is_dry)
        raise ValueError("the arguments of a purge are an export, its digest, and a number")


class Stopped(Exception):  # noqa: N818  an outcome, not a fault
    """A job is not gone on with."""

    def __init__(self, trouble: PurgeTrouble, why: object, **more: object) -> None:
        super().__init__(str(why))
        self.outcome = {"trouble": trouble.value, "why": str(why), **more}


def counted(counts: Mapping[tuple[ItemState, str], int]) -> Mapping[str, object]:
    """The counts of a purge's outcome."""
    of_state = {state: sum(n for (s, _), n in counts.items() if s is state) for state in ItemState}
    return {
        "purged": of_state[ItemState.DONE],
        "would_purge": of_state[ItemState.WOULD],
        "failed": of_state[ItemState.FAILED],
        "spared": {why: n for (state, why), n in counts.items() if state is ItemState.LEFT},
    }
