"""Openfire's database behind the port `ChatDirectory`: read only."""

from component.adapters.mysql import Database
from component.domain.accounts import ChatAccount
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import choose_credential

_ACCOUNT = """
SELECT username, plainPassword, encryptedPassword, salt, iterations, storedKey
FROM ofUser WHERE username = %s
"""
_PASSWORD_KEY = (
    "SELECT propValue FROM ofProperty WHERE name = 'passwordKey' AND COALESCE(encrypted, 0) = 0"  # noqa: S105  a statement, not a password
)
_GROUPS = "SELECT groupName, username FROM ofGroupUser WHERE username = %s"
_GROUP = "SELECT groupName FROM ofGroup WHERE groupName = %s"


class OpenfireMysql:
    """Reads chat accounts and roster groups."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, username: ChatUsername) -> ChatAccount | None:
        """See `ChatDirectory.find`: the row must equal the name, not only by collation."""
        rows = await self._database.fetch(_ACCOUNT, (username,))
        for found, plain, encrypted, salt, iterations, stored_key in rows:
            if found == username:
                key = await self._password_key() if encrypted is not None else ""
                scram = (salt, iterations, stored_key)
                credential = choose_credential(plain, encrypted, scram, key)
                return ChatAccount(ChatUsername(found), credential)
        return None

    async def groups_of(self, username: ChatUsername) -> frozenset[str]:
        """See `ChatDirectory.groups_of`: of exactly this account, as in `find`."""
        rows = await self._database.fetch(_GROUPS, (username,))
        return frozenset(str(group) for group, member in rows if member == username)

    async def group_exists(self, roster: str) -> bool:
        """See `ChatDirectory.group_exists`."""
        rows = await self._database.fetch(_GROUP, (roster,))
        return any(group == roster for (group,) in rows)

    async def _password_key(self) -> str:
        """Openfire's own key; '' if there is none or Openfire stores it encrypted."""
        rows = await self._database.fetch(_PASSWORD_KEY)
        return str(rows[0][0]) if rows and rows[0][0] else ""
