"""Openfire's database behind the port `ChatDirectory`: read only."""

from component.adapters.mysql import Database
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
_GROUP = "SELECT groupName FROM ofGroup WHERE groupName = %s"
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

    async def group_exists(self, roster: str) -> bool:
        """See `ChatDirectory.group_exists`."""
        rows = await self._access.fetch(_GROUP, (roster,))
        return any(group == roster for (group,) in rows)

    async def _password_key(self, schema: OpenfireSchema) -> str:
        """Openfire's own key; '' if there is none, it cannot be read, or it is encrypted."""
        if schema.missing({PROPERTIES: SERVED[PROPERTIES]}):
            return ""
        properties = await read_properties(self._access, [_PASSWORD_KEY])
        try:
            return properties.get(_PASSWORD_KEY) or ""
        except UnknownPropertyError:
            return ""


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
