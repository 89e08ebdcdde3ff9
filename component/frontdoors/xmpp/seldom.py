"""Log lines about what anybody can make happen as often as they like."""

import time
from collections import Counter
from collections.abc import Callable


class Seldom:
    """Tells when it is time for a line about something that was counted.

    Args:
        seconds: From one line about a thing to the next.
        now: A clock that never goes back, in seconds.
    """

    def __init__(self, seconds: float = 10.0, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._counts: Counter[str] = Counter()
        self._next: dict[str, float] = {}

    def count(self, what: str) -> int:
        """Count something.

        Args:
            what: One of few things.

        Returns:
            How often it was since the last line, if it is time for one now; else 0.
        """
        self._counts[what] += 1
        now = self._now()
        if now < self._next.get(what, now):
            return 0
        self._next[what] = now + self._seconds
        return self._counts.pop(what)
