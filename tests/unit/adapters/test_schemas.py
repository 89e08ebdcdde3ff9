"""The state schema's steps and what is read of a Tiki's, on a database that answers from memory."""

import contextlib
import re
from collections.abc import AsyncIterator

import pytest

from component.adapters import state_schema, tiki_schema
from component.adapters.mysql import Database, DatabaseSettings, Row, SchemaMismatch
from component.adapters.state_schema import STEPS, migrate
from component.adapters.tiki_schema import OPTIONAL, REQUIRED, TABLES, Column, TikiSchema, probe
from component.domain.generations import Generation
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
        if "FROM information_schema.tables" in statement:
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


async def test_what_was_made_although_the_answer_was_lost_is_not_made_again() -> None:
    class LosingAnswers(MemoryDatabase):
        """Does as it is told, and answers nothing to whoever makes a table."""

        async def execute(self, statement: str, arguments: object = ()) -> int:
            done = await super().execute(statement, arguments)
            if statement.startswith("CREATE TABLE") and "schema_version" not in statement:
                raise Unavailable("the state database", "no answer within 3 s")
            return done

    database = LosingAnswers()
    assert await migrate(database) == len(STEPS)
    assert database.tables == ALL


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


Columns = dict[str, set[str]]


def columns_of(generation: Generation) -> Columns:
    """The columns of a Tiki of some generation that has all that can be used."""
    found: Columns = {}
    for part in (REQUIRED, OPTIONAL):
        for table, columns in part.items():
            found.setdefault(table, set()).update(columns)
    users = found["users_users"] | {"challenge", "valid"}
    if generation < Generation.V4:
        found["users_groups"].discard("expireAfter")
        found["users_usergroups"] -= {"created", "expire"}
    if generation < Generation.V2:
        users.discard("waiting")
    if generation >= Generation.V16:
        users.discard("challenge")
    users.discard("pass_confirm" if generation is Generation.V1_9 else "pass_due")
    found["users_users"] = users
    return found


def rows(columns: Columns, rights: str = "select") -> list[tuple[object, ...]]:
    """The answer of information_schema."""
    return [
        (table, name, "varchar", 200, "utf8mb4_unicode_ci", rights, "InnoDB")
        for table, names in columns.items()
        for name in sorted(names)
    ]


@pytest.mark.parametrize("generation", Generation)
async def test_a_tiki_with_all_columns_is_recognised_and_usable(generation: Generation) -> None:
    database = MemoryDatabase()
    database.rows = rows(columns_of(generation))
    schema = await probe(database)
    assert schema.generation is generation
    assert schema.missing() == []
    assert schema.has("users_users", "hash")
    assert not schema.has("users_users", "Hash")
    assert not schema.has("no_table", "hash")
    assert schema.width("users_users", "login") == 200
    assert schema.width("users_users", "nonesuch") == 0


NEEDED = [
    *((g, table, column) for g in Generation for table, cs in REQUIRED.items() for column in cs),
    (Generation.V1_10, "users_users", "valid"),
    (Generation.V4, "users_users", "waiting"),
    (Generation.V16, "users_users", "waiting"),
    *((g, "users_users", "pass_confirm") for g in Generation if g > Generation.V1_9),
]


@pytest.mark.parametrize(("generation", "table", "column"), NEEDED)
async def test_a_column_that_is_needed_and_missing_is_named(
    generation: Generation, table: str, column: str
) -> None:
    columns = columns_of(generation)
    columns[table].remove(column)
    database = MemoryDatabase()
    database.rows = rows(columns)
    with pytest.raises(SchemaMismatch, match=rf"cannot read .*{table}\.{column}.*'me'") as caught:
        await probe(database)
    assert "geheim" not in str(caught.value)


async def test_a_column_that_may_not_be_selected_is_there_and_not_readable() -> None:
    columns = columns_of(Generation.V4)
    columns["users_users"].remove("challenge")
    database = MemoryDatabase()
    database.rows = [*rows(columns), *rows({"users_users": {"challenge"}}, "references")]
    schema = await probe(database)
    assert schema.exists("users_users", "challenge")
    assert not schema.has("users_users", "challenge")
    assert schema.generation is Generation.V4


@pytest.mark.parametrize(
    ("collation", "exact"),
    [("utf8mb4_bin", True), ("", True), ("binary", True), ("utf8mb4_unicode_ci", False)],
)
def test_a_collation_tells_whether_case_counts(collation: str, exact: bool) -> None:
    column = Column("varchar", 200, collation, readable=True)
    schema = TikiSchema({"users_users": {"login": column}}, {})
    assert schema.is_exact("users_users", "login") is exact


async def test_an_empty_database_is_no_tiki() -> None:
    with pytest.raises(SchemaMismatch, match=r"users_users\.livechat_id"):
        await probe(MemoryDatabase())


def test_columns_that_may_hold_a_password_in_clear_are_never_read() -> None:
    read = {c for part in (REQUIRED, OPTIONAL) for columns in part.values() for c in columns}
    assert not read & {*tiki_schema.SECRETS, "challenge"}
    assert set(REQUIRED) | set(OPTIONAL) == set(TABLES)
