"""How people with a chat account can be written to: the same on the fake and on Openfire."""

from typing import Protocol

import pytest

from component.adapters.openfire_contacts import OpenfireContacts
from component.domain.names import ChatUsername
from component.ports.reminders import Contact, Contacts
from tests.contract.chat_worlds import fresh
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases, Root
from tests.fakes.reminders import FakeContacts


class World(Protocol):
    """Accounts to fill in; `FakeContacts` is one, `RealContacts` the other."""

    @property
    def port(self) -> Contacts: ...
    def add(self, username: str, email: str | None = None, locale: str | None = None) -> None: ...


class RealContacts:
    """The test server's accounts."""

    def __init__(self, root: Root, databases: Databases) -> None:
        self._root = root
        self.port: Contacts = OpenfireContacts(databases.openfire)

    def add(self, username: str, email: str | None = None, locale: str | None = None) -> None:
        self._root.execute(
            "INSERT INTO ofUser (username, email, creationDate, modificationDate) "
            "VALUES (%s, %s, '001700000000000', '001700000000000')",
            (username, email),
            "openfire",
        )
        if locale is not None:
            self.set_property(username, "locale", locale)

    def set_property(self, username: str, name: str, value: str) -> None:
        self._root.execute(
            "INSERT INTO ofUserProp VALUES (%s, %s, %s)", (username, name, value), "openfire"
        )


@pytest.fixture
def real_contacts(root: Root, databases: Databases) -> RealContacts:
    return RealContacts(root, databases)


@pytest.fixture(params=BOTH)
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        return FakeContacts()
    real: RealContacts = request.getfixturevalue("real_contacts")
    return real


@pytest.mark.parametrize(
    ("email", "locale", "expected"),
    [
        ("bob@mail.test", "de", Contact("bob@mail.test", "de")),
        (" bob@mail.test ", " pt-BR ", Contact("bob@mail.test", "pt-BR")),
        ("bob@mail.test", None, Contact("bob@mail.test", "")),
        (None, "ja", Contact("", "ja")),
        ("", "", Contact("", "")),
        (None, None, Contact("", "")),
    ],
)
async def test_a_contact_has_what_the_account_says(
    email: str | None, locale: str | None, expected: Contact, world: World
) -> None:
    username = fresh("contact")
    world.add(username, email, locale)
    assert await world.port.contact(username) == expected


async def test_nobody_is_none(world: World) -> None:
    assert await world.port.contact(fresh("nobody")) is None


async def test_a_name_that_is_only_alike_is_somebody_else_s(world: World) -> None:
    stem = fresh("zo")
    alike, own = ChatUsername(f"{stem}e"), ChatUsername(f"{stem}ë")
    world.add(alike, "alike@mail.test", "fr")
    assert await world.port.contact(own) is None
    assert await world.port.contact(alike) == Contact("alike@mail.test", "fr")


@pytest.mark.live
@pytest.mark.parametrize(
    ("owner", "name"), [("e", "locality"), ("é", "locale"), ("e", "Locale"), ("E", "locale")]
)
async def test_other_properties_and_other_people_s_are_not_read(
    owner: str, name: str, real_contacts: RealContacts
) -> None:
    stem = fresh("prop")
    own = ChatUsername(f"{stem}e")
    real_contacts.add(own, "own@mail.test")
    real_contacts.set_property(stem + owner, name, "fr")
    assert await real_contacts.port.contact(own) == Contact("own@mail.test", "")


def test_an_address_is_not_printed() -> None:
    assert "mail.test" not in repr(Contact("bob@mail.test", "de"))


async def test_addresses_of_however_many_accounts_are_read_at_once(world: World) -> None:
    with_one, alike, blank, without = (fresh(name) for name in ("mara", "zoë", "nora", "otto"))
    world.add(with_one, " mara@mail.test ")
    world.add(alike, "zoe@mail.test")
    world.add(blank, "  ")
    world.add(without)
    names = [*(ChatUsername(f"nobody{number}") for number in range(600)), with_one, alike]
    found = await world.port.emails([*map(ChatUsername, names), blank, without])
    assert found == {with_one: "mara@mail.test", alike: "zoe@mail.test"}
    assert await world.port.emails([]) == {}


async def test_an_address_is_that_of_the_very_name(world: World) -> None:
    name = fresh("zoe")
    world.add(name, "zoe@mail.test")
    assert await world.port.emails([ChatUsername(name.replace("zoe", "zoë"))]) == {}
