"""What the process keeps in mind about logins: passwords that fitted, and failures.

Nothing of it is ever stored; no password is kept, only a keyed digest of it.
"""

import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable, Collection

from cachetools import TTLCache
from limits import parse

from component.domain.moving_window import MovingWindow

_OVERALL = "overall"


class RememberedPasswords:
    """The port `Memory`: HMAC(process key, account ‖ password ‖ stored hash), for a bounded time.

    The stored hash is part of it and read anew at every login, so a changed password is never
    let in from memory.

    Args:
        seconds: How long a password is remembered; 0 remembers none.
        most: How many are remembered; the oldest go first.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self._key = secrets.token_bytes(32)
        self._digests: TTLCache[bytes, bool] = TTLCache(most, max(seconds, 1e-9))

    def knows(self, account: str, password: str, stored: str) -> bool:
        """See `Memory.knows`."""
        return self._digest(account, password, stored) in self._digests

    def learn(self, account: str, password: str, stored: str) -> None:
        """See `Memory.learn`."""
        self._digests[self._digest(account, password, stored)] = True

    def _digest(self, account: str, password: str, stored: str) -> bytes:
        parts = [part.encode("utf-8", "surrogatepass") for part in (account, password, stored)]
        framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._key, framed, "sha256")


class LoginThrottle:
    """The port `Throttle`: moving windows of failed logins, in memory.

    Checks under way count as failures until they end, so that many guesses at once do not slip
    through together.

    Args:
        per_account: Failures per account, in the notation of the library `limits`: `10/5 minutes`.
        overall: Failures of all accounts together, likewise.
        now: A clock that never goes back, in seconds.
    """

    def __init__(
        self, per_account: str, overall: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._now = now
        self._under_way: Counter[str] = Counter()
        self._per_account = _window(per_account, now)
        self._overall = _window(overall, now)

    def limit(self, per_account: str, overall: str) -> None:
        """Change the limits; all begin with no failures then."""
        self._per_account = _window(per_account, self._now)
        self._overall = _window(overall, self._now)

    def __len__(self) -> int:
        """How many accounts there are counts of."""
        return len(self._per_account)

    def begin(self, account: str) -> bool:
        """See `Throttle.begin`."""
        if self._per_account.left(account) <= self._under_way[account]:
            return False
        if self._overall.left(_OVERALL) <= 0:
            return False
        self._under_way[account] += 1
        return True

    def end(self, accounts: Collection[str], *, failed: bool, missed: Collection[str] = ()) -> None:
        """See `Throttle.end`."""
        for account in accounts:
            self._under_way[account] -= 1
            if not self._under_way[account]:
                del self._under_way[account]
        for account in accounts if failed else missed:
            self._per_account.count(account)
        if failed and accounts:
            self._overall.count(_OVERALL)


def _window(limit: str, now: Callable[[], float]) -> MovingWindow:
    item = parse(limit)
    return MovingWindow(item.amount, item.get_expiry(), now)
