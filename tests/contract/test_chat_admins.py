"""The port `ChatAdmins`: who runs the chat server, on the fake and on the real server."""

from collections.abc import Iterator
from typing import Protocol

import pytest

from component.adapters.openfire_admin_list import OpenfireAdminList
from component.ports import Unavailable
from component.ports.chat_lists import ChatAdmins
from tests.contract.chat_worlds import RealChat, fresh
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases
from tests.fakes.chat_lists import FakeChatAdmins

LIST, KEEPER = "admin.authorizedJIDs", "provider.admin.className"
DOMAIN = "livechat.test"


class World(Protocol):
    """A server whose admins are named; `FakeWorld` is one, `RealWorld` the other."""

    @property
    def port(self) -> ChatAdmins: ...
    def name_admins(self, *usernames: str) -> None: ...
    def add_group(self, group: str, *members: str) -> None: ...


class FakeWorld:
    """The fake one."""

    def __init__(self) -> None:
        self.port = FakeChatAdmins()

    def name_admins(self, *usernames: str) -> None:
        """Say who is an admin."""
        self.port.usernames = set(usernames)

    def add_group(self, group: str, *members: str) -> None:
        """Make a group."""
        self.port.groups[group] = set(members)


class RealWorld:
    """The test server."""

    def __init__(self, chat: RealChat, databases: Databases) -> None:
        self.chat = chat
        self.port = OpenfireAdminList(databases.openfire, DOMAIN)

    def name_admins(self, *usernames: str) -> None:
        """Say who is an admin, beside the component."""
        jids = [f"{username}@{DOMAIN}" for username in usernames]
        self.chat.set_property(LIST, ",".join([*jids, f"tiki.{DOMAIN}"]))

    def add_group(self, group: str, *members: str) -> None:
        """Make a group."""
        self.chat.add_roster_group(group, *members)


@pytest.fixture
def real_admins(real_chat: RealChat, databases: Databases) -> Iterator[RealWorld]:
    """The running Openfire has its list in memory: what a test writes here is no concern of it."""
    ((before,),) = real_chat._read("SELECT propValue FROM ofProperty WHERE name = %s", LIST)
    yield RealWorld(real_chat, databases)
    real_chat.set_property(LIST, before)
    real_chat.remove_property(KEEPER)


@pytest.fixture(params=BOTH)
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        return FakeWorld()
    real: RealWorld = request.getfixturevalue("real_admins")
    return real


async def test_admins_are_those_who_are_named(world: World) -> None:
    world.name_admins("root", "zoë\\20x")
    assert await world.port.admins() == {"root", "zoë\\20x"}


async def test_members_of_groups_are_told_by_the_very_name_of_the_group(world: World) -> None:
    staff, helpers, other = fresh("staff"), fresh("helpers"), fresh("other")
    world.add_group(staff, "alice", "bob")
    world.add_group(helpers, "bob", "carol")
    world.add_group(other, "dave")
    assert await world.port.members_of([staff, helpers, fresh("none")]) == {"alice", "bob", "carol"}
    assert await world.port.members_of([staff.upper(), f"{other} "]) == frozenset()
    assert await world.port.members_of([]) == frozenset()


@pytest.mark.live
async def test_without_a_list_the_admin_is_admin(real_admins: RealWorld) -> None:
    real_admins.chat.set_property(LIST, " ")
    assert await real_admins.port.admins() == {"admin"}


@pytest.mark.live
async def test_admins_of_elsewhere_and_components_are_nobody_here(real_admins: RealWorld) -> None:
    jids = f"Root@{DOMAIN.upper()} tiki.{DOMAIN}\n,bob@elsewhere.test, @{DOMAIN},a&b@{DOMAIN}"
    real_admins.chat.set_property(LIST, jids)
    assert await real_admins.port.admins() == {"root"}


@pytest.mark.live
@pytest.mark.parametrize(
    ("name", "value", "encrypted"), [(LIST, "c2VjcmV0", 1), (KEEPER, "org.example.Ldap", 0)]
)
async def test_admins_who_cannot_be_told_are_not_nobody(
    name: str, value: str, encrypted: int, real_admins: RealWorld
) -> None:
    real_admins.chat.set_property(name, value, encrypted=encrypted)
    with pytest.raises(Unavailable, match="list of admins"):
        await real_admins.port.admins()
