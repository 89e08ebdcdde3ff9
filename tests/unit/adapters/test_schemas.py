"""The state schema's steps and what is read of a Tiki's, on a database that answers from memory."""

import contextlib
import re
from collections.abc import AsyncIterator

import pytest

from component.adapters import state_schema, tiki_schema
from component.adapters.mysql import Database, DatabaseSettings, Row, SchemaMismatch
from component.adapters.state_schema import STEPS, migrate
from component.adapters.tiki_schema import OPTIONAL, REQUIRED, TABLES, TikiSchema, probe
from component.ports import Unavailable


class MemoryDatabase(Database):
    """Holds the names of tables, the version, and rows for any other question."""

    def __init__(self, tables: set[str] | None = None, version: int | None = None) -> None:
        super().__init__(DatabaseSettings("the state database", "h", 1, "me", "geheim", "state"))
        self.tables = tables or set()
        self.version = version
        self.rows: list[Row] = []
        self.locks: list[str] = []

    @contextlib.asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[None]:
        """Note it."""
        self.locks.append(name)
        yield

    async def fetch(self, statement: str, arguments: object = ()) -> list[Row]:
        """Answer."""
        if "information_schema.tables" in statement:
            assert isinstance(arguments, tuple)
            return [(1,)] if arguments[0] in self.tables else []
        if "FROM schema_version" in statement:
            return [] if self.version is None else [(self.version,)]
        return self.rows

    async def execute(self, statement: str, arguments: object = ()) -> int:
        """Make a table or set the version."""
        made = re.match(r"CREATE TABLE (\w+)", statement)
        if made is None:
            assert isinstance(arguments, tuple)
            (self.version,) = arguments
        else:
            assert made[1] not in self.tables
            self.tables.add(made[1])
        return 1


ALL = {"schema_version", *(table for step in STEPS for table in step)}


@pytest.mark.parametrize(
    ("tables", "version"),
    [
        (set(), None),
        ({"schema_version"}, None),
        ({"schema_version", "chat_account"}, None),
        (ALL, None),
        (ALL, len(STEPS)),
    ],
    ids=["empty", "begun", "half a step", "not noted", "done"],
)
async def test_any_state_of_the_schema_is_brought_to_this_version(
    tables: set[str], version: int | None
) -> None:
    database = MemoryDatabase(set(tables), version)
    assert await migrate(database) == len(STEPS)
    assert database.tables == ALL
    assert database.version == len(STEPS)
    assert len(database.locks) == 1


async def test_a_newer_schema_is_left_alone() -> None:
    database = MemoryDatabase({"schema_version"}, len(STEPS) + 1)
    with pytest.raises(Unavailable, match="run the newer program"):
        await migrate(database)
    assert database.tables == {"schema_version"}


@pytest.mark.parametrize(
    ("table", "statement"), [item for step in state_schema.STEPS for item in step.items()]
)
def test_each_statement_makes_the_table_that_it_is_named_after(table: str, statement: str) -> None:
    assert statement.startswith(f"CREATE TABLE {table} (")
    assert statement.endswith("ENGINE=InnoDB")


def everything() -> dict[str, set[str]]:
    """The columns of a Tiki that has all that can be used."""
    found: dict[str, set[str]] = {}
    for part in (REQUIRED, OPTIONAL):
        for table, columns in part.items():
            found.setdefault(table, set()).update(columns)
    return found


async def test_a_tiki_with_all_columns_is_usable() -> None:
    database = MemoryDatabase()
    database.rows = [(t, c) for t, columns in everything().items() for c in columns]
    schema = await probe(database)
    assert schema.missing() == []
    assert schema.has("users_users", "waiting")
    assert not schema.has("users_users", "Waiting")
    assert not schema.has("no_table", "waiting")


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, cs in REQUIRED.items() for column in cs]
)
async def test_a_required_column_that_is_missing_is_named(table: str, column: str) -> None:
    columns = everything()
    columns[table].remove(column)
    database = MemoryDatabase()
    database.rows = [(t, c) for t, names in columns.items() for c in names]
    with pytest.raises(SchemaMismatch, match=rf"cannot read {table}\.{column}: .*'me'") as caught:
        await probe(database)
    assert "geheim" not in str(caught.value)


async def test_an_empty_database_is_no_tiki() -> None:
    with pytest.raises(SchemaMismatch, match=r"users_users\.livechat_id"):
        await probe(MemoryDatabase())


def test_optional_columns_may_be_missing() -> None:
    required = {table: frozenset(columns) for table, columns in REQUIRED.items()}
    assert TikiSchema(required).missing() == []


def test_columns_that_may_hold_a_password_in_clear_are_never_read() -> None:
    names = {column for columns in everything().values() for column in columns}
    assert not names & {"valid", "password", "provpass", "challenge"}
    assert set(tiki_schema.REQUIRED) | set(tiki_schema.OPTIONAL) == set(TABLES)
