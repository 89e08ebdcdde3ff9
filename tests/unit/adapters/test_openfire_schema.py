"""What is recognised of an Openfire database's tables."""

from collections.abc import Sequence

import pytest

from component.adapters.mysql import Database, DatabaseSettings, Row, SchemaMismatch
from component.adapters.openfire_schema import (
    REQUIRED,
    OpenfireAccess,
    OpenfireSchema,
    probe,
    recognise,
)

COLLATION = "utf8mb4_general_ci"
SCRAM = {"salt", "iterations", "storedKey"}
TABLES: dict[str, set[str]] = {
    "ofUser": {"username", "plainPassword", "encryptedPassword", "serverKey", *SCRAM},
    "ofGroup": {"groupName", "description"},
    "ofGroupUser": {"groupName", "username", "administrator"},
    "ofVersion": {"name", "version"},
}
MOVED = {
    **TABLES,
    "ofUser": {"username", "plainPassword", "encryptedPassword"},
    "ofUserScram": {"username", "mechanism", "serverKey", *SCRAM},
}
BOTH = {**MOVED, "ofUser": TABLES["ofUser"]}


class MemoryDatabase(Database):
    """Answers from memory: the columns, the version, and one answer to anything else."""

    def __init__(self, tables: dict[str, set[str]], version: int | None = 26) -> None:
        super().__init__(DatabaseSettings("Openfire's database", "h", 1, "me", "geheim", "of"))
        self.tables = tables
        self.version = version
        self.probed = 0
        self.fails = False

    async def fetch(self, statement: str, _arguments: Sequence[object] = ()) -> list[Row]:
        if "information_schema" in statement:
            self.probed += 1
            return [
                (t, c, "select", COLLATION) for t, columns in self.tables.items() for c in columns
            ]
        if "FROM ofVersion" in statement:
            return [] if self.version is None else [(self.version,)]
        if self.fails:
            raise SchemaMismatch(self.settings.title, "no such column")
        return [("an answer",)]


def without(table: str, *columns: str) -> dict[str, set[str]]:
    """The tables of 4.2 without some columns."""
    return {**TABLES, table: TABLES[table].difference(columns)}


@pytest.mark.parametrize(
    ("tables", "version", "expected"),
    [
        (TABLES, 26, "ofUser"),
        (TABLES, None, "ofUser"),
        (MOVED, 40, "ofUserScram"),
        (MOVED, None, "ofUserScram"),
        (TABLES, 39, None),
        (BOTH, 38, "ofUser"),
        (BOTH, 39, "ofUserScram"),
        (BOTH, None, "ofUserScram"),
        (without("ofUser", "storedKey"), 26, None),
    ],
)
async def test_the_table_whose_scram_credentials_count_is_the_one_that_openfire_reads(
    tables: dict[str, set[str]], version: int | None, expected: str | None
) -> None:
    schema = await probe(MemoryDatabase(tables, version))
    assert schema.version == version
    assert schema.scram_table == expected


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, cs in REQUIRED.items() for column in cs]
)
async def test_a_required_column_that_is_missing_is_named(table: str, column: str) -> None:
    with pytest.raises(SchemaMismatch, match=rf"cannot read {table}\.{column}: .*'me'") as caught:
        await probe(MemoryDatabase(without(table, column)))
    assert "geheim" not in str(caught.value)


async def test_a_database_without_any_password_that_can_be_read_is_refused() -> None:
    tables = without("ofUser", "plainPassword", "encryptedPassword", "salt")
    with pytest.raises(SchemaMismatch, match=r"ofUser\.plainPassword, ofUser\.encryptedPassword, "):
        await probe(MemoryDatabase(tables))


@pytest.mark.parametrize(
    ("removed", "named"),
    [
        (("plainPassword",), ["ofUser.plainPassword"]),
        (("encryptedPassword",), ["ofUser.encryptedPassword"]),
        (("salt",), ["salt, iterations, storedKey of ofUser or ofUserScram"]),
        ((), []),
    ],
)
async def test_a_form_of_password_that_cannot_be_read_is_named(
    removed: tuple[str, ...], named: list[str]
) -> None:
    schema = await probe(MemoryDatabase(without("ofUser", *removed)))
    assert schema.unreadable_passwords() == named


async def test_a_version_that_cannot_be_read_is_not_asked_for() -> None:
    assert (await probe(MemoryDatabase(without("ofVersion", "version")))).version is None


def test_only_columns_that_may_be_selected_count() -> None:
    rows = [
        ("ofUser", "username", "select,insert", COLLATION),
        ("ofUser", "salt", "SELECT", COLLATION),
        ("ofUser", "storedKey", "insert,update,references", COLLATION),
        ("ofUser", "iterations", "", None),
        ("ofPubsubNode", "name", "select", COLLATION),
    ]
    assert recognise(rows).columns == {"ofUser": {"username", "salt"}}


def test_tables_are_recognised_where_the_server_folds_their_names() -> None:
    schema = recognise(
        [("ofuserscram", "storedKey", "select", COLLATION), ("OFUSER", "salt", "select", None)]
    )
    assert schema.has("ofUserScram", "storedKey")
    assert schema.has("ofUser", "salt")
    assert not schema.has("ofUser", "salt", "storedKey")


@pytest.mark.parametrize(
    ("collation", "holds"),
    [
        ("utf8mb4_general_ci", True),
        ("utf8_general_ci", False),
        ("utf8mb3_bin", False),
        ("latin1_swedish_ci", False),
        (None, True),
    ],
)
def test_columns_of_fewer_bytes_hold_no_name_beyond_their_charset(
    collation: str | None, holds: bool
) -> None:
    schema = recognise(
        [
            ("ofGroup", "groupName", "select", collation),
            ("ofUser", "username", "select", COLLATION),
        ]
    )
    assert schema.can_hold("ofGroup", "groupName", "\xff bob", "utf8mb4")
    assert schema.can_hold("ofGroup", "groupName", "\U00010000", "utf8mb4") is holds
    assert schema.can_hold("ofUser", "username", "\U00010000", "utf8mb4")


@pytest.mark.parametrize(
    ("version", "release"),
    [
        (None, ""),
        (25, ""),
        (26, "4.2"),
        (29, "4.3"),
        (30, "4.4 and 4.5"),
        (32, "4.6"),
        (33, "4.7"),
        (34, "4.7 to 4.9"),
        (37, "5.0"),
        (38, "5.1"),
        (39, ""),
        (40, ""),
    ],
)
def test_the_releases_of_a_schema_are_those_that_openfires_scripts_tell(
    version: int | None, release: str
) -> None:
    assert OpenfireSchema({}, version).release == release


async def test_the_schema_is_read_once_and_again_after_a_mismatch() -> None:
    database = MemoryDatabase(TABLES)
    access = OpenfireAccess(database)
    first = await access.schema()
    assert await access.schema() is first
    assert await access.fetch("SELECT 1") == [("an answer",)]
    database.fails = True
    with pytest.raises(SchemaMismatch):
        await access.fetch("SELECT salt FROM ofUser")
    database.tables, database.version = MOVED, 40
    assert (await access.schema()).scram_table == "ofUserScram"
    assert database.probed == 2
