"""The port `ChatGroups`: how roster groups show, who is in them, and whether anything changed.

On the fake, on the real server's database, and on one whose columns hold three bytes a character.
"""

from collections.abc import AsyncIterator

import pytest

from component.adapters import openfire_groups
from component.domain.group_plan import ActualGroup, Description
from component.domain.groups import Visibility
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import NoCredential
from openfire.testserver import TestServer
from tests.contract.chat_worlds import fresh
from tests.contract.conftest import BOTH
from tests.contract.group_worlds import GroupTables, RealTables
from tests.contract.openfire_layouts import THREE_BYTES, open_layout
from tests.contract.servers import Databases, Root
from tests.fakes.chat import FakeChat

UNSEEN = Description("", "nobody")


@pytest.fixture
def real(root: Root, databases: Databases) -> RealTables:
    return RealTables(
        lambda statement, *given: root.execute(statement, given, "openfire"), databases.openfire
    )


@pytest.fixture(name="three bytes")
async def three_bytes(server: TestServer, root: Root) -> AsyncIterator[RealTables]:
    async with open_layout(server, root, THREE_BYTES) as made:
        yield RealTables(made.execute, made.database)


@pytest.fixture(params=[*BOTH, pytest.param("three bytes", marks=pytest.mark.live)])
def chat(request: pytest.FixtureRequest) -> GroupTables:
    if request.param == "fake":
        return FakeChat()
    tables: RealTables = request.getfixturevalue(request.param)
    return tables


async def read(chat: GroupTables, roster: str, only: str | None = None) -> ActualGroup:
    found = await chat.groups.read_groups([roster], None if only is None else ChatUsername(only))
    assert list(found) == [roster]
    return found[roster]


async def test_a_group_has_its_members_and_no_others(chat: GroupTables) -> None:
    helpers, staff = fresh("helpers"), fresh("staff")
    chat.add_roster_group(helpers, "bob", "zoë", "eve@elsewhere.test")
    chat.add_roster_group(staff, "carol")
    assert await read(chat, helpers) == ActualGroup(
        UNSEEN, frozenset({"bob", "zoë", "eve@elsewhere.test"}), 3
    )


async def test_of_some_groups_those_are_read_that_are_there(chat: GroupTables) -> None:
    helpers, empty, other = fresh("helpers"), fresh("empty"), fresh("other")
    for roster, members in ((helpers, ("bob",)), (empty, ()), (other, ("bob",))):
        chat.add_roster_group(roster, *members)
    found = await chat.groups.read_groups([empty, fresh("nothing"), helpers, helpers])
    assert {name: group.members for name, group in found.items()} == {
        helpers: {"bob"},
        empty: frozenset(),
    }


async def test_no_groups_are_none(chat: GroupTables) -> None:
    assert await chat.groups.read_groups([]) == {}


async def test_one_persons_memberships_come_with_the_sizes_of_the_groups(
    chat: GroupTables,
) -> None:
    helpers, staff, empty = fresh("helpers"), fresh("staff"), fresh("empty")
    chat.add_roster_group(helpers, "bob", "carol", "dave")
    chat.add_roster_group(staff, "carol")
    chat.add_roster_group(empty)
    found = await chat.groups.read_groups([helpers, staff, empty], ChatUsername("bob"))
    assert {name: (set(group.members), group.size) for name, group in found.items()} == {
        helpers: ({"bob"}, 3),
        staff: (set(), 1),
        empty: (set(), 0),
    }


@pytest.mark.parametrize("alike", ["HELPERS", "hélpers", "helpers "])
async def test_a_group_whose_name_is_only_alike_is_another_one(
    chat: GroupTables, alike: str
) -> None:
    helpers = fresh("helpers")
    chat.add_roster_group(helpers, "bob")
    asked = helpers.replace("helpers", alike.strip()) + alike[7:]
    assert await chat.groups.read_groups([asked]) == {}
    assert (await read(chat, helpers)).members == {"bob"}


async def test_a_member_whose_name_is_only_alike_is_another_one(chat: GroupTables) -> None:
    helpers = fresh("helpers")
    chat.add_roster_group(helpers, "zoë")
    for alike in ("zoe", "ZOË", "zoë "):
        assert (await read(chat, helpers, alike)).members == frozenset()
        assert await chat.groups.members_among(helpers, [alike]) == frozenset()
    assert (await read(chat, helpers, "zoë")).members == {"zoë"}


@pytest.mark.parametrize(
    "name", ['it\'s "q" %s', "a,b", "back\\slash `x`", "日本", "<&>", "😀" * 3], ids=ascii
)
async def test_an_odd_name_is_asked_for_like_any(chat: GroupTables, name: str) -> None:
    """A column that cannot hold a name has nothing of it; that is no trouble to those around."""
    helpers, odd = fresh("helpers"), fresh(name[:20])
    chat.add_roster_group(helpers, "bob")
    found = await chat.groups.read_groups([odd, helpers])
    assert {roster: group.members for roster, group in found.items()} == {helpers: {"bob"}}
    chat.add_account("bob" + odd[-9:], NoCredential())
    bob, strange = ChatUsername("bob" + odd[-9:]), ChatUsername(odd)
    assert await chat.groups.existing([strange, bob]) == {bob}
    assert await chat.groups.members_among(helpers, [odd, "bob"]) == {"bob"}


@pytest.mark.parametrize(
    ("show", "seen_by", "visible_to"),
    [
        ("nobody", "", "nobody"),
        ("everybody", "", "everybody"),
        ("onlyGroup", "", "members"),
        ("onlyGroup", "staff", ("staff",)),
        ("onlyGroup", "staff, team leads ,x", ("staff", "team leads", "x")),
        ("something new", "", None),
    ],
)
async def test_a_group_shows_as_it_is_described(
    chat: GroupTables, show: str, seen_by: str, visible_to: Visibility | tuple[str, ...] | None
) -> None:
    helpers = fresh("helpers")
    chat.add_roster_group(helpers, "bob")
    chat.share_roster_group(helpers, "The <Helpers> & co", show, seen_by)
    shown = "" if visible_to == "nobody" else "The <Helpers> & co"
    assert (await read(chat, helpers)).description == Description(shown, visible_to)


async def test_a_group_that_lists_itself_is_seen_by_its_members(chat: GroupTables) -> None:
    helpers = fresh("helpers")
    chat.add_roster_group(helpers)
    chat.share_roster_group(helpers, "Helpers", "onlyGroup", helpers)
    assert (await read(chat, helpers)).description == Description("Helpers", "members")


async def test_a_group_that_was_never_shared_is_seen_by_nobody(chat: GroupTables) -> None:
    helpers = fresh("helpers")
    chat.add_roster_group(helpers, "bob")
    assert (await read(chat, helpers)).description == UNSEEN


async def test_pages_of_many_members_lose_none(
    chat: GroupTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openfire_groups, "_IN_PAGES", " ORDER BY groupName, username LIMIT 7")
    monkeypatch.setattr(openfire_groups, "_PAGE", 7)
    groups = {fresh(f"group{n}"): {f"person{i}" for i in range(n)} for n in (0, 1, 6, 7, 8, 30)}
    for roster, members in groups.items():
        chat.add_roster_group(roster, *members)
    found = await chat.groups.read_groups(list(groups))
    assert {roster: group.members for roster, group in found.items()} == groups
    assert {roster: group.size for roster, group in found.items()} == {
        roster: len(members) for roster, members in groups.items()
    }


async def test_members_are_told_among_some_names(chat: GroupTables) -> None:
    helpers = fresh("helpers")
    members = [f"person{n}" for n in range(700)]
    chat.add_roster_group(helpers, *members)
    others = [f"other{n}" for n in range(700)]
    assert await chat.groups.members_among(helpers, [*others, *members[100:]]) == set(members[100:])
    assert await chat.groups.members_among(helpers, []) == frozenset()
    assert await chat.groups.members_among(fresh("nothing"), members[:1]) == frozenset()


async def test_accounts_are_told_among_many_names(chat: GroupTables) -> None:
    mark = fresh("x")
    there = {ChatUsername(f"{n}-{mark}") for n in range(3)}
    for username in there:
        chat.add_account(username, NoCredential())
    asked = [ChatUsername(f"{n}-{mark}") for n in range(1200)]
    assert await chat.groups.existing(asked) == there
    assert await chat.groups.existing([]) == frozenset()


async def test_an_account_whose_name_is_only_alike_is_not_there(chat: GroupTables) -> None:
    zoe = fresh("zoë")
    chat.add_account(zoe, NoCredential())
    alike = [ChatUsername(x) for x in (zoe.replace("ë", "e"), zoe.upper(), f"{zoe} ")]
    assert await chat.groups.existing(alike) == frozenset()
    assert await chat.groups.existing([zoe, *alike]) == {zoe}
