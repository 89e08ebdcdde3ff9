"""A plan's affiliations are given and taken away, remembered rightly, and read back."""

from dataclasses import replace

import pytest

from component.domain.applied import Applied, Failure
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports import Rejected
from component.usecases.applying import BATCH, NO_REASON
from tests.unit.actors import TESTER
from tests.unit.usecases.group_house import HEADS, LOUNGE, STAFF, STUDIO, GroupHouse

ALICE, BOB = ChatUsername("alice"), ChatUsername("bob")
NONE, MEMBER, ADMIN, OWNER = (
    *(Affiliation.NONE, Affiliation.MEMBER, Affiliation.ADMIN, Affiliation.OWNER),
)


def held(house: GroupHouse) -> dict[str, dict[ChatUsername, Affiliation]]:
    return {room: house.affiliations(room) for room in (LOUNGE, STUDIO)}


@pytest.fixture
def house() -> GroupHouse:
    return GroupHouse((STAFF, HEADS))


async def test_affiliations_are_given_and_taken_with_the_membership(house: GroupHouse) -> None:
    alice = house.add("alice", "Staff", "Heads")
    house.add("bob", "Staff")
    applied = await house.sync()
    assert applied == Applied(made=2, joined=3, given=3)
    assert held(house) == {LOUNGE: {"alice": ADMIN, "bob": MEMBER}, STUDIO: {"alice": OWNER}}
    assert house.managed.affiliations == held(house)
    house.tiki.leave(alice, "Heads")
    assert await house.sync() == Applied(left=1, given=1, taken=1)
    assert held(house) == {LOUNGE: {"alice": MEMBER, "bob": MEMBER}, STUDIO: {}}
    assert house.managed.affiliations == held(house)
    assert (await house.plan()).is_empty


async def test_the_audit_has_each_person_and_affiliation(house: GroupHouse) -> None:
    alice = house.add("alice", "Heads")
    await house.sync()
    house.tiki.leave(alice, "Heads")
    house.add("bob", "Staff")
    house.state.audit.clear()
    await house.sync()
    by = dict(TESTER.as_detail())
    assert house.state.audit == [
        ("join-group", "bob", {"group": "staff"} | by),
        ("leave-group", "alice", {"group": "heads"} | by),
        ("give-affiliation", "bob", {"room": LOUNGE, "affiliation": "member"} | by),
        ("take-affiliation", "alice", {"room": LOUNGE, "affiliation": "none"} | by),
        ("take-affiliation", "alice", {"room": STUDIO, "affiliation": "none"} | by),
    ]


async def test_stanzas_grow_with_batches(house: GroupHouse) -> None:
    house.add_many(BATCH + 1, "Staff")
    assert (await house.sync()).given == BATCH + 1
    assert house.rooms.count("set_affiliations") == 3


async def test_one_whom_the_room_refuses_is_told_of_and_the_others_get_theirs(
    house: GroupHouse,
) -> None:
    names = house.add_many(5, "Staff")
    house.rooms.refused_people = {names[2]}
    applied = await house.sync()
    assert applied.failures == (Failure(LOUNGE, names[2], f"{LOUNGE}: conflict"),)
    assert applied.given == 4
    assert set(house.affiliations(LOUNGE)) == {*names} - {names[2]}
    assert house.managed.affiliations[LOUNGE] == house.affiliations(LOUNGE)


async def test_one_who_cannot_be_raised_is_remembered_as_before(house: GroupHouse) -> None:
    alice = house.add("alice", "Staff")
    await house.sync()
    house.tiki.join(alice, "Heads")
    house.rooms.refused_people = {"alice"}
    applied = await house.sync()
    assert {(f.where, f.who) for f in applied.failures} == {(LOUNGE, "alice"), (STUDIO, "alice")}
    assert house.managed.affiliations == {LOUNGE: {"alice": MEMBER}, STUDIO: {}}
    house.tiki.leave(alice, "Heads")
    house.tiki.leave(alice, "Staff")
    house.rooms.refused_people.clear()
    house.add("bob", "Staff")
    await house.sync()
    assert held(house) == {LOUNGE: {"bob": MEMBER}, STUDIO: {}}


async def test_one_whose_affiliation_cannot_be_taken_stays_remembered(house: GroupHouse) -> None:
    alice = house.add("alice", "Staff")
    house.add("bob", "Staff")
    await house.sync()
    house.tiki.leave(alice, "Staff")
    house.rooms.failing["set_affiliations"] = Rejected("no")
    applied = await house.sync()
    assert applied.failures == (Failure(LOUNGE, "alice", "no"),)
    assert house.managed.affiliations[LOUNGE] == {"alice": MEMBER, "bob": MEMBER}
    house.rooms.come_back()
    assert await house.sync() == Applied(taken=1)


async def test_a_room_that_goes_away_meanwhile_is_told_of(house: GroupHouse) -> None:
    house.add("alice", "Staff")
    plan = await house.plan()

    async def lose_the_room() -> None:
        house.rooms._rooms.pop(LOUNGE, None)

    house.rooms.before["affiliations_of"] = lose_the_room
    applied = await house.applying()(plan, TESTER)
    assert applied.failures == (Failure(LOUNGE, "alice", NO_REASON),)
    assert house.managed.affiliations == {LOUNGE: {}}


async def test_what_somebody_has_changed_by_hand_is_left_and_forgotten(house: GroupHouse) -> None:
    alice = house.add("alice", "Staff")
    house.add("bob", "Staff")
    await house.sync()
    house.tiki.leave(alice, "Staff")
    house.rooms.give(LOUNGE, ALICE, OWNER)
    await house.sync()
    assert house.affiliations(LOUNGE) == {"alice": OWNER, "bob": MEMBER}
    assert house.managed.affiliations == {LOUNGE: {"bob": MEMBER}}
    assert (await house.plan()).is_empty


async def test_who_is_given_an_affiliation_meanwhile_is_not_forgotten(house: GroupHouse) -> None:
    house.add("alice")
    house.add("bob", "Staff")
    await house.sync()
    house.managed.affiliations[LOUNGE][ALICE] = MEMBER
    plan = await house.plan()
    assert [room.release for room in plan.rooms] == [("alice",)]
    house.rooms.give(LOUNGE, ALICE, MEMBER)
    await house.applying()(plan, TESTER)
    assert house.managed.affiliations[LOUNGE] == {"alice": MEMBER, "bob": MEMBER}


@pytest.mark.parametrize(
    ("now", "remembered"), [(ADMIN, {"alice": ADMIN}), (Affiliation.OUTCAST, {})]
)
async def test_what_comes_back_as_soon_as_it_was_taken_is_remembered_unless_it_is_a_ban(
    house: GroupHouse, now: Affiliation, remembered: dict[str, Affiliation]
) -> None:
    alice = house.add("alice", "Staff")
    house.add("bob", "Heads")
    await house.sync()
    house.managed.affiliations[LOUNGE].pop(BOB)
    house.tiki.leave(alice, "Staff")
    plan = await house.plan("staff")

    async def be_quicker() -> None:
        house.rooms.give(LOUNGE, ALICE, now)

    house.managed.before["release_affiliations"] = be_quicker
    await house.applying()(plan, TESTER)
    assert house.managed.affiliations[LOUNGE].get(ALICE) == remembered.get("alice")


async def test_without_a_service_of_rooms_groups_are_synced_and_rooms_told_of(
    house: GroupHouse,
) -> None:
    house.add("alice", "Staff")
    plan = await house.plan()
    applied = await replace(house.applying(), rooms=None)(plan, TESTER)
    assert (applied.joined, applied.given) == (1, 0)
    assert [(f.where, f.who) for f in applied.failures] == [(LOUNGE, "")]
