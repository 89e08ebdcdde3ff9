"""What was tried under load and what came of it: the suite's own books, beside the databases."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto


class Answer(Enum):
    """What somebody who wants to sign in is told."""

    IN = auto()
    WRONG = auto()
    """`not-authorized`."""
    LATER = auto()
    """`temporary-auth-failure`."""
    CUT = auto()
    """The connection broke, was refused, or nothing came for long."""
    OTHER = auto()
    """They became somebody else, or the server said something that is none of these."""


class Sort(Enum):
    """A sort of sign-ins."""

    REMEMBERED = "remembered"
    FRESH = "fresh"
    NATIVE = "native"
    ADMIN = "admin"
    MERGE = "merge"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in.

    Attributes:
        sort: Which sort.
        name: What was typed.
        is_right: Whether the password was that of the account.
        began: When, by the monotonic clock.
        ended: Likewise.
        answer: What came of it.
        detail: The words of the server, where they are none of those expected.
    """

    sort: Sort
    name: str
    is_right: bool
    began: float
    ended: float
    answer: Answer
    detail: str = ""

    @property
    def was_answered_rightly(self) -> bool:
        """Whether the answer is what the password deserves, as long as all parts are up."""
        return self.answer is (Answer.IN if self.is_right else Answer.WRONG)


@dataclass
class Ledger:
    """The books. Safe for any number of threads.

    Attributes:
        connected: Live Chat IDs that the page has said to be connected → the Tiki login.
        trouble: What the load itself could not do; the run is worth nothing then.
    """

    connected: dict[str, str] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    _attempts: list[Attempt] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, attempt: Attempt) -> None:
        """Write an attempt down."""
        with self._changed:
            self._attempts.append(attempt)
            self._changed.notify_all()

    def note_connected(self, livechat_id: str, login: str) -> None:
        """Write down that the page has said it."""
        with self._changed:
            self.connected[livechat_id] = login

    def __iter__(self) -> Iterator[Attempt]:
        """The attempts so far."""
        with self._changed:
            return iter(list(self._attempts))

    def since(self, begin: float, end: float = float("inf")) -> list[Attempt]:
        """The attempts that began in a stretch of time."""
        return [one for one in self if begin <= one.began < end]

    def wait_for_right_one(self, since: float, seconds: float) -> float | None:
        """Wait until somebody is let in by the right password.

        Args:
            since: Only what ended after it counts.
            seconds: How long to wait.

        Returns:
            When that was; None if nobody got in.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            while (first := first_right(self._attempts, since)) is None:
                if not self._changed.wait(max(deadline - time.monotonic(), 0)):
                    return None
            return first


def first_right(attempts: Iterable[Attempt], since: float) -> float | None:
    """When the first one of the site was let in by the right password, after a time."""
    ends = [
        one.ended
        for one in attempts
        if one.ended >= since
        and one.sort in (Sort.REMEMBERED, Sort.FRESH)
        and one.answer is Answer.IN
    ]
    return min(ends, default=None)
