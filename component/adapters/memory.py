"""What the process keeps in mind about logins: passwords that fitted, and failures.

Nothing of it is ever stored; no password is kept, only a keyed digest of it.
"""

import hmac
import secrets
from collections import Counter
from collections.abc import Collection

from cachetools import TTLCache
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

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
    """

    def __init__(self, per_account: str, overall: str) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_account = parse(per_account)
        self._overall = parse(overall)
        self._under_way: Counter[str] = Counter()

    def begin(self, account: str) -> bool:
        """See `Throttle.begin`."""
        if not self._has_room(self._per_account, account):
            return False
        if not self._has_room(self._overall, _OVERALL):
            return False
        self._under_way[account] += 1
        return True

    def end(self, accounts: Collection[str], *, failed: bool) -> None:
        """See `Throttle.end`."""
        for account in accounts:
            self._under_way[account] -= 1
            if not self._under_way[account]:
                del self._under_way[account]
            if failed:
                self._limiter.hit(self._per_account, account)
        if failed and accounts:
            self._limiter.hit(self._overall, _OVERALL)

    def _has_room(self, limit: RateLimitItem, key: str) -> bool:
        left = self._limiter.get_window_stats(limit, key).remaining
        return left > self._under_way[key] if key != _OVERALL else left > 0
