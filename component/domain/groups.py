"""From a person's Tiki groups to their roster groups (design §4)."""

import fnmatch
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from component.domain.names import fold

REGISTERED = "registered"
EVERYBODY = frozenset({"anonymous", REGISTERED})
"""Groups that everybody is in: never worth a roster group (facts/tiki.md §1)."""

DAY = 86_400
"""Seconds."""
_SET = re.compile(r"\[!?+(\]?+[^\]]*)\]")
"""A set of signs in a pattern."""
_RANGE = re.compile(r"(.)-(.)")
_SIGNS = frozenset("*?")
Visibility = Literal["nobody", "members", "everybody"]


class ByHand(StrEnum):
    """What becomes of members that the bridge did not put into a roster group."""

    LEAVE = "leave"
    REPORT = "report"
    REMOVE = "remove"


class Gone(StrEnum):
    """What becomes of a roster group when no group of the site fits its mapping any more."""

    LEAVE = "leave"
    """Nothing changes, and it is reported: it may be a mistake on the site."""
    EMPTY = "empty"
    """Managed members go, the group stays."""
    DELETE = "delete"
    """Managed members go, and the group too if nobody else is in it."""


@dataclass(frozen=True, slots=True)
class RoomRule:
    """Members of a roster group have an affiliation in a room.

    Attributes:
        room: Its bare JID.
        affiliation: `member`, `admin` or `owner` (XEP-0045 §5.2).
    """

    room: str
    affiliation: Literal["member", "admin", "owner"]


@dataclass(frozen=True, slots=True)
class RosterGroup:
    """A roster group and who belongs to it, by all mappings of the settings that name it.

    Attributes:
        name: The name of the Openfire group.
        tiki: Tiki group names, or patterns with `*`, `?` and `[…]`; compared after case folding.
            A group of exactly this name is meant too, whatever signs it has.
        display_name: How rosters show it.
        visible_to: Who sees it in the roster: nobody, its members, everybody, or the members of
            the roster groups named.
        rooms: Where its members have an affiliation.
        largest: More members than that, and the group is left as it is; None for no bound.
        by_hand: What becomes of members that the bridge did not add.
        gone: What becomes of it when the Tiki groups are gone.
    """

    name: str
    tiki: tuple[str, ...]
    display_name: str
    visible_to: Visibility | tuple[str, ...] = "members"
    rooms: tuple[RoomRule, ...] = ()
    largest: int | None = None
    by_hand: ByHand = ByHand.LEAVE
    gone: Gone = Gone.LEAVE


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
            return self.created + self.expire_after_days * DAY >= now
        return True


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


def fitting_groups(groups: Iterable[str], names: Iterable[str]) -> frozenset[str]:
    """Tell which Tiki groups the members of a roster group are in.

    Args:
        groups: Folded names of Tiki groups.
        names: What a mapping says: names, or patterns with `*`, `?` and `[…]`.

    Returns:
        Those of the groups that fit any of the names; never one that everybody is in.
    """
    relevant = frozenset(groups) - EVERYBODY
    found: set[str] = set()
    for name in map(fold, names):
        found |= relevant & {name}
        found.update(fnmatch.filter(relevant, name))
    return frozenset(found)


def pattern_error(name: str) -> str | None:
    """Tell what is wrong with a name or pattern of a mapping, if it can fit nothing that is meant.

    A lone `[` may be part of a name; among the signs of a pattern it is a slip.
    """
    closed = _SET.sub("", name)
    if "[" in closed and (closed != name or not _SIGNS.isdisjoint(closed)):
        return "a [ has no ]; write [[] for the sign itself"
    for low, high in (ends for inside in _SET.findall(name) for ends in _RANGE.findall(inside)):
        if fold(low) > fold(high):
            return f"{low}-{high} in [] runs backwards"
    return None
