"""Planning reads both sides and tells what would change; it never writes, nor trusts emptiness."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from component.domain.group_plan import GroupPlan
from component.domain.groups import ByHand
from component.domain.names import ChatUsername
from component.ports import Unavailable
from component.usecases.doubt import Doubt, Doubtful
from component.usecases.plan_groups import Linked
from tests.unit.usecases.group_house import HELPERS, LOUNGE, NOW, READS, STAFF, GroupHouse

ALICE = ChatUsername("alice")


@pytest.fixture
def house() -> GroupHouse:
    return GroupHouse()


def added(plan: GroupPlan) -> dict[str, tuple[str, ...]]:
    return {change.roster: change.add for change in plan.groups}


async def test_a_plan_is_of_linked_people_with_a_chat_account(house: GroupHouse) -> None:
    house.add("alice", "Live Chat helpers", "Staff Berlin")
    house.add("bob", "live chat HELPERS")
    house.add("carol", "Live Chat helpers", is_in_chat=False)
    unlinked = house.tiki.add("Dora")
    house.tiki.join(unlinked, "Live Chat helpers")
    plan = await house.plan()
    assert added(plan) == {"helpers": ("alice", "bob"), "staff": ("alice",)}
    assert [(room.room, room.give) for room in plan.rooms] == [(LOUNGE, (("alice", "member"),))]


async def test_memberships_that_are_over_do_not_count(house: GroupHouse) -> None:
    house.tiki.join(house.add("alice"), "Heads", expire=int(NOW) - 1)
    assert (await house.plan()).is_empty


async def test_a_plan_for_some_groups_tells_of_no_others(house: GroupHouse) -> None:
    house.add("alice", "Live Chat helpers", "Staff")
    assert added(await house.plan("helpers")) == {"helpers": ("alice",)}
    assert not (await house.plan("helpers")).rooms


async def test_a_group_that_the_settings_do_not_have_is_an_error(house: GroupHouse) -> None:
    with pytest.raises(ValueError, match="the settings have no roster group a, b"):
        await house.plan("b", "helpers", "a")


async def test_planning_writes_nothing(house: GroupHouse) -> None:
    user_id = house.add("alice", "Live Chat helpers", "Staff")
    house.chat.add_roster_group("heads", "alice")
    house.managed.members = {"heads": {ALICE}, "helpers": {ChatUsername("gone")}}
    before = house.picture()
    assert not (await house.plan()).is_empty
    assert not (await house.plan(only=Linked(user_id, ALICE))).is_empty
    assert set(house.calls()) <= READS
    assert house.picture() == before


async def test_without_mappings_neither_site_nor_chat_is_asked(house: GroupHouse) -> None:
    house.mappings = ()
    assert await house.plan(only=Linked(1, ALICE)) == GroupPlan()
    assert house.calls() == []
    assert await house.plan() == GroupPlan()
    assert set(house.calls()) == {call for call in house.calls() if call.startswith("managed_")}


async def test_who_does_not_answer_is_never_empty(house: GroupHouse) -> None:
    user_id = house.add("alice", "Live Chat helpers", "Staff")
    house.managed.members = {"helpers": {ALICE}}
    for only in (None, Linked(user_id, ALICE)):
        house.forget_calls()
        await house.plan(only=only)
        called = {(fake, str(call[0])) for fake in house.fakes for call in fake.calls}
        assert len(called) >= 8
        for fake, method in called:
            fake.failing[method] = Unavailable(fake.title, "away")
            with pytest.raises(Unavailable):
                await house.plan(only=only)
            fake.come_back()


async def test_groups_that_change_while_they_are_read_are_read_again_later(
    house: GroupHouse,
) -> None:
    house.add("alice", "Staff")

    async def change_the_site() -> None:
        house.tiki.add_group(f"Another {len(house.tiki.calls)}")

    house.tiki.before["read_page"] = change_the_site
    with pytest.raises(Unavailable, match="changed while they were read"):
        await house.plan()


def lose_accounts(house: GroupHouse) -> None:
    house.tiki._rows.clear()


def lose_live_chat_ids(house: GroupHouse) -> None:
    for user_id in house.tiki.user_ids:
        house.tiki.change(user_id, livechat_id=None)


def lose_memberships(house: GroupHouse) -> None:
    house.tiki._memberships.clear()


def lose_chat_accounts(house: GroupHouse) -> None:
    house.chat._credentials.clear()


@pytest.mark.parametrize(
    ("lose", "doubt"),
    [
        (lose_accounts, Doubt.NO_ACCOUNTS),
        (lose_live_chat_ids, Doubt.NO_LIVE_CHAT_IDS),
        (lose_memberships, Doubt.NO_MEMBERSHIPS),
        (lose_chat_accounts, Doubt.NO_CHAT_ACCOUNTS),
    ],
)
async def test_an_empty_source_is_never_everyone_left(
    house: GroupHouse, lose: Callable[[GroupHouse], None], doubt: Doubt
) -> None:
    house.add("alice", "Staff")
    house.add("bob", "Live Chat helpers")
    await house.sync()
    lose(house)
    with pytest.raises(Doubtful, match=doubt.sentence) as caught:
        await house.plan()
    assert caught.value.why is doubt


async def test_affiliations_alone_are_reason_enough_to_doubt(house: GroupHouse) -> None:
    house.add("alice", "Staff")
    await house.sync()
    house.managed.members.clear()
    lose_memberships(house)
    with pytest.raises(Doubtful):
        await house.plan()


async def test_a_site_where_nobody_is_linked_or_in_a_group_yet_is_no_doubt(
    house: GroupHouse,
) -> None:
    house.tiki.add("Alice")
    assert (await house.plan()).is_empty


async def test_a_site_without_any_account_is_doubted_even_when_new(house: GroupHouse) -> None:
    with pytest.raises(Doubtful):
        await house.plan()


async def test_of_two_accounts_with_one_live_chat_id_the_older_counts(house: GroupHouse) -> None:
    house.add("alice", "Staff")
    house.tiki.join(house.tiki.add("Other", livechat_id="alice"), "Heads")
    assert added(await house.plan()) == {"staff": ("alice",)}


@pytest.mark.parametrize(
    ("tiki_groups", "reads"),
    [
        ((), ["groups_of", "inclusions", "managed_members", "memberships"]),
        (("Live Chat helpers",), ["groups_of", "inclusions", "managed_members", "memberships"]),
    ],
)
async def test_a_person_for_whom_nothing_changes_costs_four_looks(
    house: GroupHouse, tiki_groups: tuple[str, ...], reads: list[str]
) -> None:
    house.mappings = (HELPERS,)
    user_id = house.add("alice", *tiki_groups)
    await house.sync()
    house.forget_calls()
    assert await house.plan(only=Linked(user_id, ALICE)) == GroupPlan()
    assert sorted(house.calls()) == reads


async def test_a_plan_for_a_person_tells_of_nobody_else(house: GroupHouse) -> None:
    user_id = house.add("alice", "Live Chat helpers", "Staff")
    house.add("bob", "Live Chat helpers", "Staff")
    plan = await house.plan(only=Linked(user_id, ALICE))
    assert added(plan) == {"helpers": ("alice",), "staff": ("alice",)}
    assert [room.give for room in plan.rooms] == [(("alice", "member"),)]


async def test_a_person_who_left_is_planned_to_leave_groups_and_rooms(house: GroupHouse) -> None:
    user_id = house.add("alice", "Staff")
    house.add("bob", "Staff")
    await house.sync()
    house.tiki.leave(user_id, "Staff")
    plan = await house.plan(only=Linked(user_id, ALICE))
    assert [(change.roster, change.remove) for change in plan.groups] == [("staff", ("alice",))]
    assert [(room.room, room.take) for room in plan.rooms] == [(LOUNGE, ("alice",))]


async def test_a_member_added_by_hand_goes_by_a_persons_plan_too_where_the_mapping_says_so(
    house: GroupHouse,
) -> None:
    user_id = house.add("alice")
    house.chat.add_roster_group("staff", "alice")
    assert (await house.plan(only=Linked(user_id, ALICE))).is_empty
    house.mappings = (replace(STAFF, by_hand=ByHand.REMOVE),)
    (change,) = (await house.plan(only=Linked(user_id, ALICE))).groups
    assert change.remove == ("alice",)


async def test_that_a_person_left_is_looked_at_twice(house: GroupHouse) -> None:
    user_id = house.add("alice", "Staff")
    await house.sync()
    house.tiki.leave(user_id, "Staff")

    async def come_back_to_staff() -> None:
        house.tiki.before.clear()
        house.tiki.join(user_id, "Staff")

    house.tiki.before["group_names"] = come_back_to_staff
    with pytest.raises(Unavailable, match="changed while they were read"):
        await house.plan(only=Linked(user_id, ALICE))


async def test_that_a_person_is_in_no_group_any_more_is_doubted_where_nobody_is(
    house: GroupHouse,
) -> None:
    user_id = house.add("alice", "Staff")
    bob = house.add("bob", "Heads")
    await house.sync()
    house.tiki._memberships.clear()
    with pytest.raises(Doubtful) as caught:
        await house.plan(only=Linked(user_id, ALICE))
    assert caught.value.why is Doubt.NO_MEMBERSHIPS
    house.tiki.join(bob, "Heads")
    assert (await house.plan(only=Linked(user_id, ALICE))).removed == 1
