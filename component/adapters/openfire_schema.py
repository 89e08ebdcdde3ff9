"""What an Openfire database has: tables and columns, read once and never assumed.

Openfire up to 5.1 keeps SCRAM credentials in columns of `ofUser`, the development tree after it in
a table of their own, `ofUserScram` (facts/openfire.md §2). What they mean is not told here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from component.adapters.mysql import Charset, Database, Row, SchemaMismatch, text
from component.adapters.mysql_text import can_compare

Text = TypeVar("Text", bound=str)

USERS, SCRAM, PROPERTIES, VERSION = "ofUser", "ofUserScram", "ofProperty", "ofVersion"
SEEN, PRIVATE = "ofPresence", "ofPrivate"
SCRAM_COLUMNS = ("salt", "iterations", "storedKey")

REQUIRED: Mapping[str, tuple[str, ...]] = {
    USERS: ("username",),
    "ofGroup": ("groupName",),
    "ofGroupUser": ("groupName", "username"),
}
"""Without these nothing can be told about chat accounts; some form of password besides."""

SERVED: Mapping[str, tuple[str, ...]] = {
    **REQUIRED,
    USERS: ("username", "name", "email"),
    "ofUserProp": ("username", "name", "propValue"),
    "ofVCard": ("username", "vcard"),
    PROPERTIES: ("name", "propValue", "encrypted"),
}
"""What all of the bridge reads beside passwords. `encrypted` is there since 4.2."""

ARCHIVED: Mapping[str, tuple[str, ...]] = {
    USERS: ("username", "name", "email", "creationDate"),
    "ofUserProp": ("username", "name", "propValue"),
    "ofRoster": ("rosterID", "username", "jid", "sub", "ask", "recv", "nick"),
    "ofRosterGroups": ("rosterID", "rank", "groupName"),
    "ofGroupUser": ("groupName", "username", "administrator"),
    "ofVCard": ("username", "vcard"),
    PRIVATE: ("username", "name", "namespace", "privateData"),
    "ofOffline": ("username", "messageID", "creationDate", "stanza"),
}
"""What is read of an account that migrates (`openfire_archive`), of `PRIVATE` where it is."""

LISTED: Mapping[str, tuple[str, ...]] = {
    USERS: ("username", "creationDate"),
    SEEN: ("username", "offlineDate"),
}
"""What is read of all accounts (`openfire_lists`)."""

GROUPED: Mapping[str, tuple[str, ...]] = {
    USERS: ("username",),
    "ofGroup": ("groupName",),
    "ofGroupProp": ("groupName", "name", "propValue"),
    "ofGroupUser": ("groupName", "username"),
}
"""What is read where roster groups are synced (`openfire_groups`)."""

ROOMS: Mapping[str, tuple[str, ...]] = {
    "ofMucService": ("serviceID", "subdomain"),
    "ofMucServiceProp": ("serviceID", "name", "propValue"),
    "ofMucRoom": ("serviceID", "roomID", "name", "roomPassword"),
    "ofMucAffiliation": ("roomID", "jid", "affiliation"),
    "ofMucMember": ("roomID", "jid"),
}
"""What is read where affiliations in rooms are synced (`openfire_rooms`)."""

PRIVATE_MOVED = 29
"""The schema version, of 4.3, that drops `ofPrivate`: private storage is in nodes of PEP."""

SCRAM_MOVED = 39
"""The schema version that makes `ofUserScram`; 40 drops the columns of `ofUser`."""

_COLUMNS = """
SELECT table_name, column_name, privileges, collation_name FROM information_schema.columns
WHERE table_schema = DATABASE()
"""
_VERSION = "SELECT version FROM ofVersion WHERE name = 'openfire'"
_FIRST_OF: Mapping[int, str] = {
    26: "4.2",
    27: "4.3",
    30: "4.4 and 4.5",
    31: "4.6",
    33: "4.7",
    34: "4.7 to 4.9",
    35: "5.0",
    38: "5.1",
}
"""The releases of a schema version and of those after it; those between were never released."""


@dataclass(frozen=True, slots=True)
class OpenfireSchema:
    """What can be read.

    Attributes:
        columns: Table → names of its readable columns; both in Openfire's spelling.
        version: The schema's version, None if it cannot be read.
        collations: Table and readable column → how it compares text, '' if it holds none.
    """

    columns: Mapping[str, frozenset[str]]
    version: int | None = None
    collations: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def has(self, table: str, *columns: str) -> bool:
        """Whether all of these columns can be read."""
        return self.columns.get(table, frozenset()).issuperset(columns)

    def can_hold(self, table: str, column: str, name: str, sent_as: Charset) -> bool:
        """Whether a name fits the charset of a column, see `mysql_text.can_compare`."""
        return can_compare(self.collations.get((table, column), ""), name, sent_as)

    @property
    def scram_table(self) -> str | None:
        """The table whose SCRAM credentials count, None if none can be read.

        Where both are there, an upgrade was broken off. Then the version tells which Openfire runs:
        before 39 it reads `ofUser` only, from then on `ofUserScram` only (`DefaultAuthProvider` of
        5.1.1 and of the tree after it).
        """
        old = USERS if self.has(USERS, *SCRAM_COLUMNS) else None
        new = SCRAM if self.has(SCRAM, "username", "mechanism", *SCRAM_COLUMNS) else None
        if self.version is None:
            return new or old
        return new if self.version >= SCRAM_MOVED else old

    @property
    def has_private(self) -> bool:
        """Whether private storage is in a table: what cannot be read is not taken for absent."""
        return self.version is None or self.version < PRIVATE_MOVED

    @property
    def archived(self) -> Mapping[str, tuple[str, ...]]:
        """What there is to read of an account that migrates."""
        return {t: columns for t, columns in ARCHIVED.items() if t != PRIVATE or self.has_private}

    def unreadable_passwords(self) -> list[str]:
        """The forms of a password that cannot be read, whether absent or not granted."""
        found = [
            f"{USERS}.{column}"
            for column in ("plainPassword", "encryptedPassword")
            if not self.has(USERS, column)
        ]
        if self.scram_table is None:
            found.append(f"{', '.join(SCRAM_COLUMNS)} of {USERS} or {SCRAM}")
        return found

    def missing(self, wanted: Mapping[str, Sequence[str]]) -> list[str]:
        """What cannot be read of some columns, as `table.column`."""
        return [
            f"{table}.{column}"
            for table, columns in wanted.items()
            for column in columns
            if not self.has(table, column)
        ]

    @property
    def release(self) -> str:
        """The releases of Openfire that have this schema, '' if that is not known."""
        if self.version is None or not min(_FIRST_OF) <= self.version < SCRAM_MOVED:
            return ""
        return _FIRST_OF[max(first for first in _FIRST_OF if first <= self.version)]


class OpenfireAccess:
    """Asks an Openfire database with its schema in mind: probed once, and again when it is off."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._schema: OpenfireSchema | None = None

    async def schema(self) -> OpenfireSchema:
        """What is there, read once.

        Raises:
            Unavailable: The database did not answer.
            SchemaMismatch: It is no Openfire that the bridge can use.
        """
        if self._schema is None:
            self._schema = await probe(self.database)
        return self._schema

    async def holdable(self, table: str, column: str, texts: Iterable[Text]) -> list[Text]:
        """The texts that a column can hold at all; a server refuses to compare it with others."""
        schema, can_be_sent = await self.schema(), self.database.can_hold
        sent_as = self.database.settings.charset
        return [t for t in texts if can_be_sent(t) and schema.can_hold(table, column, t, sent_as)]

    async def fit(self, table: str, column: str, text: str) -> str:
        """A text without the signs that a column cannot hold, at which a server refuses a row."""
        return "".join(await self.holdable(table, column, text)).strip()

    async def fetch(self, statement: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Read rows; a statement that does not fit the schema makes the next one probe anew."""
        try:
            return await self.database.fetch(statement, arguments)
        except SchemaMismatch:
            self._schema = None
            raise


async def probe(database: Database) -> OpenfireSchema:
    """Read what is there.

    Raises:
        Unavailable: The database did not answer.
        SchemaMismatch: It is no Openfire that the bridge can use; says what is missing.
    """
    schema = recognise(await database.fetch(_COLUMNS))
    unreadable = schema.unreadable_passwords()
    some_form = len(unreadable) < len(OpenfireSchema({}).unreadable_passwords())
    missing = schema.missing(REQUIRED) + ([] if some_form else unreadable)
    if missing:
        raise not_readable(database, missing)
    if not schema.has(VERSION, "name", "version"):
        return schema
    rows = await database.fetch(_VERSION)
    return replace(schema, version=int(rows[0][0]) if rows else None)


def recognise(rows: Sequence[Row]) -> OpenfireSchema:
    """Make a schema of the rows of `information_schema`.

    It shows a column to whoever has any right on it, and tables in lower case where the server
    folds their names (`lower_case_table_names`).
    """
    named = (*SERVED, *ARCHIVED, *LISTED, *GROUPED, *ROOMS, SCRAM, VERSION)
    spelling = {table.lower(): table for table in named}
    columns: dict[str, set[str]] = {}
    collations: dict[tuple[str, str], str] = {}
    for table, column, privileges, collation in rows:
        known = spelling.get(str(table).lower())
        if known is not None and "select" in str(privileges).lower().split(","):
            columns.setdefault(known, set()).add(str(column))
            collations[known, str(column)] = text(collation)
    readable = {table: frozenset(names) for table, names in columns.items()}
    return OpenfireSchema(readable, collations=collations)


def not_readable(database: Database, missing: Sequence[str]) -> SchemaMismatch:
    """The error for columns that cannot be read."""
    settings = database.settings
    return SchemaMismatch(
        settings.title,
        f"cannot read {', '.join(missing)}: grant SELECT on it to the database user "
        f"{settings.user!r} (tiki-livechat grants), and see that {settings.database!r} is "
        "Openfire's database",
    )
