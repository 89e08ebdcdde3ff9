"""One person's groups follow the site, whatever a sync of everybody does at the same time."""

import asyncio
import contextlib
from itertools import chain, count, repeat

import pytest

from component.domain.applied import Applied
from component.domain.audit import BRIDGE
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports import Unavailable
from tests.unit.actors import TESTER
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.group_house import HELPERS, LOUNGE, GroupHouse

TIKI_GROUP = HELPERS.tiki[0]
MOVES = (TIKI_GROUP, "Staff")
ALICE = ChatUsername("alice")


@pytest.fixture
def house() -> GroupHouse:
    return GroupHouse()


async def test_a_person_comes_into_groups_and_rooms_and_out_again(house: GroupHouse) -> None:
    alice = house.add("alice", TIKI_GROUP, "Staff")
    house.add("bob", TIKI_GROUP)
    assert await house.sync_one(alice) == Applied(made=2, joined=2, given=1)
    assert house.members("helpers") == house.members("staff") == {"alice"}
    assert house.affiliations(LOUNGE) == {"alice": Affiliation.MEMBER}
    house.tiki.leave(alice, TIKI_GROUP)
    house.tiki.leave(alice, "Staff")
    assert await house.sync_one(alice) == Applied(left=2, taken=1)
    assert house.managed.members == {"helpers": set(), "staff": set()}
    assert house.affiliations(LOUNGE) == {}
    assert {detail["by"] for _, _, detail in house.state.audit} == {TESTER.name}


async def test_a_second_sync_changes_nothing(house: GroupHouse) -> None:
    alice = house.add("alice", TIKI_GROUP, "Staff")
    await house.sync_one(alice)
    assert await house.sync_one(alice) == Applied()


async def test_a_group_that_is_made_for_one_person_is_shown(house: GroupHouse) -> None:
    await house.sync_one(house.add("alice", TIKI_GROUP))
    assert house.chat.shown_group("helpers").show_in_roster == "everybody"


async def test_a_group_that_somebody_has_described_anew_is_left_to_the_sync_of_all(
    house: GroupHouse,
) -> None:
    house.chat.add_roster_group("helpers", "carol")
    await house.sync_one(house.add("alice", TIKI_GROUP))
    assert house.members("helpers") == {"alice", "carol"}
    assert house.chat.shown_group("helpers").show_in_roster == "nobody"


@pytest.mark.parametrize("blow", Blow)
async def test_at_each_call_the_next_sync_does_the_rest(blow: Blow) -> None:
    clean = await moved()
    await clean.sync_one(1)
    await clean.sync()
    for number in count():
        fate, house = Fate(number, blow), await moved()
        with contextlib.suppress(Killed, Unavailable):
            await house.sync_person(fate)(house.tiki.account(1), ALICE, TESTER)
        assert house.members("helpers") <= house.managed.members["helpers"], fate.story
        await house.sync_one(1)
        assert house.members("heads") == house.members("staff") == {"alice"}, fate.story
        assert house.members("helpers") == set(), fate.story
        await house.sync()
        assert house.picture() == clean.picture(), fate.story
        if number >= len(fate.calls):
            break
    assert number > 20


async def moved() -> GroupHouse:
    """Alice, `userId` 1, has gone from the helpers to the heads and a new group."""
    house = GroupHouse()
    alice = house.add("alice", TIKI_GROUP, "Staff")
    await house.sync()
    house.tiki.leave(alice, TIKI_GROUP)
    house.tiki.join(alice, "Heads")
    return house


SHORT, LONG = 150, 400
"""Turns in which the other one gets to where it waits, and to its end."""


def waiting_at(number: int, turns: int) -> Fate:
    """A component that goes at once up to a call, and lets others go on before that one."""
    return Fate(turns=chain(repeat(0, number), [turns], repeat(0)))


@pytest.mark.parametrize("comes_back", [True, False])
@pytest.mark.parametrize(("first", "second"), [(SHORT, LONG), (LONG, SHORT)])
async def test_with_a_sync_of_everybody_on_its_way_nobody_is_in_a_group_unknown_to_the_bridge(
    comes_back: bool, first: int, second: int
) -> None:
    """The plan for everybody was made before Alice moved on the site, her own afterwards.

    Each waits at each of its calls, while the other one goes on to each of its own.
    """
    for everybodys in count():
        for hers in count():
            one, other = waiting_at(everybodys, first), waiting_at(hers, second)
            await race(one, other, comes_back=comes_back)
            if hers >= len(other.calls):
                break
        if everybodys >= len(one.calls):
            break
    assert everybodys > 15


async def race(everybodys: Fate, hers: Fate, *, comes_back: bool) -> None:
    house = GroupHouse()
    alice = house.add("alice", *(MOVES if comes_back else ()))
    house.add("bob", *MOVES)
    await house.sync()
    move, back = house.tiki.leave, house.tiki.join
    if not comes_back:
        move, back = back, move
    for group in MOVES:
        move(alice, group)
    stale = await house.plan()
    for group in MOVES:
        back(alice, group)
    account = house.tiki.account(alice)
    await asyncio.gather(
        house.applying(everybodys)(stale, BRIDGE),
        house.sync_person(hers)(account, ALICE, TESTER),
    )
    for roster in ("helpers", "staff"):
        assert house.members(roster) <= house.managed.members[roster]
    assert house.affiliations(LOUNGE).keys() <= house.managed.affiliations[LOUNGE].keys()
    await house.sync()
    expected = {"alice", "bob"} if comes_back else {"bob"}
    assert house.members("helpers") == house.members("staff") == expected
    assert house.affiliations(LOUNGE).keys() == expected
    assert house.managed.members == {"helpers": expected, "staff": expected}
    assert house.managed.affiliations[LOUNGE].keys() == expected
