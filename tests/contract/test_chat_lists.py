"""The port `ChatAccounts`: accounts in pages, on the fake and on the tables of all Openfires."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Protocol

import pytest

from component.adapters.mysql import Database, SchemaMismatch
from component.adapters.openfire_lists import OpenfireLists
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    NoCredential,
    PlainCredential,
    ScramCredential,
)
from component.domain.unmigrated import ListedChatAccount
from component.ports.chat_lists import ChatAccounts
from openfire.testserver import TestServer
from tests.contract.chat_worlds import RealChat, fresh
from tests.contract.openfire_layouts import (
    LAYOUTS,
    OPENFIRE_5_1,
    THREE_BYTES,
    USER,
    OpenfireLayout,
    make_layout,
    open_layout,
)
from tests.contract.servers import Databases, Root
from tests.fakes.chat import FakeChat
from tests.fakes.chat_lists import MADE_AT, FakeChatAccounts

NOW = 1_790_000_000.0
SCRAM = ScramCredential("Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", 4096, "QHvYSizsfY+AAgE/UrjoxaAJjKk=")
WORLDS = [
    "fake",
    pytest.param("real", marks=pytest.mark.live),
    *(
        pytest.param(layout, id=layout.name, marks=pytest.mark.live)
        for layout in (*LAYOUTS, THREE_BYTES)
    ),
]


class World(Protocol):
    """Accounts to fill in."""

    @property
    def port(self) -> ChatAccounts: ...
    def add(self, username: str, credential: Credential) -> None: ...
    def go_offline(self, username: str, at: float) -> None: ...


class FakeWorld:
    """Those of a fake chat server."""

    def __init__(self) -> None:
        self._chat = FakeChat()
        self.port = FakeChatAccounts(self._chat)
        self.add = self._chat.add_account

    def go_offline(self, username: str, at: float) -> None:
        """Note when somebody went offline."""
        self.port.seen_at[username] = at


class TableWorld:
    """Those of Openfire's tables."""

    def __init__(
        self,
        database: Database,
        add: Callable[[str, Credential], None],
        execute: Callable[..., object],
    ) -> None:
        self.port = OpenfireLists(database, lambda: NOW)
        self.add = add
        self.execute = execute

    def go_offline(self, username: str, at: float) -> None:
        """Note when somebody went offline, as Openfire writes it."""
        self.set_date(username, f"{int(at * 1000):015d}")

    def set_date(self, username: str, date: str) -> None:
        """Note any date."""
        self.execute("INSERT INTO ofPresence VALUES (%s, NULL, %s)", username, date)


@pytest.fixture
async def opened() -> AsyncIterator[list[Database]]:
    databases: list[Database] = []
    yield databases
    for database in databases:
        await database.close()


@contextlib.contextmanager
def over(chosen: object, request: pytest.FixtureRequest) -> Iterator[TableWorld]:
    """Openfire's tables: the real server's, or those of a layout."""
    root: Root = request.getfixturevalue("root")
    if isinstance(chosen, OpenfireLayout):
        server, opened = map(request.getfixturevalue, ("server", "opened"))
        with make_layout(server, root, chosen, opened) as made:
            yield TableWorld(made.database, made.add_account, made.execute)
        return
    real: RealChat = request.getfixturevalue("real_chat")
    databases: Databases = request.getfixturevalue("databases")
    yield TableWorld(
        databases.openfire,
        real.add_account,
        lambda statement, *given: root.execute(statement, given, "openfire"),
    )


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        yield FakeWorld()
        return
    with over(request.param, request) as made:
        yield made


@pytest.fixture(params=WORLDS[1:])
def tables(request: pytest.FixtureRequest) -> Iterator[TableWorld]:
    with over(request.param, request) as made:
        yield made


async def listed(
    world: World, mark: str, page: int = 3, *, with_credentials: bool = False
) -> dict[str, ListedChatAccount]:
    """All accounts with a mark in their name, read in pages, without it and in their order."""
    found: list[ListedChatAccount] = []
    after = ""
    while more := await world.port.read_page(after, page, with_credentials=with_credentials):
        assert len(more) <= page
        found += more
        after = more[-1].username
    names = [account.username for account in found]
    assert names == sorted(set(names)), "each once, by code point"
    return {a.username.removesuffix(mark): a for a in found if a.username.endswith(mark)}


@pytest.mark.parametrize("page", [1, 2, 1000])
async def test_pages_list_every_account_once_in_the_order_of_code_points(
    world: World, page: int
) -> None:
    mark = fresh("")
    names = ["zoë", "zof", "zz", "alice", "alice2", "élan", "b\\20c", "日本", "_", "x" * 40]
    for name in names:
        world.add(name + mark, NoCredential())
    assert list(await listed(world, mark, page)) == sorted(names, key=lambda name: name + mark)


async def test_after_the_last_there_is_nothing(world: World) -> None:
    world.add(fresh("bob"), NoCredential())
    assert await world.port.read_page("\uffff", 10) == []


async def test_an_account_says_when_it_was_made_and_when_it_was_last_seen(world: World) -> None:
    mark = fresh("")
    for name in ("gone", "never"):
        world.add(name + mark, NoCredential())
    world.go_offline(f"gone{mark}", 1_750_000_000.5)
    found = await listed(world, mark)
    assert {name: (a.created_at, a.seen_at) for name, a in found.items()} == {
        "gone": (MADE_AT, 1_750_000_000.5),
        "never": (MADE_AT, None),
    }


async def test_nobody_was_seen_because_somebody_was_whose_name_is_only_alike(world: World) -> None:
    mark = fresh("")
    world.add(f"zoë{mark}", NoCredential())
    world.go_offline(f"zoe{mark}", 1_750_000_000.0)
    assert (await listed(world, mark))["zoë"].seen_at is None


@pytest.mark.parametrize("credential", [PlainCredential("bobpw2"), SCRAM, NoCredential()])
async def test_credentials_come_only_with_a_list_that_asks_for_them(
    world: World, credential: Credential
) -> None:
    mark = fresh("")
    for name in ("alice", "bob"):
        world.add(name + mark, credential)
    asked = await listed(world, mark, with_credentials=True)
    assert [account.credential for account in asked.values()] == [credential, credential]
    assert "bobpw2" not in repr(asked)
    unasked = await listed(world, mark)
    assert [account.credential for account in unasked.values()] == [None, None]


async def test_one_account_is_found_as_it_is_listed(world: World) -> None:
    mark = fresh("")
    for name in ("zoë", "bob"):
        world.add(name + mark, PlainCredential("bobpw2"))
    world.go_offline(f"zoë{mark}", 1_750_000_000.5)
    assert await world.port.find(ChatUsername(f"zoë{mark}")) == ListedChatAccount(
        ChatUsername(f"zoë{mark}"), MADE_AT, 1_750_000_000.5
    )
    bob = await world.port.find(ChatUsername(f"bob{mark}"))
    assert bob == (await listed(world, mark))["bob"]
    for alike in (f"zoe{mark}", f"ZOË{mark}", f"zoë{mark} ", f"zo{mark}"):
        assert await world.port.find(ChatUsername(alike)) is None


async def test_accounts_are_counted(world: World) -> None:
    before = await world.port.how_many()
    for number in range(3):
        world.add(fresh(f"user{number}"), NoCredential())
    assert await world.port.how_many() == before + 3


@pytest.mark.parametrize("date", ["", "soon", "-1", "0x1"])
async def test_a_date_that_cannot_be_read_counts_as_now(tables: TableWorld, date: str) -> None:
    mark = fresh("")
    tables.add(f"bob{mark}", NoCredential())
    tables.set_date(f"bob{mark}", date)
    tables.execute("UPDATE ofUser SET creationDate = %s WHERE username = %s", date, f"bob{mark}")
    found = (await listed(tables, mark))["bob"]
    assert (found.created_at, found.seen_at) == (NOW, NOW)


@pytest.mark.live
async def test_credentials_of_a_long_page_are_all_read(server: TestServer, root: Root) -> None:
    async with open_layout(server, root, OPENFIRE_5_1) as chat:
        for number in range(1100):
            chat.add_account(f"user{number:04}", EncryptedCredential(f"{number:04x}", ""))
            if number % 2:
                chat.execute(
                    "INSERT INTO ofPresence VALUES (%s, NULL, %s)",
                    *(f"user{number:04}", f"{number * 1000:015d}"),
                )
        chat.set_property("passwordKey", "key")
        found = await OpenfireLists(chat.database).read_page("", 2000, with_credentials=True)
    assert found == [
        ListedChatAccount(
            ChatUsername(f"user{number:04}"),
            MADE_AT,
            float(number) if number % 2 else None,
            EncryptedCredential(f"{number:04x}", "key"),
        )
        for number in range(1100)
    ]


@pytest.mark.live
@pytest.mark.parametrize("column", ["ofUser.creationDate", "ofPresence.offlineDate"])
async def test_without_the_right_to_a_date_there_is_no_list(
    server: TestServer, root: Root, column: str
) -> None:
    user = f"'{USER}'@'{server.host}'"
    granted = {
        "ofUser": "username, plainPassword, creationDate",
        "ofPresence": "username, offlineDate",
        "ofGroup": "groupName",
        "ofGroupUser": "groupName, username",
    }
    table, _, name = column.partition(".")
    granted[table] = granted[table].replace(f", {name}", "")
    async with open_layout(server, root, OPENFIRE_5_1) as chat:
        root.execute(f"REVOKE SELECT ON {chat.name}.* FROM {user}")
        for of, columns in granted.items():
            root.execute(f"GRANT SELECT ({columns}) ON {chat.name}.{of} TO {user}")
        lists = OpenfireLists(chat.database)
        for asked in (lists.read_page("", 10), lists.find(ChatUsername("bob"))):
            with pytest.raises(SchemaMismatch, match=rf"cannot read {table}\.{name}: grant"):
                await asked
