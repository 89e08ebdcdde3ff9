"""Counts by key within the last seconds, and forgets all that is older, keys included."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class MovingWindow:
    """So much of each key in any span of so many seconds.

    Attributes:
        most: Of one key.
        seconds: Length of the span.
        now: A clock that never goes back, in seconds.
    """

    most: int
    seconds: float
    now: Callable[[], float]
    _hits: deque[tuple[float, str]] = field(default_factory=deque, init=False)
    _counts: Counter[str] = field(default_factory=Counter, init=False)

    def __len__(self) -> int:
        """How many keys are kept in mind."""
        self._forget()
        return len(self._counts)

    def left(self, key: str = "") -> int:
        """How much of a key there is room for now."""
        self._forget()
        return max(self.most - self._counts[key], 0) if key in self._counts else self.most

    def hit(self, key: str = "") -> bool:
        """Count one more; False, and nothing is counted, if there is no room for it."""
        if self.left(key) <= 0:
            return False
        self._hits.append((self.now(), key))
        self._counts[key] += 1
        return True

    def wait(self, key: str = "") -> float:
        """Seconds until there is room for a key; 0 if there is."""
        if self.left(key) > 0:
            return 0.0
        first = next((at for at, hit in self._hits if hit == key), None)
        return self.seconds if first is None else max(first + self.seconds - self.now(), 0.0)

    def _forget(self) -> None:
        """Drop what has left the span; each hit once, so that this costs next to nothing."""
        end = self.now() - self.seconds
        while self._hits and self._hits[0][0] <= end:
            _, key = self._hits.popleft()
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]
