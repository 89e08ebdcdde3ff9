"""The port `GroupAdmin`: roster groups, changed by the chat server itself and read back."""

import pytest

from component.domain.group_plan import ActualGroup, Description
from component.domain.groups import Visibility
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import NoCredential
from component.ports import Rejected
from tests.contract.chat_worlds import fresh
from tests.contract.conftest import BOTH
from tests.contract.group_worlds import GroupWorld, RealGroups, roster_group
from tests.fakes.chat import FakeChat

ODD_NAMES = [
    "Live Chat helpers",
    'it\'s "q" %s',
    "back\\slash `x`",
    "<&> ü 日本",
    "a/b@c",
    "😀",
    "x" * 50,
]


@pytest.fixture(params=BOTH)
def chat(request: pytest.FixtureRequest) -> GroupWorld:
    if request.param == "fake":
        return FakeChat()
    real: RealGroups = request.getfixturevalue("real_groups")
    return real


def people(number: int, chat: GroupWorld | None = None) -> list[ChatUsername]:
    """Usernames, with accounts where there is a chat server to make them."""
    mark = fresh("p")
    found = [ChatUsername(f"{mark}-{n}") for n in range(number)]
    for username in found if chat else ():
        assert chat is not None
        chat.add_account(username, NoCredential())
    return found


async def read(chat: GroupWorld, roster: str) -> ActualGroup:
    return (await chat.groups.read_groups([roster]))[roster]


async def make(chat: GroupWorld, *members: ChatUsername) -> str:
    helpers = fresh("helpers")
    await chat.group_admin.make_group(roster_group(helpers))
    if members:
        await chat.group_admin.add_members(helpers, members)
    return helpers


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
async def test_a_group_is_made_unseen_and_empty_whatever_its_name(
    chat: GroupWorld, name: str
) -> None:
    helpers = name if len(name) == 50 else fresh(name)
    await chat.group_admin.make_group(roster_group(helpers, visible_to="everybody"))
    assert await read(chat, helpers) == ActualGroup(Description("", "nobody"), frozenset(), 0)
    bob = people(1, chat)
    await chat.group_admin.add_members(helpers, bob)
    await chat.group_admin.describe_group(roster_group(helpers, visible_to="everybody"))
    assert await read(chat, helpers) == ActualGroup(
        Description("The Helpers", "everybody"), frozenset(bob), 1
    )
    await chat.group_admin.delete_group(helpers)
    assert await chat.groups.read_groups([helpers]) == {}


async def test_to_make_a_group_that_is_there_changes_nothing(chat: GroupWorld) -> None:
    bob = people(1, chat)
    helpers = await make(chat, *bob)
    await chat.group_admin.describe_group(roster_group(helpers, "Helpers", "everybody"))
    before = await read(chat, helpers)
    await chat.group_admin.make_group(roster_group(helpers))
    assert await read(chat, helpers) == before


async def test_a_name_that_is_too_long_makes_no_group_and_no_mess(chat: GroupWorld) -> None:
    for _ in range(2):
        name = "x" * 51
        with pytest.raises(Rejected):
            await chat.group_admin.make_group(roster_group(name))
        assert await chat.groups.read_groups([name, "x" * 50]) == {}


@pytest.mark.parametrize(
    "first", ["nobody", "members", "everybody", ("staff", "team leads")], ids=str
)
@pytest.mark.parametrize(
    "second", ["nobody", "members", "everybody", ("staff",), ("it's <odd>", "日本")], ids=str
)
async def test_a_group_shows_to_whom_it_should_after_any_other(
    chat: GroupWorld,
    first: Visibility | tuple[str, ...],
    second: Visibility | tuple[str, ...],
) -> None:
    helpers = await make(chat, *people(1, chat))
    for visible_to in (first, second, second):
        await chat.group_admin.describe_group(roster_group(helpers, "Helpers", visible_to))
        shown = "" if visible_to == "nobody" else "Helpers"
        assert (await read(chat, helpers)).description == Description(shown, visible_to)


@pytest.mark.parametrize("name", ['Zoë\'s <Helpers> & "co" %s', "x" * 200, "日本", "a, b"])
async def test_the_display_name_changes(chat: GroupWorld, name: str) -> None:
    helpers = await make(chat)
    for shown in ("Helpers", name):
        await chat.group_admin.describe_group(roster_group(helpers, shown, "members"))
        assert (await read(chat, helpers)).description == Description(shown, "members")


async def test_a_group_that_names_itself_is_for_its_members(chat: GroupWorld) -> None:
    helpers = await make(chat)
    await chat.group_admin.describe_group(roster_group(helpers, "Helpers", (helpers,)))
    assert (await read(chat, helpers)).description == Description("Helpers", "members")


async def test_members_stay_when_the_description_changes(chat: GroupWorld) -> None:
    some = people(3, chat)
    helpers = await make(chat, *some)
    changes: tuple[Visibility, ...] = ("everybody", "nobody", "members")
    for visible_to in changes:
        await chat.group_admin.describe_group(roster_group(helpers, "Helpers", visible_to))
        assert (await read(chat, helpers)).members == set(some)


async def test_a_group_that_is_not_there_can_be_neither_described_nor_filled(
    chat: GroupWorld,
) -> None:
    nothing, bob = fresh("nothing"), people(1, chat)
    with pytest.raises(Rejected):
        await chat.group_admin.describe_group(roster_group(nothing))
    with pytest.raises(Rejected):
        await chat.group_admin.add_members(nothing, bob)
    with pytest.raises(Rejected):
        await chat.group_admin.remove_members(nothing, bob)
    assert await chat.groups.read_groups([nothing]) == {}


async def test_a_group_is_deleted_with_its_memberships_and_no_other(chat: GroupWorld) -> None:
    bob = people(1, chat)
    helpers, staff = await make(chat, *bob), await make(chat, *bob)
    await chat.group_admin.delete_group(helpers)
    await chat.group_admin.delete_group(helpers)
    assert set(await chat.groups.read_groups([helpers, staff])) == {staff}
    await chat.group_admin.make_group(roster_group(helpers))
    assert (await read(chat, helpers)).members == frozenset()
    assert (await read(chat, staff)).members == set(bob)


@pytest.mark.parametrize("number", [1, 100])
async def test_many_come_and_go_with_one_command(chat: GroupWorld, number: int) -> None:
    many, staying = people(number), people(1, chat)
    helpers = await make(chat, *staying)
    await chat.group_admin.add_members(helpers, many)
    assert (await read(chat, helpers)).members == {*many, *staying}
    await chat.group_admin.remove_members(helpers, many)
    assert (await read(chat, helpers)).members == set(staying)


async def test_who_is_in_is_added_without_harm_and_who_is_not_is_removed_without(
    chat: GroupWorld,
) -> None:
    bob, carol, dave = people(3, chat)
    helpers = await make(chat, bob)
    await chat.group_admin.add_members(helpers, [bob, carol])
    assert (await read(chat, helpers)).members == {bob, carol}
    await chat.group_admin.remove_members(helpers, [bob, dave])
    await chat.group_admin.remove_members(helpers, [bob, dave])
    assert (await read(chat, helpers)).members == {carol}


async def test_nobody_is_added_and_nobody_removed(chat: GroupWorld) -> None:
    bob = people(1, chat)
    helpers = await make(chat, *bob)
    await chat.group_admin.add_members(helpers, [])
    await chat.group_admin.remove_members(helpers, [])
    assert (await read(chat, helpers)).members == set(bob)


@pytest.mark.parametrize("name", ["zoë", "alice\\20smith", "山田", "o\\27hara", "1"])
async def test_odd_names_are_members_like_any(chat: GroupWorld, name: str) -> None:
    zoe, bob = fresh(name), people(1, chat)
    helpers = await make(chat, *bob)
    await chat.group_admin.add_members(helpers, [zoe])
    assert (await read(chat, helpers)).members == {*bob, zoe}
    await chat.group_admin.remove_members(helpers, [zoe])
    assert (await read(chat, helpers)).members == set(bob)


async def test_members_of_other_servers_are_removed_by_their_jids(chat: GroupWorld) -> None:
    bob = people(1, chat)
    helpers = fresh("helpers")
    chat.add_roster_group(helpers, *bob, "eve@elsewhere.test")
    await chat.group_admin.remove_members(helpers, ["eve@elsewhere.test"])
    assert (await read(chat, helpers)).members == set(bob)


async def test_the_names_of_nobody_are_taken_as_well(chat: GroupWorld) -> None:
    """So whoever adds them asks before which accounts are there."""
    nobody = people(1)
    helpers = await make(chat, *nobody)
    assert (await read(chat, helpers)).members == set(nobody)
    assert await chat.groups.existing(nobody) == frozenset()
