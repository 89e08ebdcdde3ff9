"""Whether a password fits an account: throttled, remembered, as slow for nobody as for somebody.

A sign-in and a proof on the migration page share it, with the same counts of failures. Who may be
meant by a name is found in `find_candidates`; what follows from a fit is the use cases' part.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from component.domain.accounts import AccountState, TikiAccount, needs_activation_key, state_of
from component.domain.login import Candidate
from component.domain.names import TypedName
from component.domain.passwords.openfire import is_verifiable

if TYPE_CHECKING:
    from component import ports


class Fit(Enum):
    """What came of a check."""

    YES = auto()
    NO = auto()
    THROTTLED = auto()
    UNVERIFIABLE = auto()
    """Only Openfire can check this one."""


@dataclass(slots=True)
class Attempt:
    """One password that somebody typed, and what was seen of it so far.

    Attributes:
        password: As typed.
        has_fitted: It was some candidate's.
        has_failed: To be set by the use case: a guess, which counts against those it was tried on.
        begun: Those it was tried on, as the throttle names them.
        missed: Those whose password it was found not to be, and what is stored of theirs.
        slow_checks: Checks that took as long as the one for nobody.
    """

    password: str = field(repr=False)
    has_fitted: bool = False
    has_failed: bool = False
    begun: list[str] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)
    slow_checks: int = 0


@dataclass(frozen=True, slots=True)
class Verify:
    """The checks. All they need from outside is in the fields, see `ports`.

    Attributes:
        strict_states: Keep accounts out that Tiki has marked in any way, see `state_of`.
    """

    tiki: "ports.TikiDirectory"
    checker: "ports.PasswordChecker"
    memory: "ports.Memory"
    throttle: "ports.Throttle"
    strict_states: bool = True

    @contextmanager
    def attempt(self, password: str) -> Iterator[Attempt]:
        """Begin with a password; at the end failures are counted.

        One that may be another account's of the same name counts against those whose it is not:
        else whoever has the one would guess at the other without bound, by giving their own the
        guess as its password. One that was broken off by an error counts as none.
        """
        attempt = Attempt(password)
        failed, missed = False, dict[str, str]()
        try:
            yield attempt
            failed, missed = attempt.has_failed, attempt.missed
        finally:
            self.throttle.end(attempt.begun, failed=failed, missed=missed)
        if not failed:
            for key, stored in missed.items():
                self.memory.learn(_not(key), password, stored)

    async def check(self, candidate: Candidate, attempt: Attempt) -> Fit:
        """Check the password against one candidate, for as little as it takes.

        Raises:
            Unavailable: Too many checks are waiting.
        """
        if candidate.chat is not None and not is_verifiable(candidate.chat.credential):
            return Fit.UNVERIFIABLE
        stored = candidate.stored_form
        if self.memory.knows(candidate.key, attempt.password, stored):
            attempt.has_fitted = True
            return Fit.YES
        if not self._may_begin(candidate.key, attempt):
            return Fit.THROTTLED
        if self.memory.knows(_not(candidate.key), attempt.password, stored):
            return Fit.NO
        if candidate.tiki is not None:
            attempt.slow_checks += candidate.is_slow
            fits = await self.checker.check_tiki(attempt.password, candidate.tiki)
        elif candidate.chat is not None:
            fits = await self.checker.check_native(attempt.password, candidate.chat.credential)
        if not fits:
            attempt.missed[candidate.key] = stored
            return Fit.NO
        self.memory.learn(candidate.key, attempt.password, stored)
        attempt.has_fitted = True
        return Fit.YES

    async def check_nobody(self, name: TypedName, attempt: Attempt) -> Fit:
        """Take the time of a check for a name that is nobody's, throttled like an account.

        Returns:
            `NO` or `THROTTLED`.

        Raises:
            Unavailable: Too many checks are waiting.
        """
        if not self._may_begin(f"name:{name.chat or ''.join(name.tiki[:1])}", attempt):
            return Fit.THROTTLED
        await self.checker.check_nothing(attempt.password)
        return Fit.NO

    async def take_time(self, attempt: Attempt) -> None:
        """Make an answer that nothing fits as slow as a check; raises as `check`."""
        if not attempt.slow_checks:
            await self.checker.check_nothing(attempt.password)

    async def state(self, account: TikiAccount, password: str | None) -> AccountState:
        """Tell whether a Tiki account may log in at all.

        Args:
            account: The account.
            password: The one that fits, which is no password if it is an activation key; None if
                that was asked before.

        Raises:
            Unavailable: Tiki's database did not answer.
        """
        rules, strict = await self.tiki.site_rules(), self.strict_states
        state = state_of(account, rules, time.time(), strict=strict)
        if (
            password is not None
            and state is AccountState.ACTIVE
            and needs_activation_key(account, strict=strict)
            and await self.tiki.is_activation_key(account.user_id, password)
        ):
            return AccountState.PENDING
        return state

    def _may_begin(self, key: str, attempt: Attempt) -> bool:
        if key in attempt.begun:
            return True
        if not self.throttle.begin(key):
            return False
        attempt.begun.append(key)
        return True


def _not(key: str) -> str:
    """What a password is remembered by that is not an account's, but maybe another's of its name.

    It counts once: who signs in again and again by it does the other account no harm.
    """
    return f"not {key}"
