"""So much in a time, for each of many: a moving window that keeps a bounded memory.

Whoever asks decides who is counted, and may come with a new name each time: what has left the
window is forgotten, and of more names than the bound the one that was counted longest ago. The
library `limits`, whose notation settings have, keeps an entry of every name that ever came.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable

MOST_KEPT = 100_000
"""Names with counts in the window; some 25 MB."""
_DIGEST = 16


class MovingWindow:
    """Counts by name. Names are kept as digests: a long one takes no more than a short one.

    Args:
        amount: How much there is in the time.
        seconds: The time.
        now: A clock that never goes back, in seconds.
        most: How many names are kept.
    """

    def __init__(
        self, amount: int, seconds: float, now: Callable[[], float], most: int = MOST_KEPT
    ) -> None:
        self._amount = amount
        self._seconds = seconds
        self._now = now
        self._most = most
        self._counted: OrderedDict[bytes, list[float]] = OrderedDict()
        """Name → times, newest last; those that were counted last come last."""

    def __len__(self) -> int:
        return len(self._counted)

    def left(self, name: str) -> int:
        """How much there is left for somebody now."""
        return self._amount - len(self._within(self._counted.get(_digest(name), ())))

    def count(self, name: str) -> bool:
        """Count one; False, and nothing is counted, if there is nothing left."""
        self._forget_old()
        digest = _digest(name)
        times = self._within(self._counted.get(digest, ()))
        if len(times) >= self._amount:
            return False
        times.append(self._now())
        self._counted[digest] = times
        self._counted.move_to_end(digest)
        if len(self._counted) > self._most:
            self._counted.popitem(last=False)
        return True

    def wait(self, name: str) -> float:
        """Seconds until there is more for somebody who has had all; 0 for others."""
        times = self._within(self._counted.get(_digest(name), ()))
        return times[0] + self._seconds - self._now() if len(times) >= self._amount else 0.0

    def _within(self, times: "list[float] | tuple[()]") -> list[float]:
        since = self._now() - self._seconds
        return [time for time in times if time > since]

    def _forget_old(self) -> None:
        since = self._now() - self._seconds
        while self._counted:
            digest, times = next(iter(self._counted.items()))
            if times[-1] > since:
                return
            del self._counted[digest]


def _digest(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
