"""Reminders (design §5): when the next is due, what people may answer, and what is said to them.

In which words is told in `frontdoors.wording`; who is to be reminded, in the use cases.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from component.domain.login import Window

DAY = 86_400.0
_MOST_CHARACTERS = 200
_MOST_WORDS = 3


class Channel(StrEnum):
    """What is counted of what the bridge sends to one person."""

    CHAT = "chat"
    MAIL = "mail"
    LINK = "link"
    """Links that the person asked for."""
    ADVICE = "advice"
    """Answers to what was not understood."""


@dataclass(frozen=True, slots=True)
class History:
    """What went to a person by one channel.

    Attributes:
        sent: How many.
        last_at: When the last did, seconds since the epoch; None for never.
    """

    sent: int = 0
    last_at: float | None = None


NEVER = History()


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a person's reminders.

    Attributes:
        has_stopped: The person wants no more.
        histories: By channel.
    """

    has_stopped: bool = False
    histories: Mapping[Channel, History] = field(default_factory=dict)

    def of(self, channel: Channel) -> History:
        """What went by a channel."""
        return self.histories.get(channel, NEVER)


@dataclass(frozen=True, slots=True)
class Pacing:
    """How often one person is reminded: at once, then at growing intervals.

    Attributes:
        intervals: Seconds after the first, the second, …; the last one stays.
        least: Seconds after a link that the person asked for without a reminder.
        ahead: Seconds before the window turns at which one more is due, whatever the interval.

    Raises:
        ValueError: There is no interval, or one is not positive or shorter than the one before.
    """

    intervals: Sequence[float] = (DAY, 3 * DAY, 7 * DAY, 14 * DAY)
    least: float = DAY / 2
    ahead: Sequence[float] = ()

    def __post_init__(self) -> None:
        if not self.intervals or self.intervals[0] <= 0:
            raise ValueError("name at least one interval, and none that is 0 or less")
        if list(self.intervals) != sorted(self.intervals):
            raise ValueError("no interval may be shorter than the one before it")

    def due_at(self, record: Record, channel: Channel, turns_at: float | None = None) -> float:
        """Tell when the next reminder may go. A person who has stopped is not looked at here.

        Args:
            record: What went to the person.
            channel: By what the next one is to go.
            turns_at: When the migration window turns; None if that is not known.

        Returns:
            Seconds since the epoch; 0 for at once.
        """
        history, asked = record.of(channel), record.of(Channel.LINK)
        after_link = 0.0 if asked.last_at is None else asked.last_at + self.least
        if history.last_at is None:
            return after_link
        step = min(max(history.sent, 1), len(self.intervals)) - 1
        ahead = [] if turns_at is None else [turns_at - before for before in self.ahead]
        extra = [at for at in ahead if at > history.last_at]
        return max(after_link, min([history.last_at + self.intervals[step], *extra]))


class Reply(StrEnum):
    """What somebody may answer."""

    STOP = "stop"
    MIGRATE = "migrate"
    HELP = "help"
    OTHER = "other"


def read_reply(text: str, words: Mapping[str, Reply]) -> Reply:
    """Tell what somebody means.

    Args:
        text: The message; any text.
        words: Word, from `fold_word` → what it means, in all languages.

    Returns:
        The meaning of the one known word among at most three: `Please stop!` is to stop, and a
        longer sentence that has the word in it is not.
    """
    if len(text) > _MOST_CHARACTERS:
        return Reply.OTHER
    whole = fold_word(text)
    if whole in words:
        return words[whole]
    found = list(_words(whole))
    meant = {words[word] for word in found if word in words}
    return meant.pop() if len(meant) == 1 and len(found) <= _MOST_WORDS else Reply.OTHER


def fold_word(text: str) -> str:
    """Fold a text for comparison: without case, accents, width, and signs around its words."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return " ".join(_words(bare))


def _words(text: str) -> Iterator[str]:
    """The runs of letters and digits."""
    return iter("".join(c if c.isalnum() else " " for c in text).split())


class Say(StrEnum):
    """What the bridge says to somebody in the chat."""

    REMINDER = "reminder"
    LINK = "link"
    LINK_SENT = "link-sent"
    STOPPED = "stopped"
    HELP = "help"
    UNCLEAR = "unclear"
    MIGRATED = "migrated"
    NOT_NEEDED = "not-needed"
    CLOSED = "closed"
    NOT_NOW = "not-now"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the migration window turns, or has turned for the last time that is known.

    Attributes:
        at: Seconds since the epoch.
        to: The window that begins then.
        is_over: It has turned.
    """

    at: float
    to: Window
    is_over: bool = False


class Letter(StrEnum):
    """What the bridge writes to somebody by mail."""

    CHAT_REFUSED = "chat-refused"
    """A chat account that has not migrated was kept out; with a personal link."""
    TIKI_REFUSED = "tiki-refused"
    """A Tiki account without a chat account was kept out; with the web page's address."""
    REMINDER = "reminder"
    """A chat account has not migrated, and an admin has everybody reminded; with a link."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say, by chat or by mail.

    Attributes:
        what: Which.
        link: The address to open; '' for none. Not shown by repr, it may hold a token.
        lifetime: Seconds for which it opens; 0 for ever.
        is_first: Nothing was said of it to this person before.
        deadline: Until when it is to be done; None if that is not known.
    """

    what: Say | Letter
    link: str = field(default="", repr=False)
    lifetime: float = 0.0
    is_first: bool = True
    deadline: Deadline | None = None
