"""Putting an account back on a database that breaks off in the middle; no Openfire runs on it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from component.adapters.mysql import Database
from component.adapters.openfire_archive import OpenfireArchive
from component.domain.names import ChatUsername
from component.domain.snapshot import PrivateItem, Snapshot
from component.ports import Fields, Unavailable
from tests.contract.archive_worlds import DOMAIN, entry
from tests.contract.own_mariadb import Opener, OwnMariaDB

pytestmark = pytest.mark.live

BOB = ChatUsername("bob")
MANY = Snapshot(BOB, roster=tuple(entry(BOB, f"contact{n}", None, "a", "b") for n in range(1000)))
SLOWLY = """
CREATE TRIGGER slowly BEFORE INSERT ON ofRoster FOR EACH ROW
SET NEW.nick = IF(SLEEP(0.005), 'interrupted', NEW.nick)
"""


class Commands:
    """A stream that does nothing, and is lost once if a test says so."""

    def __init__(self) -> None:
        self.run: list[str] = []
        self.is_lost = False

    async def run_command(self, node: str, fields: Fields) -> None:  # noqa: ARG002  the port's
        if self.is_lost:
            raise Unavailable("Openfire", "the stream was lost")
        self.run.append(node)


class Bench:
    """A database with an account, and the archive on it."""

    def __init__(self, mariadb: OwnMariaDB, read: Database, write: Database) -> None:
        self.mariadb = mariadb
        self.commands = Commands()
        self.archive = OpenfireArchive(read, write, self.commands, DOMAIN)
        self.execute(
            "INSERT INTO ofUser (username, creationDate, modificationDate) "
            "VALUES ('bob', '001800000000000', '001800000000000')"
        )

    def execute(self, sql: str) -> list[tuple[object, ...]]:
        return self.mariadb.server.execute(sql, database="openfire")

    def count(self, table: str) -> int:
        ((rows,),) = self.execute(f"SELECT COUNT(*) FROM {table}")
        return int(str(rows))

    async def read(self) -> Snapshot:
        found = await self.archive.read(BOB)
        assert found is not None
        return found

    def clear(self) -> None:
        self.execute("DROP TRIGGER IF EXISTS slowly")
        for table in (
            "ofRoster",
            "ofRosterGroups",
            "ofOffline",
            "ofPrivate",
            "ofUserProp",
            "ofVCard",
        ):
            self.execute(f"DELETE FROM {table}")
        self.execute("DELETE FROM ofUser WHERE username = 'bob'")


@pytest.fixture
async def bench(mariadb: OwnMariaDB, access: Opener) -> AsyncIterator[Bench]:
    read, write = (access(name) for name in ("openfire", "openfire_write"))
    made = Bench(mariadb, read, write)
    yield made
    mariadb.server.start()
    made.clear()


async def test_a_restart_in_the_middle_leaves_whole_entries_and_the_rest_is_put_back_later(
    bench: Bench,
) -> None:
    bench.execute(SLOWLY)
    restoring = asyncio.create_task(bench.archive.restore(MANY))
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(bench.count, "ofRoster"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)
    await asyncio.to_thread(bench.mariadb.server.stop)
    with pytest.raises(Unavailable):
        await restoring
    await asyncio.to_thread(bench.mariadb.server.start)
    partly = (await bench.read()).roster
    assert 0 < len(partly) < 1000
    assert set(partly) <= set(MANY.roster), "each with its groups"
    bench.execute("DROP TRIGGER slowly")
    await bench.archive.restore(MANY)
    assert sorted((await bench.read()).roster, key=str) == sorted(MANY.roster, key=str)
    assert bench.commands.run[-1].endswith("user-modified")


async def test_what_openfire_was_not_told_of_it_is_told_when_it_is_done_again(
    bench: Bench,
) -> None:
    card = '<vCard xmlns="vcard-temp"><FN>Bob</FN></vCard>'
    kept = replace(MANY, roster=MANY.roster[:3], vcard=card, name="Bob")
    bench.commands.is_lost = True
    with pytest.raises(Unavailable):
        await bench.archive.restore(kept)
    bench.commands.is_lost = False
    await bench.archive.restore(kept)
    assert [node.rpartition("#")[2] for node in bench.commands.run] == [
        "vcard-modified",
        "user-modified",
    ]
    assert await bench.read() == kept


async def test_a_counter_that_is_not_there_is_named(bench: Bench) -> None:
    bench.execute("UPDATE ofID SET idType = -18 WHERE idType = 18")
    try:
        with pytest.raises(Unavailable, match="ofID has no row 18"):
            await bench.archive.restore(MANY)
    finally:
        bench.execute("UPDATE ofID SET idType = 18 WHERE idType = -18")
    assert (await bench.read()).roster == ()


async def test_a_database_that_cannot_be_read_is_not_an_account_with_nothing(
    bench: Bench,
) -> None:
    bench.execute("RENAME TABLE ofPrivate TO ofPrivateAway")
    try:
        with pytest.raises(Unavailable, match="ofPrivate"):
            await bench.archive.read(BOB)
    finally:
        bench.execute("RENAME TABLE ofPrivateAway TO ofPrivate")


@pytest.fixture
def newer(bench: Bench) -> Iterator[OpenfireArchive]:
    """An archive beside the tables of Openfire 4.3, whose private storage is in PEP."""
    bench.execute("RENAME TABLE ofPrivate TO ofPrivateAway")
    bench.execute("UPDATE ofVersion SET version = 29 WHERE name = 'openfire'")
    yield bench.archive
    bench.execute("UPDATE ofVersion SET version = 26 WHERE name = 'openfire'")
    bench.execute("RENAME TABLE ofPrivateAway TO ofPrivate")


async def test_an_openfire_without_the_table_of_private_storage_keeps_all_the_rest(
    newer: OpenfireArchive, caplog: pytest.LogCaptureFixture
) -> None:
    rest = replace(MANY, roster=MANY.roster[:3], name="Bob", properties=(("motto", "x"),))
    await newer.restore(replace(rest, private=(PrivateItem("storage", "urn:x", "<storage/>"),)))
    assert await newer.read(BOB) == rest
    (line,) = caplog.messages
    assert "private storage of 'bob' is not put back" in line
    await newer.restore(rest)
    assert len(caplog.messages) == 1
