"""What a Tiki database has: tables and columns, read once and never assumed (facts/tiki.md §1).

`information_schema` shows only what the database user may read, so a column that is not granted
counts as absent too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from component.adapters.mysql import Database, SchemaMismatch

REQUIRED = {
    "users_users": ("userId", "login", "email", "hash", "livechat_id"),
    "users_usergroups": ("userId", "groupName"),
    "tiki_preferences": ("name", "value"),
    "tiki_user_preferences": ("user", "prefName", "value"),
}
"""Without these there are no logins by Tiki accounts."""

OPTIONAL = {
    "users_users": (
        "waiting",
        "pass_confirm",
        "pass_due",
        "twoFactorSecret",
        "avatarType",
        "avatarData",
    ),
    "users_groups": ("groupName", "expireAfter"),
    "users_usergroups": ("created", "expire"),
    "tiki_group_inclusion": ("groupName", "includeGroup"),
}
"""Read where they are there. `valid`, which may hold a password, is compared inside SQL where
`waiting` is absent, and never selected."""

TABLES = tuple({**REQUIRED, **OPTIONAL})
"""All that are looked at."""

_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name IN ({})
"""


@dataclass(frozen=True, slots=True)
class TikiSchema:
    """The readable columns of the tables that matter; names of columns keep their case."""

    columns: Mapping[str, frozenset[str]]

    def has(self, table: str, column: str) -> bool:
        """Whether a column can be read."""
        return column in self.columns.get(table, ())

    def missing(self) -> list[str]:
        """Required columns that cannot be read, as `table.column`."""
        return [
            f"{table}.{column}"
            for table, columns in REQUIRED.items()
            for column in columns
            if not self.has(table, column)
        ]


async def probe(database: Database) -> TikiSchema:
    """Read what is there.

    Raises:
        Unavailable: The database did not answer.
        SchemaMismatch: It is no Tiki that the bridge can use; says which columns are missing.
    """
    marks = ", ".join(["%s"] * len(TABLES))
    found: dict[str, set[str]] = {}
    for table, column in await database.fetch(_COLUMNS.format(marks), TABLES):
        found.setdefault(str(table), set()).add(str(column))
    schema = TikiSchema({table: frozenset(columns) for table, columns in found.items()})
    missing = schema.missing()
    if missing:
        raise SchemaMismatch(
            database.settings.title,
            f"cannot read {', '.join(missing)}: add the column, or grant SELECT on it "
            f"to the database user {database.settings.user!r}",
        )
    return schema
