"""A plan does what it says and no more, whatever both sides are like (design §4)."""

import fnmatch
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from component.domain.group_plan import (
    Affiliation,
    Description,
    FindingKind,
    GroupPlan,
    StepKind,
    plan_groups,
)
from component.domain.groups import EVERYBODY, ByHand, Gone, RosterGroup
from component.domain.names import ChatUsername, fold
from tests.unit.domain.plan_model import (
    ANYBODY,
    EVERY_USERNAME,
    LINKED,
    ROSTERS,
    UNHURRIED,
    World,
    after,
    carry_out,
    worlds,
)

NONE = Affiliation.NONE


def belong(world: World, group: RosterGroup) -> set[ChatUsername]:
    """Who belongs to a roster group, by trying everybody with everything."""
    return {
        username
        for username, groups in world.people.items()
        for tiki_group in groups - EVERYBODY
        for name in group.tiki
        if fnmatch.fnmatchcase(tiki_group, fold(name))
    }


def found(plan: GroupPlan, kind: FindingKind) -> set[str]:
    """Where something was found."""
    return {finding.where for finding in plan.findings if finding.kind is kind}


@UNHURRIED
@given(worlds(), ANYBODY)
def test_after_a_plan_there_is_nothing_left_to_do(world: World, only: ChatUsername | None) -> None:
    plan = plan_groups(world.sides(only))
    assert plan_groups(after(world, plan).sides(only)).is_empty


def is_left(world: World, group: RosterGroup) -> bool:
    """Whether nothing may change in a group: too many belong, or its Tiki groups are gone."""
    fitting = [
        tiki_group
        for tiki_group in world.tiki_groups
        for name in group.tiki
        if fnmatch.fnmatchcase(tiki_group, fold(name))
    ]
    if not fitting:
        return group.gone is Gone.LEAVE
    return group.largest is not None and len(belong(world, group)) > group.largest


@UNHURRIED
@given(worlds())
def test_a_plan_leads_to_the_members_that_the_site_has(world: World) -> None:
    then = after(world, plan_groups(world.sides()))
    for group in world.mappings:
        before, now = (w.members.get(group.name, set()) for w in (world, then))
        managed, wanted = world.managed[group.name], belong(world, group)
        if is_left(world, group):
            assert (now, then.managed[group.name]) == (before, managed)
        else:
            assert now == wanted | (set() if group.by_hand is ByHand.REMOVE else before - managed)
            assert then.managed[group.name] == wanted - (before - managed)


@UNHURRIED
@given(worlds())
def test_groups_are_made_described_and_deleted_as_the_settings_say(world: World) -> None:
    plan = plan_groups(world.sides())
    then = after(world, plan)
    gone = found(plan, FindingKind.TIKI_GROUP_GONE)
    for group in world.mappings:
        is_there, was_there = (group.name in w.members for w in (then, world))
        if is_left(world, group):
            assert is_there == was_there
            assert then.descriptions.get(group.name) == world.descriptions.get(group.name)
            continue
        has_members = bool(then.members.get(group.name))
        is_deleted = group.name in gone and group.gone is Gone.DELETE
        assert is_there == (has_members or (was_there and not is_deleted))
        if is_there:
            wanted = Description(group.display_name, group.visible_to).in_order(group.name)
            assert then.descriptions[group.name].in_order(group.name) == wanted


def due(world: World, room: str) -> tuple[dict[ChatUsername, Affiliation], set[str]]:
    """What people are to be in a room, and who may not lose what they have."""
    wanted: dict[ChatUsername, Affiliation] = {}
    kept: set[str] = set()
    rules = [(group, rule) for group in world.mappings for rule in group.rooms if rule.room == room]
    for group, rule in rules:
        belonging = belong(world, group)
        if is_left(world, group):
            kept |= world.members.get(group.name, set()) | world.managed[group.name] | belonging
            continue
        for username in belonging:
            both = (wanted.get(username, NONE), Affiliation(rule.affiliation))
            wanted[username] = max(both, key=lambda each: each.rank)
    return wanted, kept


@UNHURRIED
@given(worlds())
def test_a_plan_leads_to_the_affiliations_that_the_settings_say(world: World) -> None:
    then = after(world, plan_groups(world.sides()))
    named = {rule.room for group in world.mappings for rule in group.rooms}
    for room in world.rooms.keys() - named:
        assert then.rooms[room] == world.rooms[room]
    for room in world.rooms.keys() & named:
        wanted, kept = due(world, room)
        for username in EVERY_USERNAME:
            to = wanted.get(username, NONE)
            before, now = (w.rooms[room].get(username, NONE) for w in (world, then))
            is_ours = before == world.managed_rooms.get(room, {}).get(username)
            if before is Affiliation.OUTCAST:
                assert now is before
            elif is_ours and username not in kept:
                assert now is to
            else:
                assert now is max(to, before, key=lambda each: each.rank)


@UNHURRIED
@given(worlds(), ANYBODY)
def test_a_plan_for_one_person_touches_nobody_else(world: World, only: ChatUsername | None) -> None:
    plan = plan_groups(world.sides(only))
    if only is not None:
        kinds = {step.kind for step in plan.steps() if step.who != only}
        made = {change.roster for change in plan.groups if change.create}
        assert kinds <= {StepKind.CREATE, StepKind.DESCRIBE}
        assert {step.where for step in plan.steps() if step.who != only} == made


@UNHURRIED
@given(worlds(), ANYBODY)
def test_what_the_settings_have_no_more_stays_and_is_managed_by_nobody(
    world: World, only: ChatUsername | None
) -> None:
    plan = plan_groups(world.sides(only))
    then = after(world, plan)
    dropped = set(ROSTERS) - {group.name for group in world.mappings}
    named = {rule.room for group in world.mappings for rule in group.rooms}
    for roster in dropped:
        assert then.members.get(roster) == world.members.get(roster)
        assert then.descriptions.get(roster) == world.descriptions.get(roster)
        assert then.managed[roster] == (set() if only is None else world.managed[roster])
    for room in set(world.managed_rooms) - named:
        assert then.rooms.get(room) == world.rooms.get(room)
        assert then.managed_rooms[room] == ({} if only is None else world.managed_rooms[room])
    forgotten = {*dropped, *world.managed_rooms.keys() - named} if only is None else set()
    managed = {place for place, who in (world.managed | world.managed_rooms).items() if who}
    assert found(plan, FindingKind.DROPPED) == forgotten & managed


@UNHURRIED
@given(worlds(), st.permutations(LINKED))
def test_plans_for_everybody_in_turn_leave_nobody_to_be_added(
    world: World, people: list[ChatUsername]
) -> None:
    world.mappings = [replace(group, largest=None) for group in world.mappings]
    for username in people:
        world = after(world, plan_groups(world.sides(username)))
    last = plan_groups(world.sides())
    assert not last.added
    assert not [step for step in last.steps() if step.kind is StepKind.GIVE]
    dropped = {change.roster for change in last.groups if change.dropped}
    dropped |= {change.room for change in last.rooms if change.dropped}
    assert not {s.who for s in last.steps() if s.who in people and s.where not in dropped}


@UNHURRIED
@given(worlds(), st.sets(st.sampled_from(ROSTERS), min_size=1))
def test_a_plan_for_some_groups_is_that_part_of_the_plan_for_all(
    world: World, scope: set[str]
) -> None:
    full, part = plan_groups(world.sides()), plan_groups(world.sides(scope=tuple(scope)))
    rooms = {rule.room for g in world.mappings if g.name in scope for rule in g.rooms}
    described = {group.name for group in world.mappings}
    assert part.groups == tuple(c for c in full.groups if c.roster in scope & described)
    assert set(part.rooms) == {change for change in full.rooms if change.room in rooms}


@UNHURRIED
@given(worlds(), ANYBODY, st.data())
def test_a_plan_covers_what_is_left_to_do_at_any_point_of_it(
    world: World, only: ChatUsername | None, data: st.DataObject
) -> None:
    plan = plan_groups(world.sides(only))
    writes = sum(1 for _ in carry_out(plan, after(world, GroupPlan())))
    then = after(world, plan, data.draw(st.integers(0, writes)))
    later = plan_groups(then.sides(only))
    assert not plan.difference(later).new
    assert plan_groups(after(then, later).sides(only)).is_empty
    resumed, whole = after(then, later), after(world, plan)
    assert_same(resumed, whole)
    if only is None:
        assert resumed.descriptions == whole.descriptions


def assert_same(one: World, other: World) -> None:
    """People are where they are in both worlds.

    How a group shows that was made and not yet described is a matter of plans for everybody.
    """
    assert (one.members, one.managed, one.rooms) == (other.members, other.managed, other.rooms)
    rooms = {*one.managed_rooms, *other.managed_rooms}
    for room in rooms:
        assert one.managed_rooms.get(room, {}) == other.managed_rooms.get(room, {})
