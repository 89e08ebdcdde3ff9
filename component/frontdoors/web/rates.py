"""How much may be asked in a time; counts are in memory."""

import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class Rate:
    """Bounds what is asked, by somebody each or by all together.

    Args:
        limit: In the notation of the library `limits`, such as 10/5 minutes.
    """

    def __init__(self, limit: str) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limit = parse(limit)

    def spend(self, who: str = "") -> float:
        """Count one; tells how many seconds it comes too early, 0 if it may pass."""
        if self._limiter.hit(self._limit, who):
            return 0.0
        stats = self._limiter.get_window_stats(self._limit, who)
        return max(stats.reset_time - time.time(), 1.0)
