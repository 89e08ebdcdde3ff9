"""Prepares a Tiki database: the column for Live Chat IDs, with its unique key.

Groups are `tiki_group_setup`'s part, who may do what `grant_setup`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from component.adapters.database_admin import DatabaseAdmin
from component.adapters.grant_sql import quote_name
from component.adapters.mysql import text
from component.adapters.tiki_group_setup import plan_groups
from component.adapters.tiki_keys import Key, read_keys
from component.adapters.tiki_schema import USERS
from component.ports import Change, Unavailable

COLUMN = "livechat_id"
_KEY_BYTES = 767
"""Every engine and row format has keys of so many bytes: InnoDB's COMPACT and REDUNDANT no longer
ones, MyISAM of 1000, InnoDB's DYNAMIC of 3072 (facts/tiki.md §1)."""
_WIDEST = 255
_NARROWEST = 64
"""Characters of the longest chat username (`ofUser.username`)."""
_MOST_NAMED = 10

_COLUMN = """
SELECT data_type, character_maximum_length, character_set_name, is_nullable
FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = %s AND column_name = %s
"""
_TABLE = """
SELECT table_collation FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_name = %s
"""
_MAXLEN = "SELECT maxlen FROM information_schema.character_sets WHERE character_set_name = %s"
_DUPLICATES = """
SELECT MIN(livechat_id), GROUP_CONCAT(userId ORDER BY userId SEPARATOR ', ')
FROM users_users WHERE livechat_id IS NOT NULL
GROUP BY LEFT(livechat_id, %s) HAVING COUNT(*) > 1 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class _Column:
    """The column as it is."""

    kind: str
    width: int
    charset: str
    may_be_null: bool


class TikiSetup:
    """Knows what a Tiki database lacks.

    Args:
        admin: Its server.
        database: Its name.
        charset: That of the component's connections.
        groups: Names of Tiki groups that there are to be.
    """

    def __init__(
        self, admin: DatabaseAdmin, database: str, charset: str, groups: Sequence[str]
    ) -> None:
        self._admin = admin
        self._database = admin.database(database)
        self._charset = charset
        self._groups = groups
        self._table = f"{quote_name(database)}.{quote_name(USERS)}"

    async def plan(self) -> list[Change]:
        """List what is missing.

        Raises:
            Unavailable: The server did not answer, or what is there stands against it; says what.
        """
        collations = await self._database.fetch(_TABLE, (USERS,))
        if not collations:
            raise Unavailable(
                self._what,
                f"there is no table {USERS} that {self._admin.user!r} could see: is it a Tiki's?",
            )
        column = await self._column()
        if column is None:
            changes = [await self._add_column(text(collations[0][0]).partition("_")[0])]
        else:
            self._refuse_unfit(column)
            changes = await self._add_key(column)
        return [*changes, *await plan_groups(self._admin, self._database, self._groups)]

    @property
    def _what(self) -> str:
        return f"the database {self._database.settings.database!r}"

    async def _column(self) -> _Column | None:
        rows = await self._database.fetch(_COLUMN, (USERS, COLUMN))
        if not rows:
            return None
        kind, width, charset, nullable = rows[0]
        return _Column(text(kind), int(width or 0), text(charset), text(nullable) == "YES")

    async def _add_column(self, table_charset: str) -> Change:
        charset, clause = table_charset, ""
        if self._charset != "latin1" and not table_charset.startswith(("utf", "ucs")):
            charset = "utf8" if self._charset == "utf8mb3" else self._charset
            clause = f" CHARACTER SET {charset}"
        width = min(_WIDEST, _KEY_BYTES // await self._bytes_per_character(charset))
        key = _add_unique(await self._free_name(), 0)
        return self._change(
            "adds the Live Chat ID to Tiki's accounts; a large table takes its time",
            f"ADD COLUMN {quote_name(COLUMN)} varchar({width}){clause} DEFAULT NULL, {key}",
        )

    async def _add_key(self, column: _Column) -> list[Change]:
        keys = await read_keys(self._database, USERS)
        if any(key.is_unique and key.is_on(COLUMN) for key in keys):
            return []
        most = _KEY_BYTES // await self._bytes_per_character(column.charset)
        prefix = most if column.width > most else 0
        await self._refuse_duplicates(prefix or column.width)
        return [
            self._change(
                "lets no two accounts have one Live Chat ID; a large table takes its time",
                _add_unique(await self._free_name(keys), prefix),
            )
        ]

    def _refuse_unfit(self, column: _Column) -> None:
        problem = ""
        if column.kind not in ("varchar", "char"):
            problem = f"is of the type {column.kind}, not varchar"
        elif column.width < _NARROWEST:
            problem = f"holds {column.width} characters only, of the {_NARROWEST} of a username"
        elif not column.may_be_null:
            problem = "does not allow NULL, which marks accounts without an ID"
        if problem:
            raise Unavailable(
                self._what,
                f"{USERS}.{COLUMN} is there, but {problem}. It is left as it is: change it to "
                "varchar(191) DEFAULT NULL, or rename it if it is something else's",
            )

    async def _refuse_duplicates(self, prefix: int) -> None:
        rows = await self._database.fetch(_DUPLICATES, (prefix, _MOST_NAMED + 1))
        if not rows:
            return
        named = [f"{text(i)!r} of the accounts {text(users)}" for i, users in rows[:_MOST_NAMED]]
        more = ["more"] * (len(rows) > _MOST_NAMED)
        raise Unavailable(
            self._what,
            f"{USERS}.{COLUMN} has no unique key, and cannot get one: some accounts share an ID "
            f"({'; '.join([*named, *more])}; numbers are userId). Set it to NULL in all but one",
        )

    async def _free_name(self, keys: Sequence[Key] | None = None) -> str:
        taken = {key.name.lower() for key in keys or await read_keys(self._database, USERS)}
        return COLUMN if COLUMN not in taken else f"{COLUMN}_unique"

    async def _bytes_per_character(self, charset: str) -> int:
        rows = await self._database.fetch(_MAXLEN, (charset,))
        return int(rows[0][0]) if rows else 4

    def _change(self, about: str, what: str) -> Change:
        sql = f"ALTER TABLE {self._table} {what}"
        return Change(about, sql, partial(self._admin.run, sql))


def _add_unique(name: str, prefix: int) -> str:
    length = f"({prefix})" if prefix else ""
    return f"ADD UNIQUE KEY {quote_name(name)} ({quote_name(COLUMN)}{length})"
