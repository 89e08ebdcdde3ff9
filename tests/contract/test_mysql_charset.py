"""What a text is on its way to the server and back, in each charset that can be set."""

import datetime as dt
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from component.adapters.mysql import Charset
from openfire.testserver.processes import HOST
from tests.contract.own_mariadb import OwnMariaDB

pytestmark = pytest.mark.live

EVERY: tuple[Charset, ...] = ("utf8mb4", "utf8mb3", "latin1")
SPOKEN = 'Zoë O\'Neil \\ "山田" 🐱 %s'
BYTES = bytes(range(256))
"""Among them control characters, quotes, a backslash and the five that cp1252 does not know."""

TABLE = """
CREATE TABLE spoken (
  id INT PRIMARY KEY, a_latin1 VARCHAR(255) CHARACTER SET latin1 COLLATE latin1_bin,
  a_utf8 TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, a_blob BLOB, a_binary VARBINARY(9)
)
"""


class Table:
    """A table, seen by root as bytes and by the component in one charset."""

    def __init__(self, mariadb: OwnMariaDB, charset: Charset) -> None:
        self._mariadb = mariadb
        settings: dict[str, Any] = {"connect_timeout": 10.0, "query_timeout": 10.0}
        self.database = mariadb.access("state", charset=charset, **settings)
        self._schema = self.database.settings.database

    def run(self, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Run a statement as root."""
        return self._mariadb.server.execute(sql, arguments, self._schema)

    def put(self, column: str, content: bytes, charset: str) -> None:
        """Put bytes into row 1 as characters of a charset."""
        self.run(f"REPLACE INTO spoken (id, {column}) VALUES (1, _{charset} X'{content.hex()}')")

    async def read(self, column: str) -> Any:  # noqa: ANN401  what the column holds
        """Row 1 as the component sees it."""
        ((value,),) = await self.database.fetch(f"SELECT {column} FROM spoken WHERE id = 1")
        return value

    async def write(self, column: str, value: object) -> None:
        """Write row 1 as the component does."""
        await self.database.execute(
            f"REPLACE INTO spoken (id, {column}) VALUES (%s, %s)", (1, value)
        )

    def stored(self, column: str) -> bytes:
        """The bytes of row 1."""
        ((value,),) = self.run(f"SELECT HEX({column}) FROM spoken WHERE id = 1")
        return bytes.fromhex(value)

    async def finds(self, column: str, value: object) -> bool:
        """Whether the component finds row 1 by its content."""
        found = await self.database.fetch(f"SELECT id FROM spoken WHERE {column} = %s", (value,))
        return found == [(1,)]


@pytest.fixture(params=EVERY)
def charset(request: pytest.FixtureRequest) -> Charset:
    found: Charset = request.param
    return found


@pytest.fixture
async def table(mariadb: OwnMariaDB, charset: Charset) -> AsyncIterator[Table]:
    made = Table(mariadb, charset)
    made.run(TABLE)
    made.run(f"GRANT DELETE, UPDATE ON spoken TO {made.database.settings.user}@'{HOST}'")
    yield made
    await made.database.close()
    made.run("DROP TABLE spoken")


only_latin1 = pytest.mark.parametrize("charset", ["latin1"], indirect=True)
not_latin1 = pytest.mark.parametrize("charset", ["utf8mb4", "utf8mb3"], indirect=True)


@only_latin1
async def test_utf8_in_a_latin1_column_is_read_found_and_written_as_it_is(table: Table) -> None:
    table.put("a_latin1", SPOKEN.encode(), "latin1")
    assert await table.read("a_latin1") == SPOKEN
    assert await table.finds("a_latin1", SPOKEN)
    await table.write("a_latin1", SPOKEN)
    assert table.stored("a_latin1") == SPOKEN.encode()


@only_latin1
async def test_utf8_that_was_encoded_twice_is_read_found_and_written_as_it_is(
    table: Table,
) -> None:
    table.put("a_utf8", SPOKEN.encode(), "latin1")
    twice = table.stored("a_utf8")
    assert len(twice) > len(SPOKEN.encode())
    assert await table.read("a_utf8") == SPOKEN
    assert await table.finds("a_utf8", SPOKEN)
    await table.write("a_utf8", SPOKEN)
    assert table.stored("a_utf8") == twice


@only_latin1
@pytest.mark.parametrize("column", ["a_latin1", "a_utf8"])
@pytest.mark.parametrize("mode", ["", "NO_BACKSLASH_ESCAPES"])
async def test_every_byte_passes_both_ways(table: Table, column: str, mode: str) -> None:
    ((usual,),) = table.run("SELECT @@GLOBAL.sql_mode")
    table.run("SET GLOBAL sql_mode = %s", mode)
    try:
        for part in (BYTES[:128], BYTES[128:], b"\x81\x8d\x8f\x90\x9d"):
            table.put(column, part, "latin1")
            stored = table.stored(column)
            came = await table.read(column)
            assert came.encode("utf-8", "surrogateescape") == part
            assert await table.finds(column, came)
            await table.write(column, came)
            assert table.stored(column) == stored
    finally:
        table.run("SET GLOBAL sql_mode = %s", usual)


@only_latin1
async def test_a_row_that_is_not_utf8_hides_no_other(table: Table) -> None:
    table.put("a_latin1", b"Zo\xeb", "latin1")
    table.run("INSERT INTO spoken (id, a_latin1) VALUES (2, 'Bob')")
    rows = await table.database.fetch("SELECT a_latin1 FROM spoken ORDER BY id")
    assert rows == [("Zo\udceb",), ("Bob",)]


@not_latin1
async def test_half_a_surrogate_pair_in_a_row_hides_no_other(table: Table) -> None:
    """MySQL's utf8 may hold what Python's does not; `binary` says so without a server of old."""
    half = b"Zo\xed\xa0\x80"
    table.run(f"INSERT INTO spoken (id, a_blob) VALUES (1, X'{half.hex()}'), (2, 'Bob')")
    rows = await table.database.fetch(
        "SELECT CONVERT(a_blob USING utf8mb3) FROM spoken ORDER BY id"
    )
    assert rows == [("Zo\udced\udca0\udc80",), ("Bob",)]


@not_latin1
@pytest.mark.parametrize("column", ["a_latin1", "a_utf8"])
@pytest.mark.parametrize("mode", ["", "NO_BACKSLASH_ESCAPES"])
async def test_a_text_is_stored_as_the_column_has_it(table: Table, column: str, mode: str) -> None:
    ((usual,),) = table.run("SELECT @@GLOBAL.sql_mode")
    table.run("SET GLOBAL sql_mode = %s", mode)
    content = "".join(map(chr, range(128))) + "Zoë ' \\ \" \\' %s %"
    try:
        await table.write(column, content)
        assert table.stored(column) == content.encode("latin-1" if "latin1" in column else "utf-8")
        assert await table.read(column) == content
        assert await table.finds(column, content)
    finally:
        table.run("SET GLOBAL sql_mode = %s", usual)


@pytest.mark.parametrize("charset", ["utf8mb4"], indirect=True)
async def test_all_of_unicode_passes(table: Table) -> None:
    await table.write("a_utf8", SPOKEN)
    assert table.stored("a_utf8") == SPOKEN.encode()
    assert await table.read("a_utf8") == SPOKEN


async def test_what_is_no_text_is_the_same_in_each(table: Table) -> None:
    await table.write("a_blob", BYTES)
    await table.database.execute("UPDATE spoken SET a_binary = %s", (b"\xff'\\",))
    assert table.stored("a_blob") == BYTES
    assert await table.database.fetch(
        "SELECT a_blob, a_binary, id, -id, id / 8, id * 0.5e0, NULL, a_latin1, SUM(id), "
        "TIMESTAMP('2009-02-13 23:31:30'), DATE('2009-02-13'), b'1', '' FROM spoken"
    ) == [
        (
            *(BYTES, b"\xff'\\", 1, -1, Decimal("0.125"), 0.5, None, None, Decimal(1)),
            *(dt.datetime(2009, 2, 13, 23, 31, 30), dt.date(2009, 2, 13), b"\x01", ""),  # noqa: DTZ001  as MySQL has it
        )
    ]


async def test_names_and_widths_of_columns_are_the_same_in_each(table: Table) -> None:
    rows = await table.database.fetch(
        "SELECT column_name, data_type, character_maximum_length, collation_name, column_default "
        "FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s "
        "ORDER BY ordinal_position",
        ("spoken",),
    )
    assert rows[:4] == [
        ("id", "int", None, None, None),
        ("a_latin1", "varchar", 255, "latin1_bin", "NULL"),
        ("a_utf8", "text", 65535, "utf8mb4_bin", "NULL"),
        ("a_blob", "blob", 65535, None, "NULL"),
    ]


async def test_the_server_is_told_whatever_it_makes_of_the_greeting(
    mariadb: OwnMariaDB, table: Table, charset: Charset
) -> None:
    mariadb.execute("SET GLOBAL init_connect = 'SET NAMES koi8r'")
    try:
        rows = await table.database.fetch(
            "SELECT @@character_set_client, @@character_set_connection, @@character_set_results"
        )
    finally:
        mariadb.execute("SET GLOBAL init_connect = ''")
    assert rows == [(charset,) * 3]
