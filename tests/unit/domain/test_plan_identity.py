"""Which plans are the same, and what a plan says in numbers and in JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from component.domain.group_plan import Sides, StepKind, plan_groups
from component.domain.group_plan_json import pack, unpack
from component.domain.names import ChatUsername
from tests.unit.domain.plan_model import ANYBODY, UNHURRIED, World, worlds

K = TypeVar("K")
V = TypeVar("V")


@UNHURRIED
@given(worlds(), ANYBODY, st.randoms())
def test_the_order_of_what_was_read_does_not_matter(
    world: World, only: ChatUsername | None, random: Random
) -> None:
    def shuffled(sides: Sides) -> Sides:
        def mapping(some: Mapping[K, V]) -> dict[K, V]:
            return dict(random.sample(list(some.items()), len(some)))

        return replace(
            sides,
            mappings=random.sample(list(sides.mappings), len(sides.mappings)),
            tiki_groups=random.sample(sorted(sides.tiki_groups), len(sides.tiki_groups)),
            people=mapping(sides.people),
            chat=mapping(sides.chat),
            managed={
                r: random.sample(sorted(m), len(m)) for r, m in mapping(sides.managed).items()
            },
            rooms={room: mapping(people) for room, people in mapping(sides.rooms).items()},
            managed_rooms=mapping(sides.managed_rooms),
        )

    plan = plan_groups(world.sides(only))
    other = plan_groups(shuffled(world.sides(only)))
    assert other.fingerprint == plan.fingerprint
    assert set(other.groups) == set(plan.groups)
    assert set(other.rooms) == set(plan.rooms)
    assert set(other.findings) == set(plan.findings)


@UNHURRIED
@given(worlds(), worlds())
def test_other_changes_have_another_fingerprint(one: World, other: World) -> None:
    plans = [plan_groups(world.sides()) for world in (one, other)]
    changes = [({*plan.groups}, {*plan.rooms}) for plan in plans]
    assert (changes[0] == changes[1]) == (plans[0].fingerprint == plans[1].fingerprint)


@UNHURRIED
@given(worlds(), ANYBODY)
def test_counts_are_those_of_the_steps(world: World, only: ChatUsername | None) -> None:
    plan = plan_groups(world.sides(only))
    count = Counter(step.kind for step in plan.steps())
    assert plan.size == count.total()
    assert plan.is_empty == (not count)
    assert (plan.added, plan.removed) == (count[StepKind.ADD], count[StepKind.REMOVE])
    assert plan.affiliations == count[StepKind.GIVE] + count[StepKind.TAKE]
    assert plan.removals == count[StepKind.REMOVE] + count[StepKind.TAKE]


@UNHURRIED
@given(worlds(), ANYBODY)
def test_a_plan_goes_through_json_unchanged(world: World, only: ChatUsername | None) -> None:
    plan = plan_groups(world.sides(only))
    assert unpack(pack(plan)) == plan
    assert unpack(json.loads(json.dumps(pack(plan)))) == plan
