"""How much one person gets, so that two programs cannot talk to each other for ever."""

import time
from collections.abc import Callable

from cachetools import TTLCache

_REMEMBERED_PEOPLE = 100_000


class Allowance:
    """Counts by person, in memory.

    Args:
        most: How much one gets.
        seconds: From the first of it until it begins anew.
        now: A clock that never goes back, in seconds.
    """

    def __init__(
        self, most: int, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._spent: TTLCache[str, list[int]] = TTLCache(_REMEMBERED_PEOPLE, seconds, timer=now)

    def spend(self, person: str) -> bool:
        """Count one more; False if the person has had all."""
        spent = self._spent.setdefault(person, [0])
        if spent[0] >= self._most:
            return False
        spent[0] += 1
        return True
