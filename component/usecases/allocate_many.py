"""What becomes of each of many Tiki accounts that are to get Live Chat IDs, unasked.

Which they are is `choose_accounts`' part, how an ID is given `allocate_id`'s.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from component.domain.accounts import AccountState
from component.domain.login import Window
from component.domain.names import TikiLogin, normalise
from component.domain.run_items import ItemState, RunItem
from component.usecases.allocate_id import Allocated, AllocationProblem
from component.usecases.linked import is_settled
from component.usecases.read_accounts import account_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.audit import Actor
    from component.usecases.allocate_id import AllocateId
    from component.usecases.choose_accounts import Choice, ChooseAccounts, Chosen
    from component.usecases.window_now import WindowNow


class WhyNot(StrEnum):
    """Why an account is left as it is: `why` of its item. States of accounts are others."""

    GONE = "gone"
    HAS_ONE = "has-id"
    """It got a Live Chat ID meanwhile."""
    CHAT_ACCOUNT = "chat-account"
    """The chat has an account of the same name that has not migrated: the two can become one."""
    NONE_FREE = "none-free"
    """Whatever could be proposed is taken."""


_NOT_THEIRS = frozenset({AccountState.PENDING, AccountState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Preview:
    """What an allocation would do.

    Attributes:
        count: How many accounts are chosen; some of them are left as they are.
        first: What would become of the first ones.
    """

    count: int
    first: tuple[RunItem, ...]


@dataclass(frozen=True, slots=True)
class AllocateMany:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        domain: The chat's domain.
        native_only: Chat usernames that never belong to a Tiki account.
        state_of: Whether a Tiki account may log in at all.
    """

    domain: str
    native_only: AbstractSet[str]
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    state: "ports.State"
    choose: "ChooseAccounts"
    allocate: "AllocateId"
    state_of: "Callable[[TikiAccount], Awaitable[AccountState]]"
    window: "WindowNow"

    async def preview(self, choice: "Choice", most: int) -> Preview:
        """Tell what an allocation would do; changes nothing.

        Args:
            choice: For whom.
            most: Of how many accounts it is told in detail.

        Raises:
            Unavailable: Somebody did not answer.
        """
        chosen = await self.choose(choice)
        promised: set[str] = set()
        first = [await self.judge(one, promised) for one in chosen[:most]]
        return Preview(len(chosen), tuple(first))

    async def judge(self, chosen: "Chosen", promised: set[str]) -> RunItem:
        """Tell what would become of an account; changes nothing.

        Args:
            chosen: The account.
            promised: The IDs that others would get before it; its own is added.

        Returns:
            WOULD with the ID in `detail`, or why it is left.

        Raises:
            Unavailable: Somebody did not answer.
        """
        why = await self._why_not(chosen)
        if why is not None:
            return _left(chosen, why)
        proposal = await self.allocate.propose(chosen.user_id, chosen.login, but=promised)
        if proposal is None:
            return _left(chosen, WhyNot.NONE_FREE)
        promised.add(proposal)
        return RunItem(chosen.login, ItemState.WOULD, detail=proposal)

    async def give(self, chosen: "Chosen", by: "Actor") -> RunItem:
        """Give an account an ID, unless something stands against it.

        Args:
            chosen: The account.
            by: Who has it done.

        Returns:
            DONE with the ID in `detail`, or why it is left.

        Raises:
            Unavailable: Somebody did not answer: not known whether something was changed.
        """
        why = await self._why_not(chosen)
        if why is not None:
            return _left(chosen, why)
        match await self.allocate(chosen.user_id, chosen.login, by):
            case Allocated(livechat_id, is_new):
                why = "" if is_new else WhyNot.HAS_ONE
                state = ItemState.DONE if is_new else ItemState.LEFT
                return RunItem(chosen.login, state, why, livechat_id)
            case AllocationProblem.GONE:
                return _left(chosen, WhyNot.GONE)
        return _left(chosen, WhyNot.NONE_FREE)

    async def settle(self, login: str) -> RunItem | None:
        """Tell what came of an account that was in hand when a run was broken off.

        Args:
            login: Of the Tiki account.

        Returns:
            None if it has no ID, so that it is chosen again.

        Raises:
            Unavailable: Tiki's database did not answer.
        """
        account = await self._account(login)
        if account is None:
            return RunItem(login, ItemState.LEFT, WhyNot.GONE)
        if account.livechat_id is None:
            return None
        return RunItem(login, ItemState.DONE, detail=account.livechat_id)

    async def _why_not(self, chosen: "Chosen") -> str | None:
        account = await self._account(chosen.login)
        if account is None or account.user_id != chosen.user_id:
            return WhyNot.GONE
        if account.livechat_id is not None:
            return WhyNot.HAS_ONE
        state = await self.state_of(account)
        if state in _NOT_THEIRS:
            return state.value
        return WhyNot.CHAT_ACCOUNT if await self._may_merge(account) else None

    async def _may_merge(self, account: "TikiAccount") -> bool:
        """Whether a sign-in could connect it with a chat account of its name (design §3, row 2)."""
        username = normalise(account.login, self.domain).chat
        return (
            username is not None
            and username not in self.native_only
            and await self.window() is not Window.CLOSED
            and await self.chat.find(username) is not None
            and not await is_settled(username, self.tiki, self.state)
        )

    async def _account(self, login: str) -> "TikiAccount | None":
        return await account_of(TikiLogin(login), self.tiki)


def _left(chosen: "Chosen", why: str) -> RunItem:
    return RunItem(chosen.login, ItemState.LEFT, str(why))
