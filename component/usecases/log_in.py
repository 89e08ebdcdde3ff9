"""Somebody signs in to the chat: the whole of the design's §3, from a typed name to an answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal, Protocol

from component.domain import login
from component.domain.accounts import (
    AccountState,
    TikiAccount,
    needs_activation_key,
    state_of,
)
from component.domain.livechat_id import is_reserved, strip_username
from component.domain.login import Accept, AskOpenfire, Candidate, Outcome, Refusal, Refuse, Row
from component.domain.names import ChatUsername, LiveChatId, TypedName, normalise
from component.domain.passwords.openfire import is_verifiable
from component.usecases.find_candidates import find_candidates

if TYPE_CHECKING:
    from component import ports


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """What a site decides about logins.

    Attributes:
        domain: The chat's domain.
        window: Where the migration stands.
        native_only: Chat usernames that never belong to a Tiki account: always let in natively.
        unmigrated_tiki: What to do with a Tiki account that has no Live Chat ID (row 4).
        strict_states: Keep accounts out that Tiki has marked in any way, see `state_of`.
    """

    domain: str
    window: login.Window = login.Window.OPEN
    native_only: frozenset[str] = frozenset({"admin"})
    unmigrated_tiki: Literal["refuse", "allocate"] = "refuse"
    strict_states: bool = True


class Provisioner(Protocol):
    """Makes sure that the chat account is there; `provision.Provision` is the real one."""

    async def __call__(self, account: TikiAccount, username: ChatUsername) -> None:
        """Provision a linked account."""


class _Fit(Enum):
    YES = auto()
    NO = auto()
    THROTTLED = auto()
    UNVERIFIABLE = auto()


@dataclass(slots=True)
class _Attempt:
    """One login: what has been begun and what was seen so far."""

    typed: TypedName
    password: str = field(repr=False)
    begun: list[str] = field(default_factory=list)
    slow_checks: int = 0
    fitted: bool = False
    may_link: bool = True


@dataclass(frozen=True, slots=True)
class LogIn:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    settings: LoginSettings
    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    chat: "ports.ChatDirectory"
    state: "ports.State"
    checker: "ports.PasswordChecker"
    memory: "ports.Memory"
    throttle: "ports.Throttle"
    provision: Provisioner

    async def __call__(self, name: str, password: str) -> Outcome:
        """Decide on a login.

        Args:
            name: The SASL name as the client sent it.
            password: As the client sent it.

        Returns:
            Whom to let in as whom, or why not.

        Raises:
            Unavailable: A database or the chat server did not answer: nothing was decided.
            Rejected: The chat server would not make the account.
        """
        attempt = _Attempt(normalise(name, self.settings.domain), password)
        failed = False
        try:
            outcome = await self._decide(attempt)
            failed = isinstance(outcome, Refuse) and not attempt.fitted
        finally:
            self.throttle.end(attempt.begun, failed=failed)
        return outcome

    async def _decide(self, attempt: _Attempt) -> Outcome:
        candidates = await find_candidates(attempt.typed, self.tiki, self.chat)
        if not candidates:
            return await self._refuse_unknown(attempt)
        fits: list[_Fit] = []
        for candidate in candidates:
            if _Fit.UNVERIFIABLE in fits and candidate.row is Row.LOGIN_WITHOUT_ID:
                break  # the native account goes before it, and only Openfire can check that one
            fit = await self._check(candidate, attempt)
            if fit is _Fit.YES:
                attempt.fitted = True
                outcome = await self._admit(candidate, candidates, attempt)
                if outcome is not None:
                    return outcome
                attempt.may_link = False
                return await self._decide(attempt)
            fits.append(fit)
        return await self._refuse(candidates, fits, attempt)

    async def _check(self, candidate: Candidate, attempt: _Attempt) -> _Fit:
        """Check the password against one candidate, for as little as it takes."""
        if candidate.chat is not None and not is_verifiable(candidate.chat.credential):
            return _Fit.UNVERIFIABLE
        stored = candidate.stored_form
        if self.memory.knows(candidate.key, attempt.password, stored):
            return _Fit.YES
        if candidate.key not in attempt.begun:
            if not self.throttle.begin(candidate.key):
                return _Fit.THROTTLED
            attempt.begun.append(candidate.key)
        if candidate.tiki is not None:
            attempt.slow_checks += candidate.is_slow
            fits = await self.checker.check_tiki(attempt.password, candidate.tiki)
        elif candidate.chat is not None:
            fits = await self.checker.check_native(attempt.password, candidate.chat.credential)
        if fits:
            self.memory.learn(candidate.key, attempt.password, stored)
        return _Fit.YES if fits else _Fit.NO

    async def _admit(
        self, candidate: Candidate, candidates: Sequence[Candidate], attempt: _Attempt
    ) -> Outcome | None:
        """Decide on the candidate whose password fits; None if it changed meanwhile."""
        if candidate.row is Row.NATIVE:
            return await self._admit_native(candidate, candidates, attempt)
        account = candidate.tiki
        if account is None:
            raise AssertionError(candidate.row)
        refusal = await self._refusal_of_state(account, attempt.password)
        if refusal is not None:
            return Refuse(refusal)
        if account.livechat_id is None:
            return await self._allocate(account, attempt)
        return await self._accept(account, account.livechat_id)

    async def _accept(self, account: TikiAccount, livechat_id: LiveChatId) -> Accept:
        username = login.as_username(livechat_id)
        await self.provision(account, username)
        return Accept(username)

    async def _refusal_of_state(self, account: TikiAccount, password: str) -> Refusal | None:
        rules, strict = await self.tiki.site_rules(), self.settings.strict_states
        state = state_of(account, rules, time.time(), strict=strict)
        if (
            state is AccountState.ACTIVE
            and needs_activation_key(account, strict=strict)
            and await self.tiki.is_activation_key(account.user_id, password)
        ):
            state = AccountState.PENDING
        return login.refusal_for(state)

    async def _admit_native(
        self, candidate: Candidate, candidates: Sequence[Candidate], attempt: _Attempt
    ) -> Outcome | None:
        """Row 2: merge with the Tiki account of the same login and password, else by window."""
        if candidate.chat is None:
            raise AssertionError(candidate.row)
        username = candidate.chat.username
        twin = next((c for c in candidates if c.row is Row.LOGIN_WITHOUT_ID), None)
        if (
            attempt.may_link
            and username not in self.settings.native_only
            and self.settings.window is not login.Window.CLOSED
            and twin is not None
            and twin.tiki is not None
            and login.is_login(attempt.typed, twin.tiki)
            and await self._check(twin, attempt) is _Fit.YES
        ):
            refusal = await self._refusal_of_state(twin.tiki, attempt.password)
            if refusal is not None:
                return Refuse(refusal)
            return await self._link(twin.tiki, LiveChatId(username), "merge")
        return self._by_window(username)

    def _by_window(self, username: ChatUsername) -> Outcome:
        """Row 2 for an account that is not merged."""
        return login.admit_native(
            username,
            native_only=username in self.settings.native_only,
            window=self.settings.window,
        )

    async def _allocate(self, account: TikiAccount, attempt: _Attempt) -> Outcome | None:
        """Row 4: give the stripped username if the site wants that and it is free."""
        livechat_id = strip_username(account.login)
        if (
            self.settings.unmigrated_tiki != "allocate"
            or not attempt.may_link
            or livechat_id is None
            or not await self._is_free(livechat_id)
        ):
            return Refuse(Refusal.UNMIGRATED)
        return await self._link(account, livechat_id, "allocate")

    async def _is_free(self, livechat_id: LiveChatId) -> bool:
        if is_reserved(livechat_id) or livechat_id in self.settings.native_only:
            return False
        if await self.chat.find(login.as_username(livechat_id)) is not None:
            return False
        rows = await self.tiki.find_by_name(login.as_username(livechat_id), ())
        return not rows and not await self.state.is_retired(livechat_id)

    async def _link(
        self, account: TikiAccount, livechat_id: LiveChatId, action: str
    ) -> Accept | None:
        """Claim a Live Chat ID for the account; None if somebody else was quicker.

        The audit comes first: without it, nothing is changed.
        """
        detail = {"tiki_login": account.login}
        await self.state.record(action, livechat_id, detail)
        if not await self.tiki_writer.claim_livechat_id(account.user_id, livechat_id):
            await self.state.record(f"{action}-failed", livechat_id, detail)
            return None
        return await self._accept(account, livechat_id)

    async def _refuse(
        self, candidates: Sequence[Candidate], fits: Sequence[_Fit], attempt: _Attempt
    ) -> Outcome:
        """Nothing that we can check fits."""
        if _Fit.UNVERIFIABLE in fits:
            return self._leave_to_openfire(candidates)
        if _Fit.THROTTLED in fits:
            return Refuse(Refusal.THROTTLED)
        if not attempt.slow_checks:
            await self.checker.check_nothing(attempt.password)
        return Refuse(Refusal.WRONG_PASSWORD)

    def _leave_to_openfire(self, candidates: Sequence[Candidate]) -> Outcome:
        username = next(c.chat.username for c in candidates if c.chat is not None)
        admitted = self._by_window(username)
        return AskOpenfire() if isinstance(admitted, Accept) else admitted

    async def _refuse_unknown(self, attempt: _Attempt) -> Outcome:
        """No such account: as slow as a real check, and throttled like one."""
        key = f"name:{attempt.typed.chat or ''.join(attempt.typed.tiki[:1])}"
        if not self.throttle.begin(key):
            return Refuse(Refusal.THROTTLED)
        attempt.begun.append(key)
        await self.checker.check_nothing(attempt.password)
        return Refuse(Refusal.UNKNOWN)
