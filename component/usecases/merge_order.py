"""What a merge of all accounts that match is told, and why it may end before its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from component.usecases.find_pairs import EVERYBODY


class MergeTrouble(StrEnum):
    """Why a merge has ended before its time: `trouble` in its outcome, if it is no `Trouble`."""

    CLOSED = "window-closed"
    """The migration is over: nothing is merged any more."""


@dataclass(frozen=True, slots=True)
class MergeOrder:
    """What a job was told.

    Attributes:
        is_dry: Only say what would be done.
        names: Only chat accounts whose usernames fit this pattern.
        accounts: How many chat accounts there were when it was asked for, to say how far it is.
    """

    is_dry: bool = False
    names: str = EVERYBODY
    accounts: int = 0

    def as_json(self) -> Mapping[str, object]:
        """The arguments of a job."""
        return {"dry_run": self.is_dry, "names": self.names, "accounts": self.accounts}

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "MergeOrder":
        """Read the arguments of a job.

        Raises:
            ValueError: They are not those of a merge.
        """
        match arguments:
            case {"dry_run": bool(is_dry), "names": str(names), "accounts": int(accounts)}:
                return cls(is_dry, names, accounts)
        raise ValueError("the arguments of a merge are dry_run, names and accounts")
