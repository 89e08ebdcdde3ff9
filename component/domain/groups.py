"""From a person's Tiki groups to their roster groups (design §4)."""

import fnmatch
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from component.domain.names import fold

REGISTERED = "registered"
EVERYBODY = frozenset({"anonymous", REGISTERED})
"""Groups that everybody is in: never worth a roster group (facts/tiki.md §1)."""

_DAY = 86_400
Visibility = Literal["nobody", "members", "everybody"]


@dataclass(frozen=True, slots=True)
class GroupMapping:
    """One rule: members of these Tiki groups are in this roster group.

    Attributes:
        tiki: A Tiki group name, or a pattern with `*`, `?` and `[…]`; compared after case folding.
            A group of exactly this name is meant too, whatever signs it has.
        roster: The name of the Openfire group.
        display_name: How rosters show it.
        visible_to: Who sees it in the roster: nobody, its members, everybody, or the members of
            the roster groups named.
    """

    tiki: str
    roster: str
    display_name: str
    visible_to: Visibility | tuple[str, ...] = "members"


@dataclass(frozen=True, slots=True)
class Membership:
    """A row of `users_usergroups` with what ends it.

    Attributes:
        group: `groupName`.
        created: When it began, seconds since the epoch; None if NULL or there is no such column.
        expire: When it ends, seconds since the epoch; None likewise.
        expire_after_days: `users_groups.expireAfter`; 0 for never.
    """

    group: str
    created: int | None = None
    expire: int | None = None
    expire_after_days: int = 0

    def is_current(self, now: float) -> bool:
        """Tell whether it counts at `now`, in seconds since the epoch."""
        if self.expire is not None:
            return self.expire >= now
        if self.expire_after_days > 0 and self.created is not None:
            return self.created + self.expire_after_days * _DAY >= now
        return True


@dataclass(frozen=True, slots=True)
class MembershipPlan:
    """What a login changes in the roster groups of one person."""

    join: tuple[GroupMapping, ...]
    leave: tuple[str, ...]


Inclusions = Mapping[str, frozenset[str]]
"""Folded group name → the folded names of all groups that its members are in, itself too."""


def close_inclusions(included: Mapping[str, Collection[str]]) -> Inclusions:
    """Follow inclusions to their end, once for all people.

    Args:
        included: Group → the groups that its members belong to as well; may have cycles.

    Returns:
        The transitive closure.
    """
    direct: dict[str, set[str]] = {}
    for group, targets in included.items():
        direct.setdefault(fold(group), set()).update(map(fold, targets))
    closed = {}
    for start in direct:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            group = waiting.pop()
            if group not in found:
                found.add(group)
                waiting.extend(direct.get(group, ()))
        closed[start] = frozenset(found)
    return closed


def effective_groups(
    memberships: Iterable[Membership], inclusions: Inclusions, now: float
) -> frozenset[str]:
    """Tell all Tiki groups of a person.

    Args:
        memberships: The direct ones, expired or not.
        inclusions: From `close_inclusions`.
        now: Seconds since the epoch.

    Returns:
        The folded names of the groups that count now, those by inclusion among them. Whoever is
        in any group is in Registered too, as Tiki has it (facts/tiki.md §6).
    """
    found: set[str] = set()
    for membership in memberships:
        if membership.is_current(now):
            group = fold(membership.group)
            found |= inclusions.get(group, frozenset((group,)))
    if found:
        found |= inclusions.get(REGISTERED, frozenset((REGISTERED,)))
    return frozenset(found)


def roster_groups(
    groups: Collection[str], mappings: Iterable[GroupMapping]
) -> dict[str, GroupMapping]:
    """Tell the roster groups that follow from Tiki groups.

    Args:
        groups: Folded names, from `effective_groups`.
        mappings: The rules; where several name one roster group, the first describes it.

    Returns:
        Roster group name → the rule it comes from.
    """
    wanted: dict[str, GroupMapping] = {}
    relevant = [group for group in groups if group not in EVERYBODY]
    for mapping in mappings:
        pattern = fold(mapping.tiki)
        if pattern in relevant or fnmatch.filter(relevant, pattern):
            wanted.setdefault(mapping.roster, mapping)
    return wanted


def plan_memberships(
    wanted: Mapping[str, GroupMapping], actual: Collection[str], managed: Collection[str]
) -> MembershipPlan:
    """Compare what should be with what is, for one person.

    Args:
        wanted: From `roster_groups`.
        actual: Roster groups that the person is in now.
        managed: Those among them that the bridge put the person into. Others are left alone.

    Returns:
        The least change.
    """
    join = tuple(mapping for roster, mapping in wanted.items() if roster not in actual)
    leave = tuple(sorted(r for r in managed if r in actual and r not in wanted))
    return MembershipPlan(join, leave)
