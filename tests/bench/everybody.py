"""How long it takes to read every Tiki account with its effective groups, and in how much memory.

A process of its own reads, so that its peak of memory is not anybody else's. What the same rows
cost without the bridge's rules, read by the same connection, stands beside it, and so does what it
costs to be told only whether anything has changed.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from component.adapters.mysql import Arguments, Database, DatabaseSettings, Row
from component.adapters.pictures import Pictures
from component.adapters.tiki_mysql import TikiMysql
from component.usecases.read_members import PAGE, read_members
from openfire.testserver.processes import HOST
from tests.contract.own_mariadb import OwnMariaDB, run_mariadb

ACCOUNTS = 100_000
GROUPS = 200
MEMBERSHIPS = 3
INCLUSIONS = 100
_SLICE = 5_000
_MEGABYTE = 1024
"""In kilobytes, the unit of `VmHWM`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of everybody cost.

    Attributes:
        what: Which way.
        people: Accounts that were read.
        groups: Effective groups of all of them together.
        statements: Sent to the database.
        seconds: From the first statement to the last row.
        peak_mb: Most megabytes that the process had, Python and its modules included.
        grown_mb: By how many of them the reading raised the peak.
    """

    what: str
    people: int
    groups: int
    statements: int
    seconds: float
    peak_mb: float
    grown_mb: float


class _Counted(Database):
    """A database that counts its statements."""

    def __init__(self, settings: DatabaseSettings) -> None:
        super().__init__(settings)
        self.statements = 0

    async def fetch(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        self.statements += 1
        return await super().fetch(statement, arguments)


def run(console: Console, accounts: int = ACCOUNTS) -> None:
    """Fill a Tiki, read it in each way three times, print the medians."""
    with run_mariadb() as mariadb:
        began = time.monotonic()
        fill(mariadb, accounts)
        console.print(
            f"filled a Tiki with {accounts:,} accounts in {time.monotonic() - began:.0f} s"
        )
        readings = [
            sorted((_in_a_process(mariadb, way) for _ in range(3)), key=lambda r: r.seconds)[1]
            for way in ("rows", "bridge", "version")
        ]
    show(readings, console)


def fill(mariadb: OwnMariaDB, accounts: int) -> None:
    """Make accounts, groups, memberships and inclusions; a hundredth has no membership."""
    chance = random.Random(4711)
    for table in ("users_users", "users_usergroups", "users_groups", "tiki_group_inclusion"):
        mariadb.execute(f"DELETE FROM {table}")
    names = [f"Group {number}" for number in range(GROUPS)]
    _insert(mariadb, "users_groups (groupName)", [(name,) for name in names])
    pairs = {(chance.choice(names), chance.choice(names)) for _ in range(INCLUSIONS)}
    _insert(mariadb, "tiki_group_inclusion (groupName, includeGroup)", sorted(pairs))
    for first in range(1, accounts + 1, _SLICE):
        ids = range(first, min(first + _SLICE, accounts + 1))
        _insert(
            mariadb,
            "users_users (userId, login, livechat_id)",
            [(i, f"Person {i}", f"person{i}" if i % 2 else None) for i in ids],
        )
        joined = [(i, group) for i in ids if i % 100 for group in chance.sample(names, MEMBERSHIPS)]
        _insert(mariadb, "users_usergroups (userId, groupName)", joined)


def show(readings: Sequence[Reading], console: Console) -> None:
    """Print the table."""
    floor = readings[0].seconds
    table = Table(title=f"Everybody with their effective groups, pages of {PAGE:,} accounts")
    for heading in (
        "",
        "accounts",
        "groups",
        "statements",
        "seconds",
        "of the rows",
        "peak MB",
        "by reading",
    ):
        table.add_column(heading, justify="left" if not heading else "right")
    for reading in readings:
        table.add_row(
            reading.what,
            f"{reading.people:,}",
            f"{reading.groups:,}",
            str(reading.statements),
            f"{reading.seconds:.2f}",
            f"{reading.seconds / floor:.2f}",
            f"{reading.peak_mb:.0f}",
            f"{reading.grown_mb:.0f}",
        )
    console.print(table)


def _insert(mariadb: OwnMariaDB, where: str, rows: Sequence[Sequence[object]]) -> None:
    marks = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    mariadb.execute(f"INSERT INTO {where} VALUES {marks}", *(v for row in rows for v in row))


def _in_a_process(mariadb: OwnMariaDB, way: str) -> Reading:
    settings = mariadb.access("tiki").settings
    given = {
        "port": settings.port,
        "user": settings.user,
        "password": settings.password,
        "database": settings.database,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.everybody", way],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return Reading(**json.loads(done.stdout))


async def _read(way: str, database: _Counted) -> Reading:
    pictures = Pictures(None, None)
    tiki = TikiMysql(database, pictures)
    await tiki.site_rules()
    database.statements = 0
    before = _peak_mb()
    began = time.perf_counter()
    match way:
        case "bridge":
            people, groups = await _with_rules(tiki)
        case "version":
            people, groups = await _version_alone(tiki)
        case _:
            people, groups = await _rows_alone(database)
    seconds = time.perf_counter() - began
    peak = _peak_mb()
    return Reading(
        way,
        people,
        groups,
        database.statements,
        seconds,
        peak,
        peak - before,
    )


def _peak_mb() -> float:
    """Most megabytes that this process has had.

    Not `ru_maxrss`: Linux hands that of the process before exec on, here the benchmark's own.
    """
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / _MEGABYTE


async def _with_rules(tiki: TikiMysql) -> tuple[int, int]:
    people = groups = 0
    async for member in read_members(tiki, time.time()):
        people += 1
        groups += len(member.groups)
    return people, groups


async def _version_alone(tiki: TikiMysql) -> tuple[int, int]:
    """Whether anything has changed: the database reads the rows, nobody else does."""
    await tiki.groups_version(time.time())
    return 0, 0


async def _rows_alone(database: Database) -> tuple[int, int]:
    """The rows of the two tables in pages as large, with nothing made of them."""
    people = memberships = last = 0
    while rows := await database.fetch(
        "SELECT userId, login, livechat_id FROM users_users WHERE userId > %s "
        "ORDER BY userId LIMIT %s",
        (last, PAGE),
    ):
        joined = await database.fetch(
            "SELECT userId, groupName, created, expire FROM users_usergroups "
            "WHERE userId BETWEEN %s AND %s",
            (rows[0][0], rows[-1][0]),
        )
        people, memberships, last = people + len(rows), memberships + len(joined), rows[-1][0]
    return people, memberships


async def _main() -> None:
    given = json.loads(sys.stdin.read())
    database = _Counted(DatabaseSettings("Tiki", HOST, query_timeout=60.0, **given))
    try:
        reading = await _read(sys.argv[1], database)
    finally:
        await database.close()
    print(json.dumps(asdict(reading)))  # noqa: T201  the answer to the process that asks


if __name__ == "__main__":
    asyncio.run(_main())
