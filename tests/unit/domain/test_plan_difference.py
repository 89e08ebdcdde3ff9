"""How much a plan takes away, and how an outdated plan differs from the one that is due."""

import pytest

from component.domain.group_plan import (
    Description,
    GroupChange,
    GroupPlan,
    Limits,
    RoomChange,
    Step,
    StepKind,
)
from component.domain.names import ChatUsername

ALICE, BOB, CAROL = map(ChatUsername, ("alice", "bob", "carol"))
SHOWN = Description("Helpers", "members")
UNSEEN = Description("Helpers", "nobody")


def removing(count: int, managed: int, taking: int = 0) -> GroupPlan:
    """A plan that takes away."""
    members = tuple(f"m{number}" for number in range(count))
    taken = tuple(ChatUsername(f"m{number}") for number in range(taking))
    return GroupPlan(
        (GroupChange("helpers", remove=members),),
        (RoomChange("room", take=taken),),
        managed=managed,
    )


@pytest.mark.parametrize(
    ("plan", "exceeds"),
    [
        (removing(0, 0), False),
        (removing(20, 20), False),
        (removing(21, 21), True),
        (removing(21, 105), False),
        (removing(21, 104), True),
        (removing(21, 0), True),
        (removing(11, 30, taking=10), True),
        (removing(10, 30, taking=10), False),
    ],
)
def test_a_plan_exceeds_what_goes_beyond_both_limits(plan: GroupPlan, exceeds: bool) -> None:
    assert plan.exceeds(Limits(removals=20, percent=20.0)) is exceeds


SHOWN_PLAN = GroupPlan(
    (GroupChange("helpers", describe=(UNSEEN, SHOWN), add=(ALICE,), remove=("bob",)),),
    (RoomChange("room", take=(BOB,)),),
)


@pytest.mark.parametrize(
    ("later", "new", "gone"),
    [
        (SHOWN_PLAN, (), 0),
        (GroupPlan(), (), 4),
        (GroupPlan((GroupChange("helpers", release=(BOB,)),)), (), 4),
        (GroupPlan(rooms=(RoomChange("room", release=(BOB,)),)), (), 4),
        (
            GroupPlan((GroupChange("helpers", describe=(Description("x", None), SHOWN)),)),
            (),
            3,
        ),
        (
            GroupPlan((GroupChange("helpers", add=(CAROL,), describe=(SHOWN, UNSEEN)),)),
            (
                Step(StepKind.ADD, "helpers", CAROL),
                Step(StepKind.DESCRIBE, "helpers", to=UNSEEN),
            ),
            4,
        ),
        (
            GroupPlan((GroupChange("helpers", release=(CAROL,)),)),
            (Step(StepKind.RELEASE, "helpers", CAROL),),
            4,
        ),
        (
            GroupPlan((GroupChange("others", add=(ALICE,)),)),
            (Step(StepKind.ADD, "others", ALICE),),
            4,
        ),
        (
            GroupPlan((GroupChange("helpers", delete=True),)),
            (Step(StepKind.DELETE, "helpers"),),
            4,
        ),
    ],
)
def test_an_outdated_plan_tells_what_is_new_and_what_is_gone(
    later: GroupPlan, new: tuple[Step, ...], gone: int
) -> None:
    difference = SHOWN_PLAN.difference(later)
    assert difference.new == new
    assert len(difference.gone) == gone
