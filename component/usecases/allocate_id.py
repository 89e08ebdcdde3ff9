"""A Tiki account gets a Live Chat ID without anybody being asked which (design §6).

At sign-ins, for new registrations, and for many at once: all of them allocate here, so that what
counts as free is the same everywhere.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from component.domain.audit import Actor
from component.domain.login import as_username
from component.domain.names import LiveChatId, TikiLogin
from component.usecases.claim_id import claim_id
from component.usecases.read_accounts import account_of

if TYPE_CHECKING:
    from component import ports
    from component.usecases.live_chat_ids import LiveChatIds

_log = logging.getLogger(__name__)


class AllocationProblem(StrEnum):
    """Why an account got no Live Chat ID: nothing was changed."""

    GONE = "gone"
    """There is no such Tiki account any more."""
    TAKEN = "taken"
    """Nothing that could be proposed for it can be had."""


@dataclass(frozen=True, slots=True)
class Allocated:
    """A Live Chat ID belongs to the account.

    Attributes:
        livechat_id: Which.
        is_new: The account got it just now; otherwise it had it already.
    """

    livechat_id: LiveChatId
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class AllocateId:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Any number of them may be at work at once, in several components: the claim is one conditional
    statement in Tiki's database, and who was slower tries the next proposal.
    """

    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    chat: "ports.ChatDirectory"
    state: "ports.State"
    ids: "LiveChatIds"

    async def __call__(
        self, user_id: int, login: TikiLogin, actor: Actor, *, with_numbers: bool = True
    ) -> Allocated | AllocationProblem:
        """Give an account a Live Chat ID, if it has none.

        Args:
            user_id: `userId` of the Tiki account.
            login: Its login, as stored.
            actor: Who does it, for the audit.
            with_numbers: Where the stripped username is not free, give it with a number.

        Returns:
            The ID that the account has now, or why it has none. To ask twice does no harm.

        Raises:
            Unavailable: A database did not answer: it is not known whether something was changed.
        """
        lost: set[LiveChatId] = set()
        while True:
            account = await account_of(login, self.tiki)
            if account is None or account.user_id != user_id:
                return AllocationProblem.GONE
            if account.livechat_id is not None:
                return Allocated(account.livechat_id, is_new=False)
            proposal = await self.propose(user_id, login, but=lost, with_numbers=with_numbers)
            if proposal is None:
                return AllocationProblem.TAKEN
            if await self.claim(user_id, login, proposal, actor):
                _log.info("%r of Tiki has the Live Chat ID %r now", login, proposal)
                return Allocated(proposal)
            lost.add(proposal)

    async def propose(
        self,
        user_id: int,
        login: TikiLogin,
        *,
        but: Collection[str] = (),
        with_numbers: bool = True,
    ) -> LiveChatId | None:
        """Tell which Live Chat ID an account would get; changes nothing.

        Args:
            user_id: As in a call.
            login: As in a call.
            but: What it is not to be although it may look free.
            with_numbers: As in a call.

        Returns:
            The first proposal that nobody has, had or is just getting, and that is not the login of
            another Tiki account, for whom people would take this one. None if there is none.

        Raises:
            Unavailable: A database did not answer.
        """
        for proposal in self.ids.proposals(login, with_numbers=with_numbers):
            if proposal not in but and await self._is_free_for(proposal, user_id):
                return proposal
        return None

    async def _is_free_for(self, proposal: LiveChatId, user_id: int) -> bool:
        namesakes = await self.tiki.find_by_name(None, (proposal,))
        if any(namesake.user_id != user_id for namesake in namesakes):
            return False
        return await self.ids.is_free(proposal)

    async def claim(
        self,
        user_id: int,
        login: TikiLogin,
        wanted: LiveChatId,
        actor: Actor,
        action: str = "allocate",
    ) -> bool:
        """Claim an ID that looks free for an account that has none. The audit comes first.

        Args:
            user_id: As in a call.
            login: As in a call.
            wanted: The ID.
            actor: As in a call.
            action: What it is called in the audit.

        Returns:
            False if others were quicker: nothing was changed.

        Raises:
            Unavailable: A database did not answer: it is not known whether something was changed.
        """
        by = actor.as_detail()
        is_claimed = await claim_id(
            self.tiki_writer,
            self.state,
            user_id=user_id,
            login=login,
            livechat_id=wanted,
            action=action,
            by=by,
        )
        if not is_claimed or not await self._is_anothers(wanted):
            return is_claimed
        await self.state.record(f"{action}-failed", wanted, {"tiki_login": login, **by})
        await self.tiki_writer.release_livechat_id(user_id, wanted)
        return False

    async def _is_anothers(self, livechat_id: LiveChatId) -> bool:
        """Whether somebody made a chat account of this name while it was claimed."""
        username = as_username(livechat_id)
        return await self.chat.find(username) is not None and await self.state.has_native_password(
            username
        )
