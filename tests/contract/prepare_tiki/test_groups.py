"""`prepare-tiki`: the groups that the bridge is to find on the site."""

import pytest

from component.ports import Unavailable
from tests.contract.prepared_tikis import MakeTiki, Tiki, users_table

pytestmark = pytest.mark.live


async def test_a_group_is_made_with_a_description(tiki24: Tiki) -> None:
    await tiki24.prepare("Room monitors", "Zoë's helpers")
    assert tiki24.execute("SELECT groupName, groupDesc FROM users_groups ORDER BY id") == [
        ("Room monitors", "Made for the live chat"),
        ("Zoë's helpers", "Made for the live chat"),
    ]
    assert await tiki24.missing("Room monitors", "Zoë's helpers") == []


@pytest.mark.parametrize("there", ["Room monitors", "ROOM MONITORS", "Room mönitors"])
async def test_a_group_that_is_there_by_the_collation_is_not_made(tiki24: Tiki, there: str) -> None:
    tiki24.execute("INSERT INTO users_groups (groupName) VALUES (%s)", there)
    assert await tiki24.missing("Room monitors") == []


async def test_a_group_that_is_named_twice_is_made_once(tiki24: Tiki) -> None:
    assert len(await tiki24.missing("Room monitors", "room Monitors", "Room monitors")) == 1


@pytest.mark.parametrize("there", [True, False], ids=["there", "also new"])
async def test_a_group_that_the_keys_of_the_fork_would_take_for_another_is_refused(
    sumo: Tiki, there: bool
) -> None:
    first, second = (
        "Live Chat room monitors of the first room",
        "live chat room monitors of the second",
    )
    if there:
        sumo.execute("INSERT INTO users_groups (groupName) VALUES (%s)", first)
    with pytest.raises(
        Unavailable, match=r"first 30 characters are those of 'Live Chat room.*keys"
    ):
        await sumo.prepare(first, second)
    assert sumo.execute("SELECT COUNT(*) FROM users_groups") == [(int(there),)]


@pytest.mark.parametrize(
    ("name", "problem"),
    [("x" * 256, "longer than 255"), (" x", "blanks around"), ("", "blanks"), ("a\nb", "control")],
)
async def test_a_name_that_no_group_can_have_is_refused(
    tiki24: Tiki, name: str, problem: str
) -> None:
    with pytest.raises(Unavailable, match=problem):
        await tiki24.missing(name)


async def test_groups_that_the_settings_map_by_name_are_made_by_default(tiki24: Tiki) -> None:
    names = ("Helpers", "Chat*", "Chat?", "[ab]", "Monitors", "Helpers")
    tiki24.blocks["groups"] = [{"tiki": name, "roster": "r"} for name in names]
    assert [change.about for change in await tiki24.missing()] == [
        "makes the Tiki group 'Helpers'",
        "makes the Tiki group 'Monitors'",
    ]
    assert [change.about for change in await tiki24.missing("Others")] == [
        "makes the Tiki group 'Others'"
    ]


async def test_a_tiki_without_groups_is_said_to_be_odd(make_tiki: MakeTiki) -> None:
    tiki = make_tiki(users_table("livechat_id VARCHAR(191) UNIQUE"))
    with pytest.raises(Unavailable, match=r"no column users_groups\.groupName"):
        await tiki.missing("Room monitors")
