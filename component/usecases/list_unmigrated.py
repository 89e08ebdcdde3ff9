"""The chat accounts that nobody has migrated, neither retired IDs nor native-only ones."""

from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.login import as_username
from component.domain.names import ChatUsername
from component.domain.unmigrated import ListedChatAccount
from component.ports import Unavailable
from component.usecases.read_members import PAGE

if TYPE_CHECKING:
    from component import ports
    from component.ports.chat_lists import ChatAccounts


@dataclass(frozen=True, slots=True)
class ListUnmigrated:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        native_only: Chat usernames that belong to no Tiki account.
    """

    native_only: AbstractSet[str]
    accounts: "ChatAccounts"
    tiki: "ports.TikiDirectory"
    state: "ports.State"

    async def __call__(self, *, with_credentials: bool = False) -> AsyncIterator[ListedChatAccount]:
        """List them in the order of their usernames.

        Somebody may migrate while they are listed: look again at an account before it is changed.

        Args:
            with_credentials: Read the native passwords too.

        Raises:
            Unavailable: A database did not answer, or Tiki has no accounts at all.
        """
        linked, others = await self._linked(), self.native_only
        last = ""
        while page := await self.accounts.read_page(last, PAGE, with_credentials=with_credentials):
            retired = await self.state.retired_among([account.username for account in page])
            for account in page:
                if not any(account.username in names for names in (linked, retired, others)):
                    yield account
            last = page[-1].username

    async def _linked(self) -> frozenset[ChatUsername]:
        """The Live Chat IDs of everybody."""
        found: set[ChatUsername] = set()
        last = 0
        while accounts := await self.tiki.read_page(last, PAGE):
            found.update(as_username(a.livechat_id) for a in accounts if a.livechat_id)
            last = accounts[-1].user_id
        if not last:
            raise Unavailable("Tiki's database", "it has no accounts at all, which cannot be")
        return frozenset(found)
