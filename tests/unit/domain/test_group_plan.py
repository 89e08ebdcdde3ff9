"""What a plan changes in roster groups, case by case, and what it tells beside that."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from component.domain.group_plan import (
    ActualGroup,
    Description,
    Finding,
    FindingKind,
    GroupChange,
    GroupPlan,
    Sides,
    plan_groups,
)
from component.domain.groups import ByHand, Gone, RosterGroup
from component.domain.names import ChatUsername

ALICE, BOB, CAROL = map(ChatUsername, ("alice", "bob", "carol"))
REMOTE = "eve@elsewhere.test"
HELPERS = RosterGroup("helpers", ("Helpers", "Night *"), display_name="Helpers")
SHOWN = Description("Helpers", "members")
UNSEEN = Description("", "nobody")


def group(*members: str, description: Description = SHOWN) -> ActualGroup:
    """A roster group that is there."""
    return ActualGroup(description, frozenset(members), len(members))


def sides(
    *there: str,
    belong: Mapping[ChatUsername, set[str]] | None = None,
    managed: tuple[ChatUsername, ...] = (),
    rule: RosterGroup = HELPERS,
    only: ChatUsername | None = None,
) -> Sides:
    """Both sides of one roster group; without members it is not there."""
    return Sides(
        mappings=(rule,),
        tiki_groups=frozenset({"helpers", "registered"}),
        people=belong or {},
        chat={rule.name: group(*there)} if there else {},
        managed={rule.name: managed},
        rooms={},
        managed_rooms={},
        only=only,
    )


HELPING = {"helpers", "registered"}
GONE = replace(HELPERS, tiki=("Gone",))
NOBODY = Finding(FindingKind.TIKI_GROUP_GONE, "helpers", ("Gone",))


@pytest.mark.parametrize(
    ("both", "change"),
    [
        (
            sides(belong={ALICE: HELPING, BOB: {"registered"}}),
            GroupChange("helpers", create=True, describe=(UNSEEN, SHOWN), add=(ALICE,)),
        ),
        (
            sides("carol", belong={BOB: {"night watch"}, ALICE: HELPING}),
            GroupChange("helpers", add=(ALICE, BOB)),
        ),
        (sides("alice", belong={ALICE: HELPING}, managed=(ALICE,)), None),
        (sides("alice", belong={ALICE: HELPING}), None),
        (sides("alice", belong={ALICE: {"registered"}}), None),
        (
            sides("alice", belong={ALICE: {"registered"}}, managed=(ALICE,)),
            GroupChange("helpers", remove=(ALICE,)),
        ),
        (sides("alice", "carol", managed=(ALICE,)), GroupChange("helpers", remove=(ALICE,))),
        (
            sides("carol", belong={ALICE: HELPING}, managed=(ALICE,)),
            GroupChange("helpers", add=(ALICE,)),
        ),
        (sides("carol", managed=(ALICE,)), GroupChange("helpers", release=(ALICE,))),
        (sides(managed=(ALICE,)), GroupChange("helpers", release=(ALICE,))),
        (sides(), None),
    ],
    ids=[
        "a group is made with its first member",
        "who belongs comes in",
        "who belongs stays",
        "who belongs and was added by hand stays a matter of hands",
        "who was added by hand is left alone",
        "who belongs no more goes",
        "who has no link any more goes",
        "who was taken out by hand comes back",
        "who has gone is forgotten",
        "who was in a group that has gone is forgotten",
        "no group is made for nobody",
    ],
)
def test_members_follow_the_site(both: Sides, change: GroupChange | None) -> None:
    plan = plan_groups(both)
    assert plan.groups == ((change,) if change else ())
    assert plan.findings == ()


@pytest.mark.parametrize(
    ("by_hand", "removed", "findings", "left_alone"),
    [
        (ByHand.LEAVE, (), (), 3),
        (ByHand.REPORT, (), (Finding(FindingKind.BY_HAND, "helpers", ("carol", REMOTE)),), 3),
        (
            ByHand.REMOVE,
            ("carol", REMOTE),
            (Finding(FindingKind.BY_HAND, "helpers", ("carol", REMOTE)),),
            1,
        ),
    ],
)
def test_members_added_by_hand_are_treated_as_the_mapping_says(
    by_hand: ByHand, removed: tuple[str, ...], findings: tuple[Finding, ...], left_alone: int
) -> None:
    rule = replace(HELPERS, by_hand=by_hand)
    belong = {ALICE: HELPING, BOB: HELPING}
    plan = plan_groups(
        sides("alice", "bob", "carol", REMOTE, belong=belong, managed=(BOB,), rule=rule)
    )
    assert plan.groups == ((GroupChange("helpers", remove=removed),) if removed else ())
    assert plan.findings == findings
    assert (plan.managed, plan.left_alone) == (1, left_alone)


@pytest.mark.parametrize(
    ("gone", "by_hand", "there", "change"),
    [
        (Gone.LEAVE, ByHand.REMOVE, ("alice", "carol"), None),
        (Gone.EMPTY, ByHand.LEAVE, ("alice",), GroupChange("helpers", remove=(ALICE,))),
        (Gone.EMPTY, ByHand.LEAVE, ("alice", "carol"), GroupChange("helpers", remove=(ALICE,))),
        (Gone.DELETE, ByHand.LEAVE, ("alice", "carol"), GroupChange("helpers", remove=(ALICE,))),
        (
            Gone.DELETE,
            ByHand.LEAVE,
            ("alice",),
            GroupChange("helpers", remove=(ALICE,), delete=True),
        ),
        (
            Gone.DELETE,
            ByHand.REMOVE,
            ("alice", "carol"),
            GroupChange("helpers", remove=(ALICE, "carol"), delete=True),
        ),
        (Gone.DELETE, ByHand.LEAVE, (), GroupChange("helpers", release=(ALICE,))),
    ],
)
def test_a_group_whose_tiki_groups_are_gone_is_treated_as_the_mapping_says(
    gone: Gone, by_hand: ByHand, there: tuple[str, ...], change: GroupChange | None
) -> None:
    rule = replace(GONE, gone=gone, by_hand=by_hand)
    plan = plan_groups(sides(*there, managed=(ALICE,), rule=rule))
    assert plan.groups == ((change,) if change else ())
    assert NOBODY in plan.findings


def test_an_empty_group_goes_with_its_tiki_groups_whatever_it_shows() -> None:
    rule = replace(GONE, gone=Gone.DELETE)
    empty = group(description=Description("Other", "everybody"))
    both = replace(sides(rule=rule), chat={"helpers": empty})
    assert plan_groups(both).groups == (GroupChange("helpers", delete=True),)


def test_a_tiki_group_that_only_memberships_name_is_not_gone() -> None:
    both = replace(sides(belong={ALICE: HELPING}), tiki_groups=frozenset[str]())
    assert plan_groups(both).findings == ()
    assert plan_groups(both).added == 1


@pytest.mark.parametrize("name", ["Registered", "Anonymous"])
def test_a_group_of_everybody_counts_as_gone(name: str) -> None:
    rule = replace(HELPERS, tiki=(name,))
    plan = plan_groups(sides(belong={ALICE: {"registered", "anonymous"}}, rule=rule))
    assert plan == GroupPlan(findings=(Finding(FindingKind.TIKI_GROUP_GONE, "helpers", (name,)),))


@pytest.mark.parametrize(("largest", "added"), [(None, 2), (2, 2), (1, 0)])
def test_nothing_changes_in_a_group_to_which_too_many_belong(
    largest: int | None, added: int
) -> None:
    rule = replace(HELPERS, largest=largest, by_hand=ByHand.REMOVE, display_name="Other")
    belong = {ALICE: HELPING, BOB: HELPING}
    plan = plan_groups(sides("carol", REMOTE, belong=belong, managed=(CAROL,), rule=rule))
    assert plan.added == added
    if not added:
        too_large = Finding(FindingKind.TOO_LARGE, "helpers", count=2)
        assert plan == GroupPlan(findings=(too_large,), managed=1, left_alone=1)


@pytest.mark.parametrize(
    ("there", "belongs", "change", "findings"),
    [
        (("bob",), True, None, (Finding(FindingKind.TOO_LARGE, "helpers", count=2),)),
        (("alice",), True, None, ()),
        (("alice",), False, GroupChange("helpers", remove=(ALICE,)), ()),
        (("bob",), False, GroupChange("helpers", release=(ALICE,)), ()),
        ((), True, GroupChange("helpers", True, (UNSEEN, SHOWN), (ALICE,)), ()),
    ],
)
def test_one_person_comes_into_a_group_while_there_is_place(
    there: tuple[str, ...],
    belongs: bool,
    change: GroupChange | None,
    findings: tuple[Finding, ...],
) -> None:
    rule = replace(HELPERS, largest=2)
    belong = {ALICE: HELPING if belongs else {"registered"}}
    both = sides(belong=belong, managed=(ALICE,), rule=rule, only=ALICE)
    if there:
        both = replace(both, chat={"helpers": replace(group(*there), size=2)})
    plan = plan_groups(both)
    assert plan.groups == ((change,) if change else ())
    assert plan.findings == findings


@pytest.mark.parametrize(
    ("actual", "is_new"),
    [
        (Description("Helpers", ("a", "b")), False),
        (Description("Helpers", ("b", "a", "b")), False),
        (Description("helpers", ("a", "b")), True),
        (Description("Helpers", ("a",)), True),
        (Description("Helpers", "members"), True),
        (Description("Helpers", None), True),
    ],
)
def test_a_description_follows_the_settings(actual: Description, is_new: bool) -> None:
    rule = replace(HELPERS, visible_to=("b", "a"))
    both = replace(sides(rule=rule), chat={"helpers": group("carol", description=actual)})
    wanted = (actual, Description("Helpers", ("a", "b")))
    assert plan_groups(both).groups == (
        (GroupChange("helpers", describe=wanted),) if is_new else ()
    )
    assert plan_groups(replace(both, only=ALICE)).is_empty


def test_a_plan_for_one_person_says_nothing_of_gone_groups_that_they_are_not_in() -> None:
    rule = replace(GONE, gone=Gone.DELETE)
    assert plan_groups(sides("bob", managed=(BOB,), rule=rule, only=ALICE)) == GroupPlan()
    plan = plan_groups(sides("alice", managed=(ALICE, BOB), rule=rule, only=ALICE))
    assert plan.groups == (GroupChange("helpers", remove=(ALICE,)),)
    assert plan.findings == (NOBODY,)
    assert plan.managed == 1
