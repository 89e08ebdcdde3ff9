"""What is known of a Live Chat ID: whose it is, why nobody gets it, and who had it when."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from component.domain.audit import AuditQuery
from component.domain.id_history import TOLD_BY, Tenure, tenures
from component.domain.login import as_username
from component.domain.migration import IdProblem
from component.domain.names import LiveChatId, TikiLogin, normalise
from component.usecases.read_accounts import owner_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from component.domain.account_view import AccountView
    from component.ports.audit import AuditLog
    from component.usecases.live_chat_ids import LiveChatIds

_MOST_ENTRIES = 1000
"""Of the audit, the newest; an ID has a handful."""


class Standing(StrEnum):
    """What an ID is now; the first that fits."""

    OWNED = "owned"
    NATIVE_ONLY = "native-only"
    RETIRED = "retired"
    MIGRATING = "migrating"
    """A migration that is under way is about to give it."""
    CHAT_ACCOUNT = "chat-account"
    """A chat account that has not migrated."""
    RESERVED = "reserved"
    UNUSABLE = "unusable"
    """It cannot be one, by its characters or its length."""
    FREE = "free"


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What is known of an ID.

    Attributes:
        livechat_id: Which.
        standing: What it is now.
        owner: Login of the Tiki account that has it; None for nobody.
        has_chat_account: There is a chat account of this name.
        history: Who had it when, the oldest first.
    """

    livechat_id: LiveChatId
    standing: Standing
    owner: TikiLogin | None
    has_chat_account: bool
    history: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True)
class LookUpId:
    """The use case; it changes nothing. All it needs from outside is in its fields, see `ports`.

    Attributes:
        domain: The chat's domain.
        describe: `DescribeAccount`.
    """

    domain: str
    describe: "Callable[[str], Awaitable[Sequence[AccountView]]]"
    ids: "LiveChatIds"
    audit: "AuditLog"

    async def __call__(self, name: str) -> "tuple[Sequence[AccountView], list[IdFacts]]":
        """Look up whatever a name means.

        Args:
            name: A Live Chat ID, a JID, a chat username, a Tiki login or an e-mail address.

        Returns:
            The accounts that it means; and the IDs that they have, the name itself among them
            unless it is only somebody's login.

        Raises:
            Unavailable: Somebody did not answer.
        """
        views, typed = await self.describe(name), normalise(name, self.domain).chat
        wanted = [view.username for view in views if view.tiki and view.username]
        facts = [await self.facts(LiveChatId(one)) for one in dict.fromkeys(wanted)]
        if typed is None or typed in wanted:
            return views, facts
        own = await self.facts(LiveChatId(typed))
        is_only_a_login = bool(views) and own.standing in (Standing.FREE, Standing.UNUSABLE)
        return views, facts if is_only_a_login else [own, *facts]

    async def facts(self, livechat_id: LiveChatId) -> IdFacts:
        """Tell what is known of an ID; raises as a call."""
        username, ids = as_username(livechat_id), self.ids
        owner = await owner_of(username, ids.tiki)
        is_there = await ids.chat.find(username) is not None
        query = AuditQuery(subjects=(livechat_id,), most=_MOST_ENTRIES)
        entries = [entry for entry in await self.audit.newest(query) if entry.action in TOLD_BY]
        return IdFacts(
            livechat_id,
            await self._standing(livechat_id, is_owned=owner is not None, is_there=is_there),
            None if owner is None else owner.login,
            is_there,
            tenures(reversed(entries)),
        )

    async def _standing(
        self, livechat_id: LiveChatId, *, is_owned: bool, is_there: bool
    ) -> Standing:
        problem = self.ids.problem_of_form(livechat_id)
        fits = {
            Standing.OWNED: is_owned,
            Standing.NATIVE_ONLY: livechat_id in self.ids.native_only,
            Standing.RETIRED: await self.ids.state.is_retired(livechat_id),
            Standing.MIGRATING: await self.ids.journal.find_open(livechat_id) is not None,
            Standing.CHAT_ACCOUNT: is_there,
            Standing.RESERVED: problem is IdProblem.RESERVED,
            Standing.UNUSABLE: problem is not None,
        }
        return next((standing for standing, is_so in fits.items() if is_so), Standing.FREE)
