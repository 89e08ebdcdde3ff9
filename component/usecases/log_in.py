"""Somebody signs in to the chat: the whole of the design's §3, from a typed name to an answer."""

import logging
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from component.domain import login
from component.domain.accounts import TikiAccount
from component.domain.audit import Actor, Way
from component.domain.login import Accept, AskOpenfire, Candidate, Outcome, Refusal, Refuse, Row
from component.domain.names import ChatUsername, LiveChatId, TypedName, normalise
from component.usecases.allocate_id import Allocated, AllocateId, AllocationProblem
from component.usecases.claim_id import MERGE, claim_id
from component.usecases.find_candidates import find_candidates
from component.usecases.linked import is_retired
from component.usecases.verify import Attempt, Fit, Verify

if TYPE_CHECKING:
    from component import ports
    from component.usecases.window_now import WindowNow

_log = logging.getLogger(__name__)
_Who = TypeVar("_Who")


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """What a site decides about logins.

    Attributes:
        domain: The chat's domain.
        native_only: Chat usernames that never belong to a Tiki account: always let in natively.
        unmigrated_tiki: What to do with a Tiki account that has no Live Chat ID (row 4).
    """

    domain: str
    native_only: AbstractSet[str] = frozenset({"admin"})
    unmigrated_tiki: Literal["refuse", "allocate"] = "refuse"


class Provisioner(Protocol):
    """Makes sure that the chat account is there; `provision.Provision` is the real one."""

    async def __call__(self, account: TikiAccount, username: ChatUsername) -> None:
        """Provision a linked account."""


class Told(Protocol):
    """Hears of people who have not migrated. Every method returns at once."""

    def admitted(self, username: ChatUsername) -> None:
        """An unmigrated chat account was let in."""

    def refused(self, username: ChatUsername) -> None:
        """A chat account was kept out for not having migrated; the password was its own."""

    def refused_tiki(self, account: TikiAccount) -> None:
        """A Tiki account was kept out for having no Live Chat ID; the password was its own."""


class Nobody:
    """Hears nothing."""

    def admitted(self, username: ChatUsername) -> None:
        """See `Told.admitted`."""

    def refused(self, username: ChatUsername) -> None:
        """See `Told.refused`."""

    def refused_tiki(self, account: TikiAccount) -> None:
        """See `Told.refused_tiki`."""


@dataclass(slots=True)
class _Login:
    """One login: what was typed, and whether it may still link two accounts."""

    typed: TypedName
    attempt: Attempt
    may_link: bool = True


@dataclass(frozen=True, slots=True)
class LogIn:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    settings: LoginSettings
    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    chat: "ports.ChatDirectory"
    state: "ports.State"
    verify: Verify
    allocate: AllocateId
    provision: Provisioner
    window: "WindowNow"
    told: Told = field(default_factory=Nobody)

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
        with self.verify.attempt(password) as attempt:
            outcome = await self._decide(_Login(normalise(name, self.settings.domain), attempt))
            attempt.has_failed = isinstance(outcome, Refuse) and not attempt.has_fitted
        return outcome

    async def _decide(self, asked: _Login) -> Outcome:
        candidates = await self._find_candidates(asked)
        if not candidates:
            return await self._refuse_unknown(asked)
        fits: list[Fit] = []
        for candidate in candidates:
            if Fit.UNVERIFIABLE in fits and candidate.row is Row.LOGIN_WITHOUT_ID:
                break  # the native account goes before it, and only Openfire can check that one
            fit = await self.verify.check(candidate, asked.attempt)
            if fit is Fit.YES:
                outcome = await self._admit(candidate, candidates, asked)
                if outcome is not None:
                    return outcome
                asked.may_link = False
                return await self._decide(asked)
            fits.append(fit)
        return await self._refuse(candidates, fits, asked)

    async def _find_candidates(self, asked: _Login) -> Sequence[Candidate]:
        """Find who may be meant; a chat account that a Live Chat ID has left behind is nobody."""
        found = await find_candidates(asked.typed, self.tiki, self.chat)
        return [one for one in found if not await self._is_left_behind(one)]

    async def _is_left_behind(self, candidate: Candidate) -> bool:
        if candidate.chat is None or candidate.chat.username in self.settings.native_only:
            return False
        return await is_retired(candidate.chat.username, self.state)

    async def _admit(
        self, candidate: Candidate, candidates: Sequence[Candidate], asked: _Login
    ) -> Outcome | None:
        """Decide on the candidate whose password fits; None if it changed meanwhile."""
        if candidate.row is Row.NATIVE:
            return await self._admit_native(candidate, candidates, asked)
        account = candidate.tiki
        if account is None:
            raise AssertionError(candidate.row)
        refusal = await self._refusal_of_state(account, asked)
        if refusal is not None:
            return Refuse(refusal)
        if account.livechat_id is None:
            return await self._allocate(account, asked)
        return await self._accept(account, account.livechat_id)

    async def _accept(self, account: TikiAccount, livechat_id: LiveChatId) -> Accept:
        username = login.as_username(livechat_id)
        await self.provision(account, username)
        return Accept(username)

    async def _refusal_of_state(self, account: TikiAccount, asked: _Login) -> Refusal | None:
        return login.refusal_for(await self.verify.state(account, asked.attempt.password))

    async def _admit_native(
        self, candidate: Candidate, candidates: Sequence[Candidate], asked: _Login
    ) -> Outcome | None:
        """Row 2: merge with the Tiki account of the same login and password, else by window."""
        if candidate.chat is None:
            raise AssertionError(candidate.row)
        username = candidate.chat.username
        twin = next((c for c in candidates if c.row is Row.LOGIN_WITHOUT_ID), None)
        if (
            asked.may_link
            and username not in self.settings.native_only
            and twin is not None
            and twin.tiki is not None
            and login.is_login(asked.typed, twin.tiki)
            and await self.window() is not login.Window.CLOSED
            and await self.verify.check(twin, asked.attempt) is Fit.YES
        ):
            refusal = await self._refusal_of_state(twin.tiki, asked)
            if refusal is not None:
                return Refuse(refusal)
            return await self._merge(twin.tiki, LiveChatId(username))
        admitted = await self._by_window(username)
        if not isinstance(admitted, Accept):
            self._tell(self.told.refused, username)
        elif username not in self.settings.native_only:
            self._tell(self.told.admitted, username)
        return admitted

    def _tell(self, told: Callable[[_Who], None], who: _Who) -> None:
        try:
            told(who)
        except Exception:  # noqa: BLE001  a login depends on nobody who hears of it
            _log.exception("could not tell of somebody who has not migrated")

    async def _by_window(self, username: ChatUsername) -> Outcome:
        """Row 2 for an account that is not merged; whoever is native-only depends on no window."""
        if username in self.settings.native_only:
            return Accept(username)
        return login.admit_native(username, await self.window())

    async def _allocate(self, account: TikiAccount, asked: _Login) -> Outcome | None:
        """Row 4: give the stripped username if the site wants that and it is free.

        No number is put behind it: the person can choose on the migration page.
        """
        found: Allocated | AllocationProblem = AllocationProblem.TAKEN
        if self.settings.unmigrated_tiki == "allocate" and asked.may_link:
            actor = Actor(account.login, Way.SIGN_IN)
            found = await self.allocate(account.user_id, account.login, actor, with_numbers=False)
        if found is AllocationProblem.TAKEN:
            self._tell(self.told.refused_tiki, account)
            return Refuse(Refusal.UNMIGRATED)
        if isinstance(found, Allocated) and found.is_new:
            return await self._accept(account, found.livechat_id)
        return None

    async def _merge(self, account: TikiAccount, livechat_id: LiveChatId) -> Accept | None:
        """Claim a Live Chat ID for the account; None if somebody else was quicker."""
        is_claimed = await claim_id(
            self.tiki_writer,
            self.state,
            user_id=account.user_id,
            login=account.login,
            livechat_id=livechat_id,
            action=MERGE,
            by=Actor(account.login, Way.SIGN_IN).as_detail(),
        )
        return await self._accept(account, livechat_id) if is_claimed else None

    async def _refuse(
        self, candidates: Sequence[Candidate], fits: Sequence[Fit], asked: _Login
    ) -> Outcome:
        """Nothing that we can check fits."""
        if Fit.UNVERIFIABLE in fits:
            return await self._leave_to_openfire(candidates)
        if Fit.THROTTLED in fits:
            return Refuse(Refusal.THROTTLED)
        await self.verify.take_time(asked.attempt)
        return Refuse(Refusal.WRONG_PASSWORD)

    async def _leave_to_openfire(self, candidates: Sequence[Candidate]) -> Outcome:
        username = next(c.chat.username for c in candidates if c.chat is not None)
        admitted = await self._by_window(username)
        return AskOpenfire() if isinstance(admitted, Accept) else admitted

    async def _refuse_unknown(self, asked: _Login) -> Outcome:
        """No such account: as slow as a real check, and throttled like one."""
        fit = await self.verify.check_nobody(asked.typed, asked.attempt)
        return Refuse(Refusal.THROTTLED if fit is Fit.THROTTLED else Refusal.UNKNOWN)
