"""A reminder to all who have not migrated, or to chosen ones of them: to whom, and by what way."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from component.domain.names import ChatUsername

EVERYBODY = "*"


class Route(StrEnum):
    """By what way somebody is reminded."""

    CHAT = "chat"
    """A message, which the server keeps for those who are not there."""
    MAIL = "mail"


class LeftOut(StrEnum):
    """Why somebody is not reminded: `why` of an item of the run."""

    STOPPED = "stopped"
    """They want no reminders."""
    MIGRATED = "migrated"
    """They have migrated since they were chosen, or the account is gone."""
    REMINDED = "reminded"
    """They have been reminded since the run was asked for."""
    CLOSED = "closed"
    """Nobody can migrate any more."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom an admin chose.

    Attributes:
        pattern: Of chat usernames, with `*`, `?` and `[]`.
        seen_after: Only those who were seen since then, seconds since the epoch; None for all.
        by_mail: Those who are not in the chat, and have an address, get a mail.
    """

    pattern: str = EVERYBODY
    seen_after: float | None = None
    by_mail: bool = False

    @property
    def needs_sessions(self) -> bool:
        """Whether it matters who is in the chat now."""
        return self.by_mail or self.seen_after is not None

    def has(self, username: ChatUsername, seen_at: float | None, *, is_online: bool) -> bool:
        """Tell whether somebody is among them.

        Args:
            username: Of the chat account.
            seen_at: When they went offline; None if that is not known.
            is_online: They are in the chat now.
        """
        if not fnmatchcase(username, self.pattern):
            return False
        if self.seen_after is None or is_online:
            return True
        return seen_at is not None and seen_at >= self.seen_after


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who was chosen.

    Attributes:
        username: Of the chat account.
        route: By what way they are reminded; None if they want no reminders.
    """

    username: ChatUsername
    route: Route | None


@dataclass(frozen=True, slots=True)
class Order:
    """What a job was told.

    Attributes:
        selection: Whom an admin chose.
        asked_at: When, seconds since the epoch by the component's clock: whoever was reminded
            since then is not reminded again.
    """

    selection: Selection
    asked_at: float

    def as_json(self) -> Mapping[str, object]:
        """The arguments of a job."""
        return {
            "pattern": self.selection.pattern,
            "seen_after": self.selection.seen_after,
            "by_mail": self.selection.by_mail,
            "asked_at": self.asked_at,
        }

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "Order":
        """Read the arguments of a job.

        Raises:
            ValueError: They are not those of an announcement.
        """
        pattern, seen_after = arguments.get("pattern"), arguments.get("seen_after")
        asked_at, by_mail = arguments.get("asked_at"), arguments.get("by_mail")
        if (
            not isinstance(pattern, str)
            or not isinstance(by_mail, bool)
            or not isinstance(asked_at, int | float)
            or not (seen_after is None or isinstance(seen_after, int | float))
        ):
            raise ValueError("an announcement has a pattern, a time, and whether it goes by mail")
        return cls(Selection(pattern, seen_after, by_mail), asked_at)
