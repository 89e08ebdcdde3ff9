"""A sync of groups dies, or somebody does not answer, at any call: the next one ends the same."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from component.domain.applied import Applied
from component.domain.group_plan import Affiliation
from component.domain.groups import ByHand, Gone, RosterGroup
from component.domain.names import ChatUsername
from component.ports import Unavailable
from component.usecases import applying
from tests.unit.actors import TESTER
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.group_house import HEADS, HELPERS, LOUNGE, READS, STAFF, GroupHouse

CLOSED = RosterGroup("closed", ("Closed",), "Closed", gone=Gone.DELETE)
STRICT = RosterGroup("strict", ("Strict",), "Strict", by_hand=ByHand.REMOVE)
NEW = RosterGroup("new", ("New",), "New", ("helpers",))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)


async def changed_site() -> GroupHouse:
    """A site that was in order, where everything that a plan can tell of has changed since.

    Hanna was put into the group by hand, and Stig, whom the mapping wants out.
    """
    house = GroupHouse((HELPERS, STAFF, HEADS, CLOSED, STRICT))
    for name in ("New", "Closed", "Strict"):
        house.tiki.add_group(name)
    ids = {name: house.add(name, "Live Chat helpers", "Staff", "Closed") for name in ("al", "bo")}
    for name in ("cy", "di", "ed"):
        ids[name] = house.add(name, "Live Chat helpers")
    house.add("hanna")
    house.add("stig")
    await house.sync()
    house.mappings = (replace(HELPERS, display_name="Help"), STAFF, HEADS, CLOSED, STRICT, NEW)
    house.chat.join("helpers", "hanna")
    house.chat.add_roster_group("strict", "stig")
    for name in ("al", "bo", "cy"):
        house.tiki.leave(ids[name], "Live Chat helpers")
    for name in ("al", "bo"):
        house.tiki.leave(ids[name], "Closed")
        house.tiki.join(ids[name], "New")
    house.tiki._groups.pop("Closed")
    house.tiki.leave(ids["bo"], "Staff")
    house.tiki.join(ids["al"], "Heads")
    for name in ("fay", "gus", "ivo"):
        house.add(name, "Live Chat helpers", "New", "Heads")
    house.managed.members["staff"].add(ChatUsername("long gone"))
    house.managed.affiliations[LOUNGE][ChatUsername("ed")] = Affiliation.OWNER
    house.chat.add_roster_group("dropped", "al", "bo", "cy")
    house.managed.members["dropped"] = {ChatUsername(name) for name in ("al", "bo", "cy")}
    house.managed.affiliations["dropped"] = {ChatUsername("al"): Affiliation.ADMIN}
    house.state.audit.clear()
    house.forget_calls()
    return house


STAYING = {"di", "ed", "hanna"}
"""Who is in `helpers` before and after."""


def fates(blow: Blow) -> Iterator[Fate]:
    """One for each call, until there are no more."""
    for number in count():
        fate = Fate(number, blow)
        yield fate
        if number >= len(fate.calls):
            return


async def try_to_sync(house: GroupHouse, fate: Fate) -> Applied | None:
    """Plan and apply; None if it was broken off."""
    with contextlib.suppress(Killed, Unavailable):
        return await house.sync(fate)
    return None


def check_on_the_way(house: GroupHouse, story: str) -> None:
    """Nobody is where they should not be, nor out of where they stay, nor unknown to the bridge."""
    assert house.members("helpers") >= STAYING, story
    for roster in house.chat.rosters:
        if roster == "dropped":
            assert house.members(roster) == {"al", "bo", "cy"}, story
            continue
        by_hand = {"helpers": {"hanna"}, "strict": {"stig"}}.get(roster, set())
        managed = house.managed.members.get(roster, set())
        assert house.members(roster) - by_hand <= managed, story
        assert not by_hand & managed, story
    if "new" in house.chat.rosters:
        is_seen = house.chat.shown_group("new").show_in_roster != "nobody"
        assert not is_seen or house.members("new") >= {"al", "bo"}, story


Places = dict[str, set[str]]


def places(house: GroupHouse) -> Places:
    """Roster group → who is in it."""
    return {roster: house.members(roster) for roster in house.chat.rosters}


def check_audit(house: GroupHouse, before: Places, story: str) -> None:
    """Every change has been told before it came about, whoever died then, and at most twice."""
    told = Counter(
        (action, who, detail.get("group") or detail["room"])
        for action, who, detail in house.state.audit
    )
    after = places(house)
    for roster in before.keys() | after.keys():
        was, now = before.get(roster, set()), after.get(roster, set())
        for action, people in (("join-group", now - was), ("leave-group", was - now)):
            assert {who for who in people if not told[action, who, roster]} == set(), story
    assert max(told.values(), default=0) <= 2, story


@pytest.mark.parametrize("blow", Blow)
async def test_at_each_call_of_a_sync(blow: Blow) -> None:
    clean = await changed_site()
    assert not (await clean.sync()).failures
    assert (await clean.plan()).is_empty
    broken_off = 0
    for fate in fates(blow):
        house = await changed_site()
        before = places(house)
        broken_off += await try_to_sync(house, fate) is None
        check_on_the_way(house, fate.story)
        check_audit(house, before, fate.story)
        assert not (await house.sync()).failures, fate.story
        assert house.picture() == clean.picture(), fate.story
        assert (await house.plan()).is_empty, fate.story
        check_audit(house, before, fate.story)
    assert broken_off > 60


async def test_at_some_call_of_the_next_one_too() -> None:
    clean, whole = await changed_site(), Fate()
    await clean.sync(whole)
    writes = [number for number, call in enumerate(whole.calls) if call not in READS]
    for number in writes[::5]:
        for step in count():
            house, first = await changed_site(), Fate(number, Blow.KILLED_AFTER)
            second = Fate(3 * step + number % 3, Blow.UNANSWERED)
            assert await try_to_sync(house, first) is None
            if await try_to_sync(house, second) is not None:
                break
            check_on_the_way(house, f"{first.story}, then {second.story}")
            await house.sync()
            assert house.picture() == clean.picture(), f"{first.story}, then {second.story}"
        assert step > 3


async def test_a_plan_covers_what_is_left_of_it_wherever_it_was_broken_off() -> None:
    for fate in fates(Blow.KILLED_AFTER):
        house = await changed_site()
        plan = await house.plan()
        with contextlib.suppress(Killed):
            await house.applying(fate)(plan, TESTER)
        rest = await house.plan()
        assert not plan.difference(rest).new, (fate.story, plan.difference(rest))
