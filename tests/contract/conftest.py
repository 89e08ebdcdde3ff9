"""The real servers of the contract suites, and each suite's two sides: the fake and the real.

The servers last for the whole run; connections belong to one test and its event loop.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from component.adapters.mysql import Database
from component.frontdoors.xmpp.stream import ComponentStream, StreamSettings
from openfire.demo import people, tiki
from openfire.testserver import TestServer
from tests.contract.chat_worlds import ChatWorld, RealChat
from tests.contract.own_mariadb import Opener, OwnMariaDB, run_mariadb
from tests.contract.servers import Databases, Root, open_database
from tests.contract.state_worlds import RealState, StateWorld
from tests.contract.tiki_worlds import RealTiki, TikiWorld
from tests.fakes.chat import FakeChat
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki

BOTH = ["fake", pytest.param("real", marks=pytest.mark.live)]


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    with TestServer(
        tiki_sql=tiki.script(),
        tiki_columns=tiki.COLUMNS,
        chat_users=people.NATIVE_ACCOUNTS,
    ) as started:
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
async def stream(server: TestServer) -> AsyncIterator[ComponentStream]:
    stream = ComponentStream(
        StreamSettings(
            host=server.host,
            port=server.component_port,
            domain=server.domain,
            jid=server.component_jid,
            secret=server.component_secret,
        )
    )
    running = asyncio.create_task(stream.run())
    assert await stream.wait_settled(), stream.problem
    yield stream
    await stream.stop()
    await running


@pytest.fixture
def real_tiki(root: Root, databases: Databases) -> Iterator[RealTiki]:
    real = RealTiki(root, databases)
    yield real
    real.restore()


@pytest.fixture(params=BOTH, name="tiki")
def tiki_world(request: pytest.FixtureRequest) -> TikiWorld:
    if request.param == "fake":
        return FakeTiki()
    real: RealTiki = request.getfixturevalue("real_tiki")
    return real


@pytest.fixture
def real_chat(root: Root, databases: Databases, stream: ComponentStream) -> RealChat:
    return RealChat(root, databases, stream)


@pytest.fixture(params=BOTH, name="chat")
def chat_world(request: pytest.FixtureRequest) -> ChatWorld:
    if request.param == "fake":
        return FakeChat()
    real: RealChat = request.getfixturevalue("real_chat")
    return real


@pytest.fixture
async def real_state(root: Root, databases: Databases) -> RealState:
    real = RealState(root, databases)
    await real.port.prepare()
    return real


@pytest.fixture(params=BOTH, name="state")
def state_world(request: pytest.FixtureRequest) -> StateWorld:
    if request.param == "fake":
        return FakeState()
    real: RealState = request.getfixturevalue("real_state")
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

    def open_one(name: str = "tiki", **changes: str | int) -> Database:
        opened.append(mariadb.access(name, **changes))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    mariadb.server.resume()
    for database in opened:
        await database.close()
