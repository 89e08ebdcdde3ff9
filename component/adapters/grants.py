"""The least rights of each database user of the settings, as data.

They follow from the tables that are there. How they are written in SQL is `grant_sql`'s part, how
they are given `grant_setup`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from component.adapters import openfire_schema, state_schema
from component.adapters.openfire_schema import (
    PRIVATE,
    PROPERTIES,
    SCRAM,
    SCRAM_COLUMNS,
    OpenfireSchema,
)
from component.adapters.tiki_new_rows import new_rows
from component.adapters.tiki_schema import (
    OPTIONAL,
    REGISTERED_AT,
    REQUIRED,
    USERS,
    TikiSchema,
)
from component.domain.generations import Generation


class Block(StrEnum):
    """A block of the settings that names a database user."""

    TIKI = "tiki"
    TIKI_WRITE = "tiki.write"
    OPENFIRE = "openfire"
    OPENFIRE_WRITE = "openfire.write"
    STATE = "state"

    @property
    def purpose(self) -> str:
        """What its rights are for."""
        return _PURPOSES[self]


_PURPOSES = {
    Block.TIKI: "reads logins, groups and profiles",
    Block.TIKI_WRITE: "sets Live Chat IDs, makes accounts",
    Block.OPENFIRE: "reads chat accounts, native credentials, groups and profiles",
    Block.OPENFIRE_WRITE: "writes names, locales and vCards, puts back accounts",
    Block.STATE: "the component's own; it makes its tables and moves them forward",
}


@dataclass(frozen=True, slots=True)
class Right:
    """One privilege on one table.

    Attributes:
        privilege: As SQL names it.
        table: Its name; '' for the whole database.
        columns: The columns; none for the whole table.
    """

    privilege: str
    table: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """What of the settings decides on rights.

    Attributes:
        strict_states: `tiki.strict_states`.
        library_pictures: `tiki.site_url` is set.
        creates_accounts: The component makes Tiki accounts.
        migrates: Chat accounts migrate, and are kept so that it can be undone.
        groups: Roster groups are synced.
        rooms: Members of roster groups have affiliations in rooms.
        registrations: New Tiki accounts are watched for.
    """

    strict_states: bool = True
    library_pictures: bool = False
    creates_accounts: bool = False
    migrates: bool = False
    groups: bool = False
    rooms: bool = False
    registrations: bool = False


def rights_of(
    block: Block, tiki: TikiSchema, openfire: OpenfireSchema, features: Features
) -> tuple[Right, ...]:
    """List the rights of the user of a block.

    Args:
        block: The block.
        tiki: Tiki's tables, as somebody with all rights sees them.
        openfire: Openfire's tables, likewise.
        features: From the settings.

    Returns:
        The rights, of one privilege on one table each.
    """
    match block:
        case Block.TIKI:
            found = _tiki(tiki, features)
        case Block.TIKI_WRITE:
            found = _tiki_write(tiki, features)
        case Block.OPENFIRE:
            found = _openfire(openfire, features)
        case Block.OPENFIRE_WRITE:
            found = _openfire_write(openfire, features)
        case Block.STATE:
            found = iter((*_STATE, *_STATE_TABLES))
    return tuple(found)


def _tiki(schema: TikiSchema, features: Features) -> Iterator[Right]:
    unread = set(_unread(schema, features))
    tables: dict[str, list[str]] = {}
    for part in (REQUIRED, OPTIONAL):
        for table, columns in part.items():
            tables.setdefault(table, []).extend(
                column
                for column in columns
                if schema.exists(table, column) and (table, column) not in unread
            )
    if _needs_activation_keys(schema, features):
        tables[USERS].append("valid")
    for table, names in tables.items():
        if names:
            yield Right("SELECT", table, tuple(names))
    if schema.generation is Generation.V4:
        yield Right("REFERENCES", USERS, ("challenge",))


def _unread(schema: TikiSchema, features: Features) -> Iterator[tuple[str, str]]:
    """Columns that are there and of no use: nothing reads them in this Tiki."""
    if schema.exists(USERS, "pass_confirm"):
        yield USERS, "pass_due"
    if not features.library_pictures:
        yield USERS, "avatarLibName"
    if not features.registrations:
        yield USERS, REGISTERED_AT


def _needs_activation_keys(schema: TikiSchema, features: Features) -> bool:
    """See `accounts.needs_activation_key`: here of any account of this Tiki."""
    generation = schema.generation
    is_asked = generation < Generation.V2 or (
        generation.marks_good_accounts and not features.strict_states
    )
    return is_asked and schema.exists(USERS, "valid")


def _tiki_write(schema: TikiSchema, features: Features) -> Iterator[Right]:
    read: tuple[str, ...] = ("userId", "livechat_id")
    yield Right("UPDATE", USERS, ("livechat_id",))
    if features.creates_accounts:
        read = (*read, "login", "email")
        for table, columns in new_rows(schema).items():
            yield Right("INSERT", table, columns)
    yield Right("SELECT", USERS, read)


def _openfire(schema: OpenfireSchema, features: Features) -> Iterator[Right]:
    tables = {table: list(columns) for table, columns in openfire_schema.SERVED.items()}
    for is_needed, part in (
        (True, openfire_schema.LISTED),
        (features.migrates, schema.archived),
        (features.groups, openfire_schema.GROUPED),
        (features.rooms, openfire_schema.ROOMS),
    ):
        for table, columns in part.items() if is_needed else ():
            known = tables.setdefault(table, [])
            known += [column for column in columns if column not in known]
    tables[openfire_schema.USERS] += ["plainPassword", "encryptedPassword"]
    tables[PROPERTIES].append("iv")
    tables[openfire_schema.VERSION] = ["name", "version"]
    if schema.scram_table == SCRAM:
        tables[SCRAM] = ["username", "mechanism", *SCRAM_COLUMNS]
    elif schema.scram_table is not None:
        tables[schema.scram_table] += SCRAM_COLUMNS
    for table, names in tables.items():
        there = tuple(column for column in names if schema.has(table, column))
        if there:
            yield Right("SELECT", table, there)


_OPENFIRE_WRITE = (
    Right("SELECT", "ofUser", ("username",)),
    Right("UPDATE", "ofUser", ("name", "email", "modificationDate")),
    Right("SELECT", "ofVCard", ("vcard",)),
    Right("INSERT", "ofVCard", ("username", "vcard")),
    Right("UPDATE", "ofVCard", ("username", "vcard")),
    Right("SELECT", "ofUserProp", ("propValue",)),
    Right("INSERT", "ofUserProp", ("username", "name", "propValue")),
    Right("UPDATE", "ofUserProp", ("username", "name", "propValue")),
)
"""For `INSERT … ON DUPLICATE KEY UPDATE` a MariaDB wants UPDATE on every column that is inserted,
and SELECT on those that may be updated."""

_RESTORE = (
    Right("INSERT", "ofRoster", ("rosterID", "username", "jid", "sub", "ask", "recv", "nick")),
    Right("INSERT", "ofRosterGroups", ("rosterID", "rank", "groupName")),
    Right("INSERT", PRIVATE, ("username", "name", "namespace", "privateData")),
    Right(
        "INSERT",
        "ofOffline",
        ("username", "messageID", "creationDate", "messageSize", "stanza"),
    ),
    Right("SELECT", "ofID", ("idType", "id")),
    Right("UPDATE", "ofID", ("id",)),
)
"""What putting an account back takes beside that (`openfire_restore`)."""


def _openfire_write(schema: OpenfireSchema, features: Features) -> Iterator[Right]:
    yield from _OPENFIRE_WRITE
    for right in _RESTORE if features.migrates else ():
        if right.table != PRIVATE or schema.has_private:
            yield right


_STATE = tuple(map(Right, ("CREATE", "SELECT", "INSERT")))
"""On all tables: those of a later program can be made, and the audit can only be appended to."""
_STATE_TABLES = tuple(
    Right(privilege, table)
    for table in state_schema.TABLES
    if table != state_schema.APPEND_ONLY
    for privilege in ("CREATE", "ALTER", "UPDATE", "DELETE")
)
"""On each of the others. A server takes a right to a table that is not there yet only together with
CREATE."""
