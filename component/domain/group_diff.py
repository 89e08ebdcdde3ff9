"""What changes in one roster group (design §4)."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from component.domain.belonging import Belonging
from component.domain.group_changes import Finding, FindingKind, GroupChange
from component.domain.group_sides import ActualGroup, Description, Sides
from component.domain.groups import ByHand, Gone, RosterGroup


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What a comparison of one roster group comes to.

    Attributes:
        change: With no steps if the group stays as it is.
        findings: What else is to know.
        managed: How many members the bridge manages.
        left_alone: How many members stay, that the bridge did not add.
    """

    change: GroupChange
    findings: tuple[Finding, ...]
    managed: int
    left_alone: int


def diff_group(group: RosterGroup, belonging: Belonging, sides: Sides) -> GroupOutcome:
    """Compare who belongs to a roster group with who is in it.

    Whoever was put there by hand stays a matter of hands, even if they belong. A managed member
    that somebody took out by hand comes back as long as they belong.

    Args:
        group: What the settings say.
        belonging: What the site says.
        sides: What the chat has, and whom the plan is for.

    Returns:
        The least change.
    """
    there = sides.chat.get(group.name)
    actual = sides.concerned(there.members if there else ())
    managed = sides.concerned(sides.managed.get(group.name, ()))
    by_hand = actual - managed
    if belonging.is_left:
        left = GroupChange(group.name)
        return GroupOutcome(left, belonging.findings, len(managed), len(by_hand))
    strangers = by_hand - belonging.members
    leaving = (actual & managed) - belonging.members
    if group.by_hand is ByHand.REMOVE:
        leaving |= strangers
    coming = belonging.members - actual
    delete = _is_to_go(group, belonging, sides) and not actual - leaving
    change = GroupChange(
        roster=group.name,
        create=there is None and bool(coming),
        describe=None if delete else _redescription(group, there, coming, sides),
        add=tuple(sorted(coming)),
        remove=tuple(sorted(leaving)),
        release=tuple(sorted(managed - actual - belonging.members)),
        delete=delete,
    )
    findings = belonging.findings + _told(group, strangers)
    return GroupOutcome(change, findings, len(managed), len(by_hand - leaving))


def _is_to_go(group: RosterGroup, belonging: Belonging, sides: Sides) -> bool:
    may_go = belonging.is_gone and group.gone is Gone.DELETE
    return may_go and group.name in sides.chat and sides.only is None


def _redescription(
    group: RosterGroup, there: ActualGroup | None, coming: AbstractSet[str], sides: Sides
) -> tuple[Description, Description] | None:
    wanted = Description(group.display_name, group.visible_to).in_order(group.name)
    if there is None:
        return (Description("", "nobody"), wanted) if coming else None
    actual = there.description.in_order(group.name)
    return (actual, wanted) if sides.only is None and actual != wanted else None


def _told(group: RosterGroup, strangers: AbstractSet[str]) -> tuple[Finding, ...]:
    if group.by_hand is ByHand.LEAVE or not strangers:
        return ()
    return (Finding(FindingKind.BY_HAND, group.name, tuple(sorted(strangers))),)
