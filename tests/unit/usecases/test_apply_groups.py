"""A plan is carried out exactly, in its order, in batches that are read back."""

from dataclasses import replace

import pytest

from component.domain.applied import Applied
from component.domain.group_plan import GroupChange, GroupPlan
from component.domain.groups import Gone, RosterGroup
from component.domain.names import ChatUsername
from component.ports import Unavailable
from component.usecases import applying
from component.usecases.applying import BATCH, FIRST, BrokenOff
from tests.unit.actors import TESTER
from tests.unit.usecases.group_house import HELPERS, LOUNGE, STAFF, STUDIO, GroupHouse

TIKI_GROUP = HELPERS.tiki[0]
ALICE, BOB = ChatUsername("alice"), ChatUsername("bob")


@pytest.fixture
def house() -> GroupHouse:
    return GroupHouse((HELPERS,))


async def apply(house: GroupHouse, plan: GroupPlan) -> Applied:
    return await house.applying()(plan, TESTER)


async def test_what_was_planned_is_done_and_then_nothing_is_left_to_do(house: GroupHouse) -> None:
    house.add("alice", "Live Chat helpers")
    house.add("bob", "Live Chat helpers")
    plan = await house.plan()
    assert await apply(house, plan) == Applied(made=1, joined=2)
    assert house.members("helpers") == {"alice", "bob"}
    assert house.chat.shown_group("helpers").show_in_roster == "everybody"
    assert house.managed.members == {"helpers": {"alice", "bob"}}
    assert (await house.plan()).is_empty


@pytest.mark.parametrize("mappings", [(HELPERS,), ()])
async def test_what_was_dropped_from_the_settings_stays_and_is_managed_no_more(
    mappings: tuple[RosterGroup, ...],
) -> None:
    house = GroupHouse()
    house.add("alice", "Staff", "Heads")
    house.add("bob", "Staff")
    await house.sync()
    before = house.members("staff"), house.members("heads"), house.affiliations(LOUNGE)
    house.state.audit.clear()
    house.mappings = mappings
    plan = await house.plan()
    assert [(change.roster, change.release) for change in plan.groups] == [
        ("heads", ("alice",)),
        ("staff", ("alice", "bob")),
    ]
    assert [(change.room, change.release) for change in plan.rooms] == [
        (LOUNGE, ("alice", "bob")),
        (STUDIO, ("alice",)),
    ]
    assert plan.removals == plan.managed == 0
    assert await apply(house, plan) == Applied()
    assert before == (house.members("staff"), house.members("heads"), house.affiliations(LOUNGE))
    assert not any(house.managed.members.values())
    assert not any(house.managed.affiliations.values())
    assert not house.state.audit
    assert (await house.plan()).is_empty


async def test_a_group_that_comes_back_into_the_settings_has_members_by_hand(
    house: GroupHouse,
) -> None:
    user_id = house.add("alice", "Live Chat helpers")
    await house.sync()
    for house.mappings in ((STAFF,), (HELPERS,)):
        await house.sync()
    house.tiki.leave(user_id, "Live Chat helpers")
    await house.sync()
    assert house.members("helpers") == {"alice"}


async def test_a_group_is_made_unseen_filled_read_back_and_only_then_shown(
    house: GroupHouse,
) -> None:
    house.add("alice", "Live Chat helpers")
    plan = await house.plan()
    house.forget_calls()
    seen: list[tuple[str, str]] = []

    async def note() -> None:
        group = house.chat.shown_group("helpers") if "helpers" in house.chat.rosters else None
        seen.append((str(house.chat.calls[-1][0]), group.show_in_roster if group else "absent"))

    for method in ("make_group", "add_members", "members_among", "describe_group"):
        house.chat.before[method] = note
    await apply(house, plan)
    assert seen == [
        ("make_group", "absent"),
        ("add_members", "nobody"),
        ("members_among", "nobody"),
        ("describe_group", "nobody"),
    ]
    assert house.chat.shown_group("helpers").show_in_roster == "everybody"


async def test_members_are_remembered_before_they_come_and_forgotten_after_they_went(
    house: GroupHouse,
) -> None:
    user_id = house.add("alice", "Live Chat helpers")
    house.add("bob", "Live Chat helpers")
    remembered: list[set[str]] = []

    async def note() -> None:
        remembered.append(set(house.managed.members.get("helpers", ())))

    house.chat.before |= {"add_members": note, "remove_members": note}
    await house.sync()
    house.tiki.leave(user_id, "Live Chat helpers")
    await house.sync()
    assert remembered == [{"alice", "bob"}, {"alice", "bob"}]
    assert house.managed.members == {"helpers": {"bob"}}


async def test_the_audit_has_each_person_and_group_with_who_did_it(house: GroupHouse) -> None:
    user_id = house.add("alice", "Live Chat helpers")
    house.add("bob", "Live Chat helpers")
    await house.sync()
    house.tiki.leave(user_id, "Live Chat helpers")
    await house.sync()
    detail = {"group": "helpers", **TESTER.as_detail()}
    assert house.state.audit == [
        ("join-group", "alice", detail),
        ("join-group", "bob", detail),
        ("leave-group", "alice", detail),
    ]


@pytest.mark.parametrize(
    ("count", "batches"), [(FIRST, 1), (FIRST + 1, 2), (3 * FIRST, 2), (175, 3), (176, 4)]
)
async def test_the_calls_grow_with_batches_and_not_with_members(
    house: GroupHouse, count: int, batches: int
) -> None:
    names = house.add_many(count, "Live Chat helpers")
    assert (await house.sync()).joined == count
    assert house.members("helpers") == set(names)
    assert house.chat.count("add_members") == house.state.count("record_all") == batches
    house.lose_memberships(TIKI_GROUP)
    house.add("zoe", "Live Chat helpers")
    assert (await house.sync()).left == count
    assert house.chat.count("remove_members") == batches
    assert house.managed.members == {"helpers": {"zoe"}}


async def test_what_nobody_is_in_any_more_is_only_forgotten(house: GroupHouse) -> None:
    house.add("alice")
    house.chat.add_roster_group("helpers")
    house.chat.share_roster_group("helpers", "Helpers", "everybody", "")
    house.managed.members = {"helpers": {ALICE, BOB}}
    assert await house.sync() == Applied()
    assert house.managed.members == {"helpers": set()}
    assert house.state.audit == []


@pytest.mark.parametrize(("by_hand", "is_deleted"), [((), True), (("zoe",), False)])
async def test_a_group_is_deleted_only_while_nobody_is_in_it(
    house: GroupHouse, by_hand: tuple[str, ...], is_deleted: bool
) -> None:
    house.mappings = (replace(HELPERS, gone=Gone.DELETE),)
    house.add("alice", "Live Chat helpers")
    await house.sync()
    house.lose_memberships(TIKI_GROUP)
    house.tiki._groups.pop("Live Chat helpers")
    house.tiki.join(1, "Heads")
    plan = await house.plan()
    house.chat.join("helpers", *by_hand)
    applied = await apply(house, plan)
    assert (applied.left, applied.deleted) == (1, is_deleted)
    assert ("helpers" in house.chat.rosters) is not is_deleted
    assert len(applied.failures) == (not is_deleted)
    assert house.managed.members == {"helpers": set()}


async def test_members_of_other_servers_leave_by_their_jid(house: GroupHouse) -> None:
    house.chat.add_roster_group("helpers", "zoe@elsewhere.test")
    plan = GroupPlan((GroupChange("helpers", remove=("zoe@elsewhere.test",)),))
    assert await apply(house, plan) == Applied(left=1)
    assert house.members("helpers") == set()
    assert house.managed.count("release_members") == 0


async def test_somebody_asks_for_the_end_on_the_way(house: GroupHouse) -> None:
    names = house.add_many(3 * BATCH, "Live Chat helpers")
    plan = await house.plan()

    async def stop_at_once(done: int, total: int) -> bool:
        assert total == plan.size == 3 * BATCH + 2
        return done < BATCH

    applied = await house.applying()(plan, TESTER, stop_at_once)
    assert applied == Applied(made=1, joined=7 * FIRST, is_whole=False)
    assert house.members("helpers") == house.managed.members["helpers"] == set(names[: 7 * FIRST])
    assert (await house.sync()).joined == 5 * FIRST
    assert (await house.plan()).is_empty


async def test_who_does_not_answer_is_told_with_what_was_done_by_then(house: GroupHouse) -> None:
    house.add_many(2 * BATCH, "Live Chat helpers")
    plan = await house.plan()

    async def go_down_at_the_second() -> None:
        if house.chat.count("add_members") == 2:
            raise Unavailable("Openfire", "away")

    house.chat.before["add_members"] = go_down_at_the_second
    with pytest.raises(BrokenOff, match="Openfire: away") as caught:
        await apply(house, plan)
    assert caught.value.applied == Applied(made=1, joined=FIRST, is_whole=False)


async def test_an_empty_plan_asks_nobody(house: GroupHouse) -> None:
    assert await apply(house, GroupPlan()) == Applied()
    assert house.calls() == []


@pytest.mark.parametrize(
    ("seconds_each", "sizes"),
    [
        (0.001, [25, 50, 100, 100, 25]),
        (0.02, [25, *[25] * 11]),
        (0.1, [25, *[5] * 55]),
        (2.0, [25, *[1] * 275]),
    ],
)
def test_batches_are_as_large_as_the_chat_server_is_quick(
    seconds_each: float, sizes: list[int]
) -> None:
    clock, found = [0.0], []
    for batch in applying.batches(range(300), lambda: clock[0]):
        found.append(len(batch))
        clock[0] += seconds_each * len(batch) * (1 - 1e-9)
    assert found == sizes
