"""What a Tiki database has: tables and columns, read once and never assumed (facts/tiki.md §1).

`information_schema` shows a column to whoever has any right on it; only one that may be selected
counts as readable. What the columns mean in words is `tiki_words`'s part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from component.adapters.mysql import Charset, Database, SchemaMismatch, text
from component.adapters.mysql_lists import marks
from component.adapters.mysql_text import can_compare
from component.domain.generations import Generation

USERS = "users_users"
REGISTERED_AT = "registrationDate"
"""When an account was made, in seconds since the epoch: every Tiki writes it."""
REQUIRED: Mapping[str, tuple[str, ...]] = {
    USERS: ("userId", "login", "email", "hash", "livechat_id"),
    "users_usergroups": ("userId", "groupName"),
    "tiki_preferences": ("name", "value"),
    "tiki_user_preferences": ("user", "prefName", "value"),
}
"""Without these there are no logins by Tiki accounts."""

OPTIONAL: Mapping[str, tuple[str, ...]] = {
    USERS: (
        "waiting",
        "pass_confirm",
        "pass_due",
        "twoFactorSecret",
        "avatarType",
        "avatarLibName",
        "avatarData",
        REGISTERED_AT,
    ),
    "users_groups": ("groupName", "expireAfter"),
    "users_usergroups": ("created", "expire"),
    "tiki_group_inclusion": ("groupName", "includeGroup"),
}
"""Read where they are there."""

SEEN: Mapping[str, tuple[str, ...]] = {USERS: ("challenge",)}
"""Never read: that they exist tells the generation. A right to REFERENCES shows them."""

SECRETS = frozenset({"valid", "password", "provpass"})
"""Columns that may hold passwords in clear. `valid` is compared inside SQL, none is selected."""

TABLES = tuple(dict.fromkeys((*REQUIRED, *OPTIONAL)))
"""All that are looked at."""

_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, c.character_maximum_length, c.collation_name,
       c.privileges, t.engine
FROM information_schema.columns c JOIN information_schema.tables t
     ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = DATABASE() AND c.table_name IN ({})
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        kind: Its data type, as in `varchar`.
        width: Most characters, None if it holds no text.
        collation: How it compares text, '' if it holds none.
        readable: The database user may select it.
    """

    kind: str
    width: int | None
    collation: str
    readable: bool


@dataclass(frozen=True)
class TikiSchema:
    """The tables that matter: their columns, and the engine of each.

    Attributes:
        columns: Table → name of a column, in its own case → the column.
        engines: Table → its storage engine, '' for a view.
    """

    columns: Mapping[str, Mapping[str, Column]]
    engines: Mapping[str, str]

    def exists(self, table: str, column: str) -> bool:
        """Whether a column is there, readable or not."""
        return column in self.columns.get(table, ())

    def has(self, table: str, column: str) -> bool:
        """Whether a column can be read."""
        return self.exists(table, column) and self.columns[table][column].readable

    def width(self, table: str, column: str) -> int:
        """The most characters that a column holds; 0 if it is not there or holds no text."""
        return (self.columns[table][column].width or 0) if self.exists(table, column) else 0

    def is_exact(self, table: str, column: str) -> bool:
        """Whether a column compares byte by byte, so that upper and lower case differ."""
        collation = self.columns[table][column].collation
        return collation in ("", "binary") or collation.endswith("_bin")

    def can_hold(self, table: str, column: str, value: str, sent_as: Charset) -> bool:
        """Whether a text fits the charset of a column, see `mysql_text.can_compare`."""
        return can_compare(self.columns[table][column].collation, value, sent_as)

    @cached_property
    def generation(self) -> Generation:
        """The generation that the columns belong to."""
        users = self.columns.get(USERS, {})
        if "pass_due" in users and "pass_confirm" not in users:
            return Generation.V1_9
        if not self._has_marks_of_4:
            return Generation.V2 if "waiting" in users else Generation.V1_10
        return Generation.V4 if "challenge" in users else Generation.V16

    def missing(self) -> list[str]:
        """Columns that a Tiki of this generation has and that cannot be read: `table.column`."""
        return [f"{table}.{name}" for table, name in self._needed() if not self.has(table, name)]

    @property
    def _has_marks_of_4(self) -> bool:
        """Whether it is 4 or newer: memberships have a beginning, groups a term."""
        return self.exists("users_usergroups", "created") or self.exists(
            "users_groups", "expireAfter"
        )

    def _needed(self) -> Iterator[tuple[str, str]]:
        for table, columns in REQUIRED.items():
            yield from ((table, column) for column in columns)
        if self.generation is Generation.V1_9:
            yield USERS, "pass_due"
            return
        yield USERS, "pass_confirm"
        yield USERS, ("valid" if self.generation is Generation.V1_10 else "waiting")


async def probe(database: Database) -> TikiSchema:
    """Read what is there.

    Raises:
        Unavailable: The database did not answer.
        SchemaMismatch: It is no Tiki that the bridge can use; says which columns are missing.
    """
    schema = await look(database)
    missing = schema.missing()
    if missing:
        raise SchemaMismatch(
            database.settings.title,
            f"cannot read {', '.join(missing)}: add the column (tiki-livechat prepare-tiki), or "
            f"grant SELECT on it to the database user {database.settings.user!r} "
            "(tiki-livechat grants)",
        )
    return schema


async def look(database: Database) -> TikiSchema:
    """Read what is there, whether or not it will do.

    Raises:
        Unavailable: The database did not answer.
    """
    columns: dict[str, dict[str, Column]] = {}
    engines: dict[str, str] = {}
    for row in await database.fetch(_COLUMNS.format(marks(TABLES)), TABLES):
        table, name, kind, width, collation, rights, engine = row
        columns.setdefault(text(table), {})[text(name)] = Column(
            kind=text(kind),
            width=int(width) if width is not None and collation else None,
            collation=text(collation),
            readable="select" in text(rights).split(","),
        )
        engines[text(table)] = text(engine)
    return TikiSchema(columns, engines)
