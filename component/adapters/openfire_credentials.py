"""Native passwords of chat accounts, as Openfire's tables have them in all their versions."""

from collections.abc import Mapping, Sequence

from component.adapters.mysql import Row
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
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    SCRAM_SHA_1,
    Credential,
    NoCredential,
    UnknownCredential,
    choose_credential,
)

_PASSWORD_KEY = "passwordKey"  # noqa: S105  a property's name, not a password


async def read_credentials(
    access: OpenfireAccess, usernames: Sequence[ChatUsername]
) -> Mapping[ChatUsername, Credential]:
    """Read the credentials of some accounts.

    Args:
        access: Openfire's database.
        usernames: The accounts; a row counts if it equals the name, not only by collation.

    Returns:
        The credential of each account that is there; a name that no row can have is not asked for.
    """
    schema = await access.schema()
    rows: dict[ChatUsername, list[Row]] = {}
    for batch in batches(await access.holdable(USERS, "username", usernames)):
        asked = set(batch)
        for row in await access.fetch(_statement(schema, batch), batch):
            if row[0] in asked:
                rows.setdefault(row[0], []).append(row)
    is_encrypted = any(found[0][2] is not None for found in rows.values())
    key = await _password_key(access, schema) if is_encrypted else ""
    return {username: _credential(found, schema, key) for username, found in rows.items()}


def _credential(rows: Sequence[Row], schema: OpenfireSchema, key: str) -> Credential:
    username, plain, encrypted = rows[0][:3]
    scrams = [tuple(row[4:]) for row in rows if row[3] == username]
    credential = choose_credential(plain, encrypted, scrams, key)
    if isinstance(credential, NoCredential) and schema.unreadable_passwords():
        return UnknownCredential()
    return credential


async def _password_key(access: OpenfireAccess, schema: OpenfireSchema) -> str:
    """Openfire's own key; '' if there is none, it cannot be read, or it is encrypted."""
    if schema.missing({PROPERTIES: SERVED[PROPERTIES]}):
        return ""
    properties = await read_properties(access, [_PASSWORD_KEY])
    try:
        return properties.get(_PASSWORD_KEY) or ""
    except UnknownPropertyError:
        return ""


def _statement(schema: OpenfireSchema, usernames: Sequence[ChatUsername]) -> str:
    """Select accounts, their two passwords, and for SCRAM: whose, mechanism, the three values."""
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
    return f"{selected} WHERE u.username IN ({marks(usernames)})"
