"""All chat accounts, page by page, who is in the chat now, and who runs it."""

from collections.abc import Collection
from typing import Protocol

from component.domain.names import ChatUsername
from component.domain.unmigrated import ListedChatAccount


class ChatAccounts(Protocol):
    """Reads Openfire's database, at a cost that is not per account."""

    async def read_page(
        self, after: str, limit: int, *, with_credentials: bool = False
    ) -> list[ListedChatAccount]:
        """List accounts in the order of their usernames by code point.

        Args:
            after: The username after which to begin; '' for the first page.
            limit: The most accounts.
            with_credentials: Read the native passwords too.

        Returns:
            The next accounts; none when there are no more.
        """

    async def find(self, username: ChatUsername) -> ListedChatAccount | None:
        """One account, without its credential."""

    async def how_many(self) -> int:
        """How many accounts there are."""


class ChatAdmins(Protocol):
    """Who runs the chat server."""

    async def admins(self) -> frozenset[ChatUsername]:
        """The accounts that are admins of the chat server, whether they are there or not.

        Raises:
            Unavailable: It cannot be told who they are: never taken for "nobody".
        """

    async def members_of(self, groups: Collection[str]) -> frozenset[ChatUsername]:
        """Members of some roster groups, spelled as the chat server spells them."""


class Sessions(Protocol):
    """Who is in the chat."""

    async def online(self) -> frozenset[ChatUsername]:
        """Everybody with a session now, asked of Openfire (`get-online-users-list` or the like).

        Raises:
            Unavailable: It did not answer, or told only a part: never taken for "nobody".
        """
