"""Somebody shows on the migration page that an account is theirs (design §5).

A password goes through the same checks as at a sign-in (`verify`). What the account is then
connected with is `migrate`'s part.
"""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.login import Candidate, Row, Window
from component.domain.migration import ChatProof, ProofProblem, TikiProof, problem_of_state
from component.domain.names import ChatUsername, TikiLogin, TypedName, normalise
from component.usecases.find_candidates import find_tiki_candidates
from component.usecases.read_accounts import account_of, owner_of
from component.usecases.verify import Attempt, Fit, Verify

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import ChatAccount, TikiAccount
    from component.usecases.window_now import WindowNow


@dataclass(frozen=True, slots=True)
class ProofSettings:
    """What a site decides about proofs.

    Attributes:
        domain: The chat's domain.
        native_only: Chat usernames that never belong to a Tiki account.
    """

    domain: str
    native_only: AbstractSet[str] = frozenset({"admin"})


@dataclass(frozen=True, slots=True)
class Prove:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    settings: ProofSettings
    tiki_accounts: "ports.TikiDirectory"
    chat_accounts: "ports.ChatDirectory"
    verify: Verify
    window: "WindowNow"

    async def chat(self, name: str, password: str) -> ChatProof | ProofProblem:
        """Check the password of a native chat account.

        Args:
            name: As typed, read like the name at a sign-in.
            password: As typed.

        Returns:
            The account, or why it is not proven. That it is connected already is told only to
            those who know the password of the Tiki account that has it.

        Raises:
            Unavailable: A database did not answer, or too many checks are waiting.
        """
        if await self._is_closed():
            return ProofProblem.CLOSED
        typed = normalise(name, self.settings.domain)
        with self.verify.attempt(password) as attempt:
            candidate = await self._find_in_chat(typed)
            found = [] if candidate is None else [candidate]
            fitting = await self._check(found, typed, attempt)
            attempt.has_failed = isinstance(fitting, ProofProblem)
        if isinstance(fitting, ProofProblem):
            return fitting
        if fitting.chat is None:
            return ProofProblem.ALREADY_MIGRATED
        if fitting.chat.username in self.settings.native_only:
            return ProofProblem.NATIVE_ONLY
        return _proof_of(fitting.chat)

    async def tiki(self, name: str, password: str) -> TikiProof | ProofProblem:
        """Check the password of a Tiki account without a Live Chat ID.

        Args:
            name: Its login, its e-mail address where the site allows that, or its Live Chat ID.
            password: As typed.

        Returns:
            The account, or why it is not proven, or cannot be connected although it was.

        Raises:
            Unavailable: A database did not answer, or too many checks are waiting.
        """
        if await self._is_closed():
            return ProofProblem.CLOSED
        typed = normalise(name, self.settings.domain)
        with self.verify.attempt(password) as attempt:
            candidates = await find_tiki_candidates(typed, self.tiki_accounts)
            fitting = await self._check(candidates, typed, attempt)
            attempt.has_failed = isinstance(fitting, ProofProblem)
            if isinstance(fitting, ProofProblem):
                return fitting
            if fitting.tiki is None:
                raise AssertionError(fitting.row)
            return await self._assess(fitting.tiki, password)

    async def chat_again(self, username: ChatUsername) -> ChatProof | ProofProblem:
        """Look whether a chat account can migrate that a personal link or its password proves.

        Args:
            username: From the link, or from the account that was proven a few pages ago.

        Returns:
            The account, or why it cannot; `WRONG` if it is not there any more.

        Raises:
            Unavailable: A database did not answer.
        """
        if await self._is_closed():
            return ProofProblem.CLOSED
        if username in self.settings.native_only:
            return ProofProblem.NATIVE_ONLY
        account = await self.chat_accounts.find(username)
        if await owner_of(username, self.tiki_accounts) is not None:
            return ProofProblem.ALREADY_MIGRATED
        return ProofProblem.WRONG if account is None else _proof_of(account)

    async def tiki_again(self, login: TikiLogin) -> TikiProof | ProofProblem:
        """Read an account anew that was proven a few pages ago.

        Args:
            login: As stored.

        Returns:
            The account as it is now, or why it cannot be connected; `WRONG` if it is not there
            any more.

        Raises:
            Unavailable: Tiki's database did not answer.
        """
        if await self._is_closed():
            return ProofProblem.CLOSED
        account = await account_of(login, self.tiki_accounts)
        return ProofProblem.WRONG if account is None else await self._assess(account, None)

    async def _is_closed(self) -> bool:
        return await self.window() is Window.CLOSED

    async def _find_in_chat(self, typed: TypedName) -> Candidate | None:
        """Whoever's password proves a chat account: its own, or its owner's if it has one."""
        if typed.chat is None:
            return None
        owner = await owner_of(typed.chat, self.tiki_accounts)
        if owner is not None:
            return Candidate(Row.LIVE_CHAT_ID, tiki=owner)
        account = await self.chat_accounts.find(typed.chat)
        return None if account is None else Candidate(Row.NATIVE, chat=account)

    async def _check(
        self, candidates: Collection[Candidate], typed: TypedName, attempt: Attempt
    ) -> Candidate | ProofProblem:
        """Find the first candidate whose password fits; where none is, in the time of a check."""
        if not candidates:
            fit = await self.verify.check_nobody(typed, attempt)
            return ProofProblem.THROTTLED if fit is Fit.THROTTLED else ProofProblem.WRONG
        fits = []
        for candidate in candidates:
            fit = await self.verify.check(candidate, attempt)
            if fit is Fit.YES:
                return candidate
            fits.append(fit)
        if Fit.UNVERIFIABLE in fits:
            return ProofProblem.UNCHECKABLE
        if Fit.THROTTLED in fits:
            return ProofProblem.THROTTLED
        await self.verify.take_time(attempt)
        return ProofProblem.WRONG

    async def _assess(
        self, account: "TikiAccount", password: str | None
    ) -> TikiProof | ProofProblem:
        """Tell whether a Tiki account that is proven can be connected."""
        problem = problem_of_state(await self.verify.state(account, password))
        if problem is not None:
            return problem
        if account.livechat_id is not None:
            return ProofProblem.ALREADY_MIGRATED
        return TikiProof(account)


def _proof_of(account: "ChatAccount") -> ChatProof:
    return ChatProof(account.username, account.credential.stored_form)
