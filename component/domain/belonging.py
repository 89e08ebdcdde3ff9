"""Who belongs to which roster group, as the site has it, and whether that can be right."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from component.domain.group_changes import Finding, FindingKind
from component.domain.group_sides import Sides
from component.domain.groups import Gone, RosterGroup, fitting_groups
from component.domain.names import ChatUsername


@dataclass(frozen=True, slots=True)
class Belonging:
    """Who belongs to a roster group.

    Attributes:
        members: The people.
        is_gone: No group of the site fits the mapping.
        is_left: Nothing changes in the group, and it gives nobody an affiliation in a room.
        keeps: Those for whose sake nothing is taken away in rooms: all who are in a group that is
            left, or belong to it.
        findings: Why it is left, or what else is to know.
    """

    members: frozenset[ChatUsername]
    is_gone: bool = False
    is_left: bool = False
    keeps: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


def who_belongs(sides: Sides) -> dict[str, Belonging]:
    """Tell who belongs to each roster group of the settings, at a cost of one pass.

    Args:
        sides: Of a plan.

    Returns:
        Roster group → who belongs to it.
    """
    known = set(sides.tiki_groups).union(*sides.people.values())
    fitting = {group.name: fitting_groups(known, group.tiki) for group in sides.mappings}
    members = _by_roster(fitting, sides)
    return {
        group.name: _judge(
            group, frozenset(members[group.name]), sides, is_gone=not fitting[group.name]
        )
        for group in sides.mappings
    }


def _by_roster(
    fitting: Mapping[str, Collection[str]], sides: Sides
) -> Mapping[str, set[ChatUsername]]:
    rosters_of: dict[str, list[str]] = {}
    for roster, tiki_groups in fitting.items():
        for tiki_group in tiki_groups:
            rosters_of.setdefault(tiki_group, []).append(roster)
    members: dict[str, set[ChatUsername]] = {roster: set() for roster in fitting}
    for username in sides.concerned(sides.people):
        for tiki_group in sides.people[username]:
            for roster in rosters_of.get(tiki_group, ()):
                members[roster].add(username)
    return members


def _judge(
    group: RosterGroup, members: frozenset[ChatUsername], sides: Sides, *, is_gone: bool
) -> Belonging:
    if is_gone:
        present = _present(group.name, sides)
        finding = Finding(FindingKind.TIKI_GROUP_GONE, group.name, tuple(sorted(set(group.tiki))))
        return Belonging(
            members,
            is_gone=True,
            is_left=group.gone is Gone.LEAVE,
            keeps=present if group.gone is Gone.LEAVE else frozenset(),
            findings=(finding,) if sides.only is None or present else (),
        )
    count = _too_many(group, members, sides)
    if count is None:
        return Belonging(members)
    finding = Finding(FindingKind.TOO_LARGE, group.name, count=count)
    keeps = members | _present(group.name, sides)
    return Belonging(members, is_left=True, keeps=keeps, findings=(finding,))


def _present(roster: str, sides: Sides) -> frozenset[str]:
    actual = sides.chat.get(roster)
    return sides.concerned({*sides.managed.get(roster, ()), *(actual.members if actual else ())})


def _too_many(group: RosterGroup, members: frozenset[ChatUsername], sides: Sides) -> int | None:
    """How many there are if these are too many; for one person, if there is no place left."""
    if group.largest is None:
        return None
    if sides.only is None:
        return len(members) if len(members) > group.largest else None
    actual = sides.chat.get(group.name)
    if actual is None or not members or sides.only in actual.members:
        return None
    return actual.size if actual.size >= group.largest else None
