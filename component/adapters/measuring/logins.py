"""Logins, counted and timed: wrappers of the use case and of what makes chat accounts."""

import time
from collections.abc import Awaitable, Callable

from component import request
from component.adapters.measuring.metrics import Metrics
from component.domain.accounts import TikiAccount
from component.domain.login import Outcome, Refusal, words_of
from component.domain.names import ChatUsername
from component.ports import Busy, Rejected, Unavailable
from component.request import Part

LogIn = Callable[[str, str], Awaitable[Outcome]]
Provision = Callable[[TikiAccount, ChatUsername], Awaitable[None]]

_TOTAL = "total"
_NO_REASON = "none"
_ERROR = "error"


class MeasuredLogIn:
    """Counts what is answered, and notes what the time went into.

    Args:
        log_in: The use case.
        metrics: Where.

    Attributes:
        log_in: May be replaced at any time; what is under way is decided by the one before.
    """

    def __init__(self, log_in: LogIn, metrics: Metrics) -> None:
        self.log_in = log_in
        self._metrics = metrics
        self._parts = {
            part: metrics.login_seconds.labels(part) for part in (_TOTAL, *map(str, Part))
        }
        known = [("accept", _NO_REASON), ("native", _NO_REASON)]
        known += [("refuse", reason.value) for reason in Refusal]
        known += [(_ERROR, reason) for reason in ("busy", "unavailable", "rejected", "fault")]
        self._counts = {words: metrics.logins.labels(*words) for words in known}

    async def __call__(self, name: str, password: str) -> Outcome:
        """Decide on a login; arguments, result and errors as of the use case."""
        began = time.perf_counter()
        words = (_ERROR, "fault")
        try:
            outcome = await self.log_in(name, password)
        except Busy:
            words = (_ERROR, "busy")
            raise
        except Unavailable:
            words = (_ERROR, "unavailable")
            raise
        except Rejected:
            words = (_ERROR, "rejected")
            raise
        else:
            decision, reason = words_of(outcome)
            words = (decision, reason or _NO_REASON)
            return outcome
        finally:
            self._note(words, time.perf_counter() - began)

    def _note(self, words: tuple[str, str], seconds: float) -> None:
        self._counts[words].inc()
        self._parts[_TOTAL].observe(seconds)
        asked = request.current()
        for part, spent in () if asked is None else asked.spent.items():
            self._parts[part].observe(spent)


class MeasuredProvisioner:
    """Counts the time of a login that goes into its chat account as that, whatever it is made of.

    Args:
        provision: Makes sure that the account is there.
    """

    def __init__(self, provision: Provision) -> None:
        self._provision = provision

    async def __call__(self, account: TikiAccount, username: ChatUsername) -> None:
        """Provision a linked account."""
        with request.spending_all(Part.PROVISIONING):
            await self._provision(account, username)
