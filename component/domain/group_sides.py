"""The two sides that a sync of groups compares: what the site says, and what the chat has.

Who reads them is told in the use cases; what follows from them, in `group_plan`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from component.domain.groups import RosterGroup, Visibility
from component.domain.names import ChatUsername

MemberT = TypeVar("MemberT", bound=str)


@dataclass(frozen=True, slots=True)
class Description:
    """How a roster group shows.

    Attributes:
        display_name: Its name in rosters; no matter where nobody sees it, since Openfire keeps
            none then.
        visible_to: Who sees it, named roster groups in any order; None for something that no
            mapping can say.
    """

    display_name: str
    visible_to: Visibility | tuple[str, ...] | None

    def in_order(self, roster: str) -> "Description":
        """The same in the one way of saying it, for comparison.

        Args:
            roster: The group: its own members see it wherever other groups do.
        """
        if self.visible_to == "nobody":
            return Description("", "nobody")
        if isinstance(self.visible_to, tuple):
            others = tuple(sorted(set(self.visible_to) - {roster}))
            return Description(self.display_name, others or "members")
        return self


@dataclass(frozen=True, slots=True)
class ActualGroup:
    """A roster group as the chat server has it.

    Attributes:
        description: How it shows.
        members: Local members by username, others by JID; in a plan for one person only theirs.
        size: How many members there are in all.
    """

    description: Description
    members: frozenset[str]
    size: int


class Affiliation(StrEnum):
    """XEP-0045 §5.2, the least first."""

    OUTCAST = "outcast"
    NONE = "none"
    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """The more it allows, the higher."""
        return _RANKS[self]


_RANKS = {affiliation: rank for rank, affiliation in enumerate(Affiliation)}


@dataclass(frozen=True, slots=True)
class Sides:
    """All that a plan is made from: of all roster groups and their rooms, whatever the scope.

    A room may be shared by groups in and out of the scope, and is planned for as a whole.

    Attributes:
        mappings: The roster groups that the settings describe.
        tiki_groups: Names of all groups of the site, folded.
        people: Linked accounts that have a chat account → their effective Tiki groups, folded.
        chat: Roster group → what is there; a group that is not there is absent.
        managed: Roster group → members that the bridge put there; also of groups that the settings
            do not describe any more.
        rooms: Room → affiliations that are stored there; a room that is not there is absent.
        managed_rooms: Room → affiliations that the bridge gave; likewise.
        scope: The roster groups that are planned for, and with them their rooms; empty for all.
        only: The person that the plan is for; None for everybody. A plan for one person neither
            describes groups anew nor deletes them, and knows nothing of others' memberships.
    """

    mappings: Collection[RosterGroup]
    tiki_groups: Collection[str]
    people: Mapping[ChatUsername, Collection[str]]
    chat: Mapping[str, ActualGroup]
    managed: Mapping[str, Collection[ChatUsername]]
    rooms: Mapping[str, Mapping[ChatUsername, Affiliation]]
    managed_rooms: Mapping[str, Mapping[ChatUsername, Affiliation]]
    scope: Collection[str] = ()
    only: ChatUsername | None = None

    @property
    def planned(self) -> tuple[RosterGroup, ...]:
        """The roster groups in the scope, in the order of the mappings."""
        return tuple(g for g in self.mappings if not self.scope or g.name in self.scope)

    def concerned(self, members: Iterable[MemberT]) -> frozenset[MemberT]:
        """Those of some members whom the plan is for."""
        if self.only is None:
            return frozenset(members)
        return frozenset(member for member in members if member == self.only)
