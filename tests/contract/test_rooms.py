"""The ports `ChatRooms` and `RoomAdmin`: affiliations, read from the database, set in rooms."""

import pytest

from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports import Rejected
from tests.contract.chat_worlds import fresh
from tests.contract.room_worlds import SERVICE, RoomWorld

NONE, MEMBER, ADMIN, OWNER, OUTCAST = (
    Affiliation.NONE,
    Affiliation.MEMBER,
    Affiliation.ADMIN,
    Affiliation.OWNER,
    Affiliation.OUTCAST,
)
BOB, CAROL, ZOE = ChatUsername("bob"), ChatUsername("carol"), ChatUsername("zoë")
ALICE_SMITH = ChatUsername("alice\\20smith")
KEPT: dict[str, Affiliation] = {"keeper": OWNER}
"""A room whose owner is no concern of these tests: no room goes without one."""


async def affiliation_of(world: RoomWorld, room: str, who: ChatUsername) -> Affiliation:
    """What somebody is in a room, by both ways to read it."""
    everybody = (await world.rooms.read_affiliations([room]))[room]
    only = (await world.rooms.read_affiliations([room], who))[room]
    assert only == {name: found for name, found in everybody.items() if name == who}
    return everybody.get(who, NONE)


async def test_the_affiliations_of_a_room_are_read(room_world: RoomWorld) -> None:
    people = {"bob": MEMBER, "carol": ADMIN, "dave": OUTCAST, "zoë": MEMBER}
    room = room_world.add_room({**KEPT, **people})
    assert await room_world.rooms.read_affiliations([room]) == {room: {**KEPT, **people}}


async def test_a_room_where_nobody_is_anything_is_there_all_the_same(room_world: RoomWorld) -> None:
    room = room_world.add_room()
    assert await room_world.rooms.read_affiliations([room], BOB) == {room: {}}


async def test_several_rooms_are_read_at_once_and_those_that_are_not_there_left_out(
    room_world: RoomWorld,
) -> None:
    one = room_world.add_room({**KEPT, "bob": MEMBER})
    other = room_world.add_room({**KEPT, "bob": ADMIN, "carol": MEMBER})
    rooms = [one, f"{fresh('nowhere')}@{SERVICE}", other, "no room at all", f"@{SERVICE}"]
    assert await room_world.rooms.read_affiliations(rooms, BOB) == {
        one: {BOB: MEMBER},
        other: {BOB: ADMIN},
    }


async def test_some_people_are_looked_up_in_a_room(room_world: RoomWorld) -> None:
    room = room_world.add_room({**KEPT, "bob": MEMBER, "zoë": ADMIN})
    many = [ChatUsername(f"user{number}") for number in range(600)]
    assert await room_world.rooms.affiliations_of(room, [BOB, CAROL, *many, ZOE]) == {
        BOB: MEMBER,
        ZOE: ADMIN,
    }
    assert await room_world.rooms.affiliations_of(room, []) == {}
    assert await room_world.rooms.affiliations_of(f"{fresh('nowhere')}@{SERVICE}", [BOB]) == {}


async def test_no_rooms_are_asked_for_and_none_are_found(room_world: RoomWorld) -> None:
    assert await room_world.rooms.read_affiliations([]) == {}


@pytest.mark.parametrize("before", Affiliation)
@pytest.mark.parametrize("after", Affiliation)
async def test_every_affiliation_becomes_every_other_and_is_read_back_at_once(
    room_world: RoomWorld, before: Affiliation, after: Affiliation
) -> None:
    at_first: dict[str, Affiliation] = {} if before is NONE else {"bob": before}
    room = room_world.add_room({**KEPT, "carol": MEMBER, **at_first})
    await room_world.admin.set_affiliations(room, {BOB: after})
    assert await affiliation_of(room_world, room, BOB) is after
    assert await affiliation_of(room_world, room, CAROL) is MEMBER


async def test_several_people_change_at_once(room_world: RoomWorld) -> None:
    room = room_world.add_room({**KEPT, "carol": ADMIN})
    changes = {BOB: MEMBER, CAROL: NONE, ZOE: OWNER, ALICE_SMITH: ADMIN}
    await room_world.admin.set_affiliations(room, changes)
    assert await room_world.rooms.read_affiliations([room]) == {
        room: {**KEPT, BOB: MEMBER, ZOE: OWNER, ALICE_SMITH: ADMIN}
    }


async def test_so_do_more_people_than_fit_into_one_request(room_world: RoomWorld) -> None:
    room = room_world.add_room(KEPT)
    many = {ChatUsername(f"user{number}"): MEMBER for number in range(250)}
    await room_world.admin.set_affiliations(room, many)
    expected = {**KEPT, **dict.fromkeys(map(str, many), MEMBER)}
    assert await room_world.rooms.read_affiliations([room]) == {room: expected}
    await room_world.admin.set_affiliations(room, dict.fromkeys(many, NONE))
    assert await room_world.rooms.read_affiliations([room]) == {room: KEPT}


@pytest.mark.parametrize("affiliation", [NONE, MEMBER, OWNER])
async def test_the_same_again_is_harmless(room_world: RoomWorld, affiliation: Affiliation) -> None:
    room = room_world.add_room(KEPT)
    for _ in range(2):
        await room_world.admin.set_affiliations(room, {BOB: affiliation})
        assert await affiliation_of(room_world, room, BOB) is affiliation


async def test_the_last_owner_stays_one(room_world: RoomWorld) -> None:
    room = room_world.add_room({"bob": OWNER, "carol": MEMBER})
    for becomes in (NONE, MEMBER, ADMIN):
        with pytest.raises(Rejected, match="conflict"):
            await room_world.admin.set_affiliations(room, {BOB: becomes})
    assert await room_world.rooms.read_affiliations([room]) == {room: {BOB: OWNER, CAROL: MEMBER}}


@pytest.mark.parametrize("becomes", [NONE, MEMBER, ADMIN])
async def test_the_last_owner_may_go_when_another_comes(
    room_world: RoomWorld, becomes: Affiliation
) -> None:
    room = room_world.add_room({"bob": OWNER})
    await room_world.admin.set_affiliations(room, {BOB: becomes, CAROL: OWNER})
    assert await affiliation_of(room_world, room, BOB) is becomes
    assert await affiliation_of(room_world, room, CAROL) is OWNER


async def test_a_room_that_is_not_there_takes_nothing_and_is_not_made(
    room_world: RoomWorld,
) -> None:
    room = f"{fresh('nowhere')}@{SERVICE}"
    with pytest.raises(Rejected, match="item-not-found"):
        await room_world.admin.set_affiliations(room, {BOB: MEMBER})
    assert await room_world.rooms.read_affiliations([room]) == {}
