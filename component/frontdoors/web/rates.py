"""How much may be asked in a time; counts are in memory."""

import time
from collections.abc import Callable

from limits import parse

from component.domain.moving_window import MovingWindow

_LEAST_SECONDS = 1.0


class Rate:
    """Bounds what is asked, by somebody each or by all together.

    Args:
        limit: In the notation of the library `limits`, such as 10/5 minutes.
        now: A clock that never goes back, in seconds.
    """

    def __init__(self, limit: str, now: Callable[[], float] = time.monotonic) -> None:
        item = parse(limit)
        self._window = MovingWindow(item.amount, item.get_expiry(), now)

    def spend(self, who: str = "") -> float:
        """Count one; tells how many seconds it comes too early, 0 if it may pass."""
        if self._window.count(who):
            return 0.0
        return max(self._window.wait(who), _LEAST_SECONDS)
