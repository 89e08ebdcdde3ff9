"""The port `ChatDirectory`: accounts with their native credentials, and roster groups.

On the fake, on the real server, and on the tables of other versions of Openfire.
"""

import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from component.adapters.mysql import Database
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import (
    Credential,
    EncryptedCredential,
    NoCredential,
    PlainCredential,
    ScramCredential,
    is_verifiable,
    verify,
)
from tests.contract.chat_worlds import DirectoryWorld, RealChat, TableWorld, fresh
from tests.contract.openfire_layouts import LAYOUTS, OpenfireLayout, make_layout
from tests.fakes.chat import FakeChat

SCRAM = ScramCredential("Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", 4096, "QHvYSizsfY+AAgE/UrjoxaAJjKk=")
"""Of the password `bobpw2` (facts/openfire.md §2)."""

KEY = "MyPasswordKey-42"
ENCRYPTED = "6d845a33a06a12ac2e5b7309217d1df5ff17e7dc946027e3"
"""The password `abcd` under this key."""

TABLES = [
    pytest.param("real", marks=pytest.mark.live),
    *(pytest.param(layout, id=layout.name, marks=pytest.mark.live) for layout in LAYOUTS),
]


@pytest.fixture
async def opened() -> AsyncIterator[list[Database]]:
    """Accesses that are closed with the test."""
    databases: list[Database] = []
    yield databases
    for database in databases:
        await database.close()


@contextlib.contextmanager
def over(chosen: object, request: pytest.FixtureRequest) -> Iterator[TableWorld]:
    """A directory over real tables: the real server's, or those of a layout."""
    if isinstance(chosen, OpenfireLayout):
        server, root, opened = map(request.getfixturevalue, ("server", "root", "opened"))
        with make_layout(server, root, chosen, opened) as made:
            yield made
    else:
        real: RealChat = request.getfixturevalue("real_chat")
        yield real
        real.remove_property("passwordKey")


@pytest.fixture(params=TABLES)
def tables(request: pytest.FixtureRequest) -> Iterator[TableWorld]:
    with over(request.param, request) as world:
        yield world


@pytest.fixture(params=["fake", *TABLES])
def chat(request: pytest.FixtureRequest) -> Iterator[DirectoryWorld]:
    if request.param == "fake":
        yield FakeChat()
        return
    with over(request.param, request) as world:
        yield world


@pytest.mark.parametrize("credential", [PlainCredential("bobpw2"), SCRAM, NoCredential()])
async def test_an_account_is_found_with_its_credential(
    chat: DirectoryWorld, credential: Credential
) -> None:
    bob = fresh("bob")
    chat.add_account(bob, credential)
    account = await chat.directory.find(bob)
    assert account is not None
    assert account.username == bob
    assert account.credential == credential
    assert verify("bobpw2", account.credential) is not isinstance(credential, NoCredential)


async def test_an_encrypted_credential_without_the_servers_key_is_left_to_the_server(
    chat: DirectoryWorld,
) -> None:
    bob = fresh("bob")
    chat.add_account(bob, EncryptedCredential("00" * 24, ""))
    account = await chat.directory.find(bob)
    assert account is not None
    assert account.credential == EncryptedCredential("00" * 24, "")
    assert not is_verifiable(account.credential)


async def test_nobody_is_none(chat: DirectoryWorld) -> None:
    assert await chat.directory.find(fresh("nobody")) is None


async def test_an_account_is_not_found_by_a_name_that_is_only_alike(chat: DirectoryWorld) -> None:
    zoe = fresh("zoë")
    chat.add_account(zoe, PlainCredential("secret"))
    for alike in (zoe.replace("ë", "e"), zoe.upper(), f"{zoe} "):
        assert await chat.directory.find(ChatUsername(alike)) is None
    assert await chat.directory.find(zoe) is not None


async def test_the_credential_is_not_shown_when_an_account_is_printed(chat: DirectoryWorld) -> None:
    bob = fresh("bob")
    chat.add_account(bob, PlainCredential("not for the log"))
    assert "not for the log" not in repr(await chat.directory.find(bob))


async def test_the_groups_of_an_account_are_those_it_is_in(chat: DirectoryWorld) -> None:
    bob, helpers, others = fresh("bob"), fresh("helpers"), fresh("others")
    chat.add_account(bob, NoCredential())
    chat.add_roster_group(helpers, bob)
    chat.add_roster_group(others)
    assert await chat.directory.groups_of(bob) == {helpers}


async def test_an_account_without_groups_has_none(chat: DirectoryWorld) -> None:
    assert await chat.directory.groups_of(fresh("bob")) == frozenset()


async def test_groups_of_a_name_that_is_only_alike_do_not_count(chat: DirectoryWorld) -> None:
    zoe = fresh("zoë")
    chat.add_roster_group(fresh("helpers"), zoe)
    assert await chat.directory.groups_of(ChatUsername(zoe.replace("ë", "e"))) == frozenset()


@pytest.mark.parametrize("not_encrypted", [0, None])
async def test_openfires_own_key_opens_encrypted_credentials(
    tables: TableWorld, not_encrypted: int | None
) -> None:
    bob = fresh("bob")
    tables.add_account(bob, EncryptedCredential(ENCRYPTED, ""))
    tables.set_property("passwordKey", KEY, encrypted=not_encrypted)
    account = await tables.directory.find(bob)
    assert account is not None
    assert account.credential == EncryptedCredential(ENCRYPTED, KEY)
    assert verify("abcd", account.credential)


async def test_a_key_that_openfire_stores_encrypted_is_none(tables: TableWorld) -> None:
    bob = fresh("bob")
    tables.add_account(bob, EncryptedCredential(ENCRYPTED, ""))
    tables.set_property("passwordKey", KEY, encrypted=1)
    account = await tables.directory.find(bob)
    assert account is not None
    assert account.credential == EncryptedCredential(ENCRYPTED, "")
    assert not is_verifiable(account.credential)
