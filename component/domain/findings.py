"""What a self-check may say of a thing: how bad it is, and in words what and how to mend it."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad it is; the value is what programs read."""

    OK = "ok"
    WARNING = "warning"
    """The bridge works, but something undermines it."""
    WRONG = "wrong"
    """The bridge, or a part of it, does not work."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was found.

    Attributes:
        subject: What was looked at, in words.
        level: How bad it is.
        text: What was found, and how to mend it unless it is ok.
    """

    subject: str
    level: Level
    text: str
