"""Openfire's database behind the port `ChatDirectory`: read only."""

from collections.abc import Awaitable, Callable, Collection, Sequence

from component.adapters.mysql import Database, Row
from component.adapters.mysql_lists import batches, marks
from component.adapters.openfire_credentials import read_credentials
from component.adapters.openfire_schema import OpenfireAccess
from component.domain.accounts import ChatAccount
from component.domain.names import ChatUsername

_GROUPS = "SELECT groupName, username FROM ofGroupUser WHERE username = %s"
_ACCOUNTS = "SELECT username FROM ofUser WHERE username IN ({})"


class OpenfireMysql:
    """Reads chat accounts and roster groups."""

    def __init__(self, database: Database) -> None:
        self._access = OpenfireAccess(database)

    async def find(self, username: ChatUsername) -> ChatAccount | None:
        """See `ChatDirectory.find`: the row must equal the name, not only by collation."""
        credential = (await read_credentials(self._access, (username,))).get(username)
        return None if credential is None else ChatAccount(username, credential)

    async def groups_of(self, username: ChatUsername) -> frozenset[str]:
        """See `ChatDirectory.groups_of`: of exactly this account, as in `find`."""
        rows = await self._access.fetch(_GROUPS, (username,))
        return frozenset(str(group) for group, member in rows if member == username)


async def existing_accounts(
    fetch: Callable[[str, Sequence[object]], Awaitable[list[Row]]],
    usernames: Collection[ChatUsername],
) -> frozenset[ChatUsername]:
    """Tell those of some accounts that are there, under exactly this name.

    Args:
        fetch: Runs a statement in Openfire's database.
        usernames: The accounts, however many.
    """
    found: set[object] = set()
    for batch in batches(usernames):
        found.update(name for (name,) in await fetch(_ACCOUNTS.format(marks(batch)), batch))
    return frozenset(name for name in usernames if name in found)
