"""The real servers of the contract suites, and each suite's two sides: the fake and the real.

The servers last for the whole run; connections belong to one test and its event loop.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from component.adapters.mysql import Database
from component.domain.generations import Generation
from component.frontdoors.xmpp.stream import ComponentStream
from openfire.demo import people, tiki
from openfire.demo.rights import give_rights
from openfire.testserver import TestServer
from tests.contract import tiki_matrix
from tests.contract.archive_worlds import ArchiveWorld, FakeArchiveWorld, RealArchiveWorld
from tests.contract.chat_worlds import ChatWorld, RealChat
from tests.contract.group_worlds import RealGroups
from tests.contract.job_worlds import FakeJobLists, JobsWorld, RealJobLists
from tests.contract.journal_worlds import FakeJournals, JournalWorld, RealJournals
from tests.contract.own_mariadb import Opener, OwnMariaDB, run_mariadb
from tests.contract.room_worlds import FakeRoomWorld, RealRoomWorld, RoomWorld
from tests.contract.servers import Databases, Root, open_database, settings_for, stream_settings
from tests.contract.state_worlds import Made, RealState, StateWorld, make_state
from tests.contract.tiki_server import LayoutServer, run_layouts
from tests.contract.tiki_worlds import RealTiki, TikiWorld, layouts, worlds
from tests.fakes.chat import FakeChat
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.layouts.layout import Layout
from tests.layouts.tikis import LAYOUTS
from tests.unit.adapters.picture_server import picture_server
from tests.wire.in_clear import load_no_authorities

_PATIENCE = 30.0
"""Seconds that a busy machine may take; no test here is about a server that is slow."""
BOTH = ["fake", pytest.param("real", marks=pytest.mark.live)]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Show who could log in to which Tiki."""
    tables = config.stash.get(tiki_matrix.TABLES, {})
    if tables:
        terminalreporter.section("logins by layout, hash form and state")
        terminalreporter.write_line(tiki_matrix.LEGEND)
    for layout in LAYOUTS:
        if layout.name in tables:
            terminalreporter.write_line(f"\nTiki {layout.name}: {layout.title}")
            for line in tiki_matrix.lines(tables[layout.name]):
                terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    with TestServer(
        tiki_sql=tiki.script(),
        chat_users=people.NATIVE_ACCOUNTS,
    ) as started:
        give_rights(
            settings_for(started.host, started.database_port, started.users),
            started.users["admin"],
        )
        yield started


@pytest.fixture(scope="session")
def root(server: TestServer) -> Iterator[Root]:
    with contextlib.closing(server.mariadb._connect()) as connection:
        yield Root(connection)


@pytest.fixture
async def databases(server: TestServer) -> AsyncIterator[Databases]:
    names = ("tiki", "tiki_write", "openfire", "openfire_write", "state")
    opened = [open_database(server.host, server.database_port, server.users[n]) for n in names]
    yield Databases(*opened)
    for database in opened:
        await database.close()


@pytest.fixture
async def stream(
    server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ComponentStream]:
    with monkeypatch.context() as in_clear:
        load_no_authorities(in_clear)
        stream = ComponentStream(stream_settings(server, _PATIENCE))
    running = asyncio.create_task(stream.run())
    async with asyncio.timeout(_PATIENCE):
        while not stream.is_up:  # noqa: ASYNC110  Openfire may still have the last test's
            await asyncio.sleep(0.02)
    yield stream
    await stream.stop()
    await running


@pytest.fixture(scope="session")
def layout_server() -> Iterator[LayoutServer]:
    with run_layouts() as started:
        yield started


@contextlib.asynccontextmanager
async def open_tiki(server: LayoutServer, layout: Layout) -> AsyncIterator[RealTiki]:
    async with picture_server() as pictures:
        real = RealTiki(server.database(layout), pictures)
        yield real
        await real.close()


@pytest.fixture(params=layouts())
async def real_tiki(
    request: pytest.FixtureRequest, layout_server: LayoutServer
) -> AsyncIterator[RealTiki]:
    async with open_tiki(layout_server, request.param) as real:
        yield real


@pytest.fixture(params=worlds(), name="tiki")
async def tiki_world(request: pytest.FixtureRequest) -> AsyncIterator[TikiWorld]:
    if isinstance(request.param, Generation):
        yield FakeTiki(request.param)
        return
    async with open_tiki(request.getfixturevalue("layout_server"), request.param) as real:
        yield real


@pytest.fixture
def real_chat(root: Root, databases: Databases, stream: ComponentStream) -> RealChat:
    return RealChat(root, databases, stream)


@pytest.fixture
async def real_groups(
    root: Root, databases: Databases, stream: ComponentStream
) -> AsyncIterator[RealGroups]:
    real = RealGroups(
        lambda statement, *given: root.execute(statement, given, "openfire"),
        databases.openfire,
        stream,
    )
    yield real
    await real.clear()


@pytest.fixture(params=BOTH, name="chat")
def chat_world(request: pytest.FixtureRequest) -> ChatWorld:
    if request.param == "fake":
        return FakeChat()
    real: RealChat = request.getfixturevalue("real_chat")
    return real


@pytest.fixture
def real_rooms(root: Root, databases: Databases, stream: ComponentStream) -> RealRoomWorld:
    return RealRoomWorld(root, databases, stream)


@pytest.fixture(params=BOTH)
def room_world(request: pytest.FixtureRequest) -> RoomWorld:
    if request.param == "fake":
        return FakeRoomWorld()
    real: RealRoomWorld = request.getfixturevalue("real_rooms")
    return real


@pytest.fixture
def real_archive(root: Root, databases: Databases, stream: ComponentStream) -> RealArchiveWorld:
    return RealArchiveWorld(root, databases, stream)


@pytest.fixture(params=BOTH)
def chat_archive(request: pytest.FixtureRequest) -> ArchiveWorld:
    if request.param == "fake":
        return FakeArchiveWorld()
    real: RealArchiveWorld = request.getfixturevalue("real_archive")
    return real


@pytest.fixture(scope="session")
def state_made() -> list[Made]:
    return []


@pytest.fixture
async def real_state(root: Root, databases: Databases, state_made: list[Made]) -> RealState:
    return await make_state(root, databases, state_made)


@pytest.fixture(params=BOTH, name="state")
def state_world(request: pytest.FixtureRequest) -> StateWorld:
    if request.param == "fake":
        return FakeState()
    real: RealState = request.getfixturevalue("real_state")
    return real


@pytest.fixture
def real_journals(root: Root, databases: Databases, real_state: RealState) -> RealJournals:
    return RealJournals(root, databases, real_state.port.prepare)


@pytest.fixture(params=BOTH, name="journal")
def journal_world(request: pytest.FixtureRequest) -> JournalWorld:
    if request.param == "fake":
        return FakeJournals()
    real: RealJournals = request.getfixturevalue("real_journals")
    return real


@pytest.fixture
def real_jobs(root: Root, databases: Databases, real_state: RealState) -> RealJobLists:
    return RealJobLists(root, databases, real_state.port.prepare)


@pytest.fixture(params=BOTH, name="jobs")
def jobs_world(request: pytest.FixtureRequest) -> JobsWorld:
    if request.param == "fake":
        return FakeJobLists()
    real: RealJobLists = request.getfixturevalue("real_jobs")
    return real


@pytest.fixture(scope="session")
def own_mariadb() -> Iterator[OwnMariaDB]:
    with run_mariadb() as started:
        yield started


@pytest.fixture
def mariadb(own_mariadb: OwnMariaDB) -> Iterator[OwnMariaDB]:
    yield own_mariadb
    own_mariadb.server.resume()
    own_mariadb.server.start()


@pytest.fixture
async def access(mariadb: OwnMariaDB) -> AsyncIterator[Opener]:
    opened: list[Database] = []

    def open_one(name: str = "tiki", **changes: str | float) -> Database:
        opened.append(mariadb.access(name, **changes))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    mariadb.server.resume()
    for database in opened:
        await database.close()
