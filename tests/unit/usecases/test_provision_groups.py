"""What a login refreshes of roster groups, and what it costs."""

import pytest

from component.ports import Rejected, Unavailable
from tests.unit.usecases.bobs_groups import BOB, add_bob, groups, sign_in
from tests.unit.usecases.house import House


@pytest.fixture
def bob_id(house: House) -> int:
    return add_bob(house)


async def test_groups_are_joined_by_plan(house: House, bob_id: int) -> None:
    house.tiki.join(bob_id, "live chat HELPERS")
    house.tiki.join(bob_id, "Staff Berlin")
    house.tiki.join(bob_id, "Registered")
    house.tiki.join(bob_id, "Expired", expire=1)
    house.tiki.include("Staff Berlin", "Contributors")
    house.tiki.include("Contributors", "Staff Berlin")
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers", "staff", "contributors"}
    assert house.chat.shown_group("helpers").display_name == "Helpers"
    assert sorted(await house.managed.managed_rosters(BOB)) == ["contributors", "helpers", "staff"]
    assert house.actions().count("join-group") == 3


async def test_expired_memberships_do_not_count(house: House, bob_id: int) -> None:
    house.tiki.add_group("Contributors", expire_after=1)
    house.tiki.join(bob_id, "Live Chat helpers", expire=1)
    house.tiki.join(bob_id, "Contributors", created=1)
    await sign_in(house, bob_id)
    assert await groups(house) == set()


async def test_a_group_that_is_there_is_joined_and_not_made(house: House, bob_id: int) -> None:
    house.chat.add_roster_group("contributors", "carol")
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert house.chat.shown_group("contributors").members == {"bob", "carol"}
    assert house.chat.count("make_group") == 0


async def test_a_group_that_bob_is_no_longer_in_is_left(house: House, bob_id: int) -> None:
    house.tiki.join(bob_id, "Contributors")
    house.tiki.join(bob_id, "Live Chat helpers")
    await sign_in(house, bob_id)
    house.tiki.leave(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers"}
    assert await house.managed.managed_rosters(BOB) == {"helpers"}
    assert house.actions()[-1] == "leave-group"


async def test_members_that_the_bridge_did_not_add_are_left_alone(
    house: House, bob_id: int
) -> None:
    house.chat.add_roster_group("helpers", "bob", "carol")
    house.chat.add_roster_group("friends", "bob")
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers", "friends"}
    assert house.chat.count("remove_members") == 0


async def test_the_same_groups_again_change_nothing(house: House, bob_id: int) -> None:
    house.tiki.join(bob_id, "Contributors")
    for _ in range(3):
        await sign_in(house, bob_id)
    assert house.chat.count("add_members") == 1
    assert house.actions().count("join-group") == 1


async def test_one_rejected_group_stops_neither_the_others_nor_the_login(
    house: House, bob_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    house.chat.add_roster_group("helpers")
    house.tiki.join(bob_id, "Live Chat helpers")
    house.tiki.join(bob_id, "Contributors")

    async def refuse_helpers() -> None:
        if house.chat.calls[-1][1] == "helpers":
            raise Rejected("no")

    house.chat.before["add_members"] = refuse_helpers
    await sign_in(house, bob_id)
    assert await groups(house) == {"contributors"}
    assert "helpers" in caplog.text
    assert await house.managed.managed_rosters(BOB) == {"contributors"}
    house.chat.before.clear()
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers", "contributors"}


async def test_a_source_of_groups_that_is_away_is_not_everyone_left(
    house: House, bob_id: int
) -> None:
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    for method in ("memberships", "inclusions"):
        house.tiki.failing[method] = Unavailable("the Tiki database", "away")
        await sign_in(house, bob_id)
        house.tiki.come_back()
        assert await groups(house) == {"contributors"}


@pytest.mark.parametrize("group", [None, "Contributors"])
async def test_a_login_where_nothing_changes_asks_of_groups_four_times(
    house: House, bob_id: int, group: str | None
) -> None:
    if group is not None:
        house.tiki.join(bob_id, group)
    await sign_in(house, bob_id)
    for fake in (house.tiki, house.chat, house.managed, house.state):
        fake.calls.clear()
    await sign_in(house, bob_id)
    assert [call[0] for call in house.tiki.calls] == [
        *("site_rules", "profile", "memberships", "inclusions"),
    ]
    assert [call[0] for call in house.chat.calls] == ["find", "groups_of"]
    assert [call[0] for call in house.managed.calls] == ["managed_members"]
    assert [call[0] for call in house.state.calls] == ["shown_profile"]


async def test_without_roster_groups_a_login_does_not_ask_of_groups(
    house: House, bob_id: int
) -> None:
    house.mappings = ()
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert house.tiki.count("memberships") == house.chat.count("groups_of") == 0
    assert house.managed.calls == []


async def test_a_source_of_groups_that_is_suspiciously_empty_stops_no_login(
    house: House, bob_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    house.tiki.leave(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert await groups(house) == {"contributors"}
    (record,) = (r for r in caplog.records if "groups of 'bob'" in r.message)
    assert record.exc_info is None
    assert "nobody is in any Tiki group" in record.message
