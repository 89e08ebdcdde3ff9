"""Rows of whole databases: put in by many, and compared row by row with what they were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from openfire.testserver import TestServer

_SLICE = 500
_DATABASES = ("tiki", "openfire")
_BOOKKEEPING = frozenset({"openfire.ofPresence", "openfire.ofID", "openfire.ofProperty"})
"""What Openfire writes by itself."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """How two looks at a table differ.

    Attributes:
        gone: Keys of rows that are there no more.
        new: Those of rows that were not there.
        changed: Key → column → what it is now, for rows that are there in both.
    """

    gone: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    changed: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether there is no difference."""
        return not (self.gone or self.new or self.changed)


Contents = Mapping[str, Mapping[str, Row]]
"""`database.table` → key of a row → the row."""


def insert(server: TestServer, database: str, table: str, rows: Iterable[Row]) -> int:
    """Put rows with the same columns into a table; gives how many."""
    waiting, count = iter(rows), 0
    while batch := list(islice(waiting, _SLICE)):
        columns = list(batch[0])
        marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(batch))
        server.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}",
            [row[column] for row in batch for column in columns],
            database=database,
        )
        count += len(batch)
    return count


def read(server: TestServer) -> Contents:
    """Read everything of the site and of the chat, but for Openfire's bookkeeping."""
    found: dict[str, dict[str, Row]] = {}
    for database in _DATABASES:
        tables = server.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s "
            "AND table_type = 'BASE TABLE'",
            (database,),
        )
        for (table,) in tables:
            if f"{database}.{table}" not in _BOOKKEEPING:
                found[f"{database}.{table}"] = _read_table(server, database, table)
    return found


def differences(before: Contents, after: Contents) -> dict[str, Difference]:
    """Tell which tables differ, and how."""
    found: dict[str, Difference] = {}
    for table, was in before.items():
        now = after[table]
        both = was.keys() & now.keys()
        changed = {
            key: {name: value for name, value in now[key].items() if value != was[key][name]}
            for key in both
            if now[key] != was[key]
        }
        difference = Difference(was.keys() - both, now.keys() - both, changed)
        if not difference.is_none:
            found[table] = difference
    return found


def _read_table(server: TestServer, database: str, table: str) -> dict[str, Row]:
    described = server.execute(f"SHOW COLUMNS FROM {table}", database=database)
    columns = [name for name, *_ in described]
    keys: Sequence[str] = [name for name, _, _, key, *_ in described if key == "PRI"] or columns
    rows = server.execute(f"SELECT {', '.join(columns)} FROM {table}", database=database)
    whole = [dict(zip(columns, row, strict=True)) for row in rows]
    return {" ".join(str(row[key]) for key in keys): row for row in whole}
