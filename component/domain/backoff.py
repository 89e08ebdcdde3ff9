"""How long to wait before trying to connect again."""

import random

LONGEST_WAIT = 5.0
"""Seconds: what is there again is found within ten, the time to connect included."""


class Backoff:
    """Doubling waits with jitter, up to a bound.

    Args:
        first: Seconds before the second try.
        most: The longest wait in seconds.
    """

    def __init__(self, first: float = 0.5, most: float = LONGEST_WAIT) -> None:
        self._first = first
        self._most = most
        self._next = first

    def reset(self) -> None:
        """Begin anew, once a connection turned out to work."""
        self._next = self._first

    def wait(self) -> float:
        """The seconds to wait now: between a half and the whole of the current step."""
        step = self._next
        self._next = min(self._most, step * 2)
        return step * random.uniform(0.5, 1.0)  # noqa: S311  spreads load, guards nothing
