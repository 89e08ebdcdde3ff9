"""All accounts of a `FakeChat`, who is signed in, and who runs it: the ports of `chat_lists`."""

from collections.abc import Collection

from component.domain.names import ChatUsername
from component.domain.unmigrated import ListedChatAccount
from component.ports import Unavailable
from tests.fakes.chat import FakeChat
from tests.fakes.fake import Fake

MADE_AT = 1_700_000_000.0


class FakeChatAccounts(Fake):
    """Lists the accounts of a chat server.

    Attributes:
        seen_at: Username → when they went offline, seconds since the epoch.
        made_at: Username → when the account was made; `MADE_AT` for all others.
    """

    title = "the fake list of chat accounts"

    def __init__(self, chat: FakeChat) -> None:
        super().__init__()
        self._chat = chat
        self._chat.on_delete.append(self._forget)
        self.seen_at: dict[str, float] = {}
        self.made_at: dict[str, float] = {}

    @property
    def port(self) -> "FakeChatAccounts":
        """As `ChatAccounts`."""
        return self

    async def read_page(
        self, after: str, limit: int, *, with_credentials: bool = False
    ) -> list[ListedChatAccount]:
        await self._called("read_page", after, limit)
        names = [name for name in sorted(self._chat.usernames) if name > after][:limit]
        return [
            ListedChatAccount(
                ChatUsername(name),
                self.made_at.get(name, MADE_AT),
                self.seen_at.get(name),
                self._chat.credential(name) if with_credentials else None,
            )
            for name in names
        ]

    async def find(self, username: ChatUsername) -> ListedChatAccount | None:
        await self._called("find", username)
        if username not in self._chat.usernames:
            return None
        return ListedChatAccount(
            username, self.made_at.get(username, MADE_AT), self.seen_at.get(username)
        )

    async def how_many(self) -> int:
        await self._called("how_many")
        return len(self._chat.usernames)

    def _forget(self, username: str) -> None:
        self.seen_at.pop(username, None)
        self.made_at.pop(username, None)


class FakeSessions(Fake):
    """Who is signed in.

    Attributes:
        usernames: Everybody.
        is_partial: The server names only some of them.
    """

    title = "the fake chat server's sessions"

    def __init__(self, *usernames: str) -> None:
        super().__init__()
        self.usernames: set[str] = set(usernames)
        self.is_partial = False

    async def online(self) -> frozenset[ChatUsername]:
        await self._called("online")
        if self.is_partial:
            raise Unavailable(self.title, "it names only some")
        return frozenset(map(ChatUsername, self.usernames))


class FakeChatAdmins(Fake):
    """Who runs a fake chat server.

    Attributes:
        usernames: Its admins.
        groups: Roster group → members.
    """

    title = "the fake list of admins"

    def __init__(self, *usernames: str) -> None:
        super().__init__()
        self.usernames: set[str] = set(usernames)
        self.groups: dict[str, set[str]] = {}

    async def admins(self) -> frozenset[ChatUsername]:
        await self._called("admins")
        return frozenset(map(ChatUsername, self.usernames))

    async def members_of(self, groups: Collection[str]) -> frozenset[ChatUsername]:
        await self._called("members_of", tuple(groups))
        return frozenset(
            ChatUsername(member) for group in groups for member in self.groups.get(group, ())
        )
