"""What a run did with each account that it looked at."""

from dataclasses import dataclass
from enum import StrEnum


class ItemState(StrEnum):
    """What became of an account in a run."""

    DONE = "done"
    WOULD = "would"
    """A dry run would have done it."""
    LEFT = "left"
    """Nothing was to be done, or it must not be touched; `why` says which."""
    FAILED = "failed"
    """It could not be done; another run of the failures only tries it again."""


@dataclass(frozen=True, slots=True)
class RunItem:
    """An account in a run.

    Attributes:
        subject: The chat username, or the Tiki login where there is no chat account: one entry for
            each subject and run, the newest counts.
        state: What became of it.
        why: A word of the run's kind, such as `other-password`; '' for none. For failures the words
            of whoever refused.
        detail: What else lists show, such as the Tiki login beside a chat username; '' for none.
    """

    subject: str
    state: ItemState
    why: str = ""
    detail: str = ""
