"""Openfire's database behind the port `ChatDirectory`: read only."""

from collections.abc import Awaitable, Callable, Collection, Sequence

from component.adapters.mysql import Database, Row
from component.adapters.mysql_lists import batches, marks
from component.adapters.openfire_properties import UnknownPropertyError, read_properties
from component.adapters.openfire_schema import (
    PROPERTIES,
    SCRAM,
    SCRAM_COLUMNS,
    SERVED,
    USERS,
    OpenfireAccess,
    OpenfireSchema,
)
from component.domain.accounts import ChatAccount
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    SCRAM_SHA_1,
    NoCredential,
    ScramRow,
    UnknownCredential,
    choose_credential,
)

_GROUPS = "SELECT groupName, username FROM ofGroupUser WHERE username = %s"
_ACCOUNTS = "SELECT username FROM ofUser WHERE username IN ({})"
_PASSWORD_KEY = "passwordKey"  # noqa: S105  a property's name, not a password


class OpenfireMysql:
    """Reads chat accounts and roster groups."""

    def __init__(self, database: Database) -> None:
        self._access = OpenfireAccess(database)

    async def find(self, username: ChatUsername) -> ChatAccount | None:
        """See `ChatDirectory.find`: the row must equal the name, not only by collation."""
        schema = await self._access.schema()
        rows = [
            row
            for row in await self._access.fetch(_account_statement(schema), (username,))
            if row[0] == username
        ]
        if not rows:
            return None
        plain, encrypted = rows[0][1:3]
        scrams: list[ScramRow] = [tuple(row[4:]) for row in rows if row[3] == username]
        key = await self._password_key(schema) if encrypted is not None else ""
        credential = choose_credential(plain, encrypted, scrams, key)
        if isinstance(credential, NoCredential) and schema.unreadable_passwords():
            credential = UnknownCredential()
        return ChatAccount(username, credential)

    async def groups_of(self, username: ChatUsername) -> frozenset[str]:
        """See `ChatDirectory.groups_of`: of exactly this account, as in `find`."""
        rows = await self._access.fetch(_GROUPS, (username,))
        return frozenset(str(group) for group, member in rows if member == username)

    async def _password_key(self, schema: OpenfireSchema) -> str:
        """Openfire's own key; '' if there is none, it cannot be read, or it is encrypted."""
        if schema.missing({PROPERTIES: SERVED[PROPERTIES]}):
            return ""
        properties = await read_properties(self._access, [_PASSWORD_KEY])
        try:
            return properties.get(_PASSWORD_KEY) or ""
        except UnknownPropertyError:
            return ""


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


def _account_statement(schema: OpenfireSchema) -> str:
    """Select an account, its two passwords, and for SCRAM: whose, mechanism, the three values."""
    passwords = ", ".join(
        f"u.{column}" if schema.has(USERS, column) else "NULL"
        for column in ("plainPassword", "encryptedPassword")
    )
    join = ""
    match schema.scram_table:
        case "ofUserScram":
            values = ", ".join(f"s.{c}" for c in ("username", "mechanism", *SCRAM_COLUMNS))
            join = f" LEFT JOIN {SCRAM} s ON s.username = u.username"
        case "ofUser":
            values = f"u.username, '{SCRAM_SHA_1}', " + ", ".join(f"u.{c}" for c in SCRAM_COLUMNS)
        case _:
            values = "NULL, NULL, NULL, NULL, NULL"
    selected = f"SELECT u.username, {passwords}, {values} FROM ofUser u{join}"  # noqa: S608  our own names
    return f"{selected} WHERE u.username = %s"
