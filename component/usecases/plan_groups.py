"""Reads both sides of a sync of groups and plans it; writes nothing anywhere (design §4).

What follows from the two sides is `domain.group_plan`'s part, carrying it out `apply_groups`'.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.group_plan import GroupPlan, Sides, plan_groups
from component.domain.groups import (
    ByHand,
    RosterGroup,
    close_inclusions,
    effective_groups,
    fitting_groups,
)
from component.domain.login import as_username
from component.domain.names import ChatUsername, fold
from component.ports import Unavailable
from component.usecases.doubt import Doubt, Doubtful, check_sources
from component.usecases.read_members import read_members

if TYPE_CHECKING:
    from component import ports
    from component.domain.group_plan import Affiliation
    from component.domain.groups import Membership
    from component.ports.groups import ChatGroups, ChatRooms, ManagedMembers

_SAMPLE = 500
"""Accounts among which somebody is in a group, on a site where anybody is."""

TikiGroups = tuple[list["Membership"], frozenset[str], Mapping[str, Collection[str]]]
"""One person's memberships, the site's groups, its inclusions."""
Affiliations = Mapping[ChatUsername, "Affiliation"]


class UnknownRosters(ValueError):  # noqa: N818  an answer, as Doubtful is
    """The settings do not describe some roster groups, whose names are in the message."""

    def __init__(self, rosters: Collection[str]) -> None:
        super().__init__(f"the settings have no roster group {', '.join(sorted(rosters))}")


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked account.

    Attributes:
        user_id: `userId` of the Tiki account.
        username: The chat account, which is there.
    """

    user_id: int
    username: ChatUsername


@dataclass(frozen=True, slots=True)
class PlanGroups:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        mappings: The roster groups that the settings describe.
        rooms: None where no mapping has rooms.
        clock: Seconds since the epoch.
    """

    mappings: Sequence[RosterGroup]
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    groups: "ChatGroups"
    managed: "ManagedMembers"
    rooms: "ChatRooms | None" = None
    clock: Callable[[], float] = field(default=time.time)

    async def __call__(
        self, rosters: Collection[str] = (), only: Linked | None = None
    ) -> GroupPlan:
        """Tell what a sync would change.

        Each side is read in such an order that what others do meanwhile is, at the worst, done
        again by the plan: the site, then the chat, then what the bridge remembers.

        Args:
            rosters: The roster groups to plan for; empty for all of the settings.
            only: The person to plan for; None for everybody.

        Returns:
            The plan.

        Raises:
            UnknownRosters: The settings do not describe all of `rosters`.
            Unavailable: Somebody did not answer, or the site changed while it was read.
            Doubtful: A source is suspiciously empty.
        """
        unknown = set(rosters).difference(group.name for group in self.mappings)
        if unknown:
            raise UnknownRosters(unknown)
        scope = [group for group in self.mappings if not rosters or group.name in rosters]
        if only is not None:
            return await self._plan_person(scope, only) if scope else GroupPlan()
        if not scope:
            managed, managed_rooms = await self._remembered((), ())
            return plan_groups(Sides((), (), {}, {}, managed, {}, managed_rooms))
        return await self._plan_all(rosters)

    async def _plan_all(self, rosters: Collection[str]) -> GroupPlan:
        names = [group.name for group in self.mappings]
        rooms = rooms_of(self.mappings)
        people: dict[ChatUsername, frozenset[str]] = {}
        is_anybody = is_member = False
        async for member in read_members(self.tiki, self.clock()):
            is_anybody = True
            is_member = is_member or bool(member.groups)
            if member.livechat_id is not None:
                people.setdefault(as_username(member.livechat_id), member.groups)
        tiki_groups = frozenset(map(fold, await self.tiki.group_names()))
        present = await self.groups.existing(people.keys())
        chat = await self.groups.read_groups(names)
        affiliations = await self._read_affiliations(rooms)
        managed, managed_rooms = await self._remembered(names, rooms)
        if not is_anybody:
            raise Doubtful(Doubt.NO_ACCOUNTS)
        if any(map(managed.get, names)) or any(map(managed_rooms.get, rooms)):
            check_sources(is_linked=bool(people), is_member=is_member, is_present=bool(present))
        sides = Sides(
            mappings=self.mappings,
            tiki_groups=tiki_groups,
            people={name: groups for name, groups in people.items() if name in present},
            chat=chat,
            managed=managed,
            rooms=affiliations,
            managed_rooms=managed_rooms,
            scope=rosters,
        )
        return await asyncio.to_thread(plan_groups, sides)

    async def _remembered(
        self, names: Collection[str], rooms: Collection[str]
    ) -> tuple[Mapping[str, frozenset[ChatUsername]], Mapping[str, Affiliations]]:
        """What the bridge manages, in these groups and rooms and in any others."""
        every_name = {*names, *await self.managed.managed_rosters()}
        every_room = {*rooms, *await self.managed.managed_rooms()}
        managed = await self.managed.managed_members(every_name)
        return managed, await self.managed.managed_affiliations(every_room)

    async def _plan_person(self, scope: Sequence[RosterGroup], only: Linked) -> GroupPlan:
        """Plan for one person; where it is clear that nothing changes, at four short looks."""
        username, now = only.username, self.clock()
        memberships = await self.tiki.memberships(only.user_id)
        inclusions = await self.tiki.inclusions()
        effective = effective_groups(memberships, close_inclusions(inclusions), now)
        joined = await self.chat.groups_of(username)
        managed = await self.managed.managed_members([group.name for group in scope], username)
        rooms = rooms_of(scope)
        managed_rooms = await self.managed.managed_affiliations(rooms, username) if rooms else {}
        concerned = [
            group
            for group in scope
            if _concerns(
                group,
                belongs=bool(fitting_groups(effective, group.tiki)),
                is_in=group.name in joined,
                is_managed=bool(managed.get(group.name)),
            )
            or any(managed_rooms.get(rule.room) for rule in group.rooms)
        ]
        if not concerned:
            return GroupPlan()
        names = [group.name for group in concerned]
        tiki_groups = await self.tiki.group_names()
        plan = plan_groups(
            Sides(
                mappings=self.mappings,
                tiki_groups=frozenset(map(fold, tiki_groups)),
                people={username: effective},
                chat=await self.groups.read_groups(names, username),
                managed=managed,
                rooms=await self._read_affiliations(rooms_of(concerned), username),
                managed_rooms=managed_rooms,
                scope=names,
                only=username,
            )
        )
        if plan.removed or any(change.take for change in plan.rooms):
            await self._check_again(only, (memberships, tiki_groups, inclusions))
        return plan

    async def _check_again(self, only: Linked, seen: TikiGroups) -> None:
        """Believe that somebody is in fewer groups only if that is not a moment in a change."""
        memberships = await self.tiki.memberships(only.user_id)
        tiki_groups, inclusions = await self.tiki.group_names(), await self.tiki.inclusions()
        if seen != (memberships, tiki_groups, inclusions):
            raise Unavailable("Tiki's groups", "they were changed while they were read; try again")
        if not memberships:
            sample = await self.tiki.read_page(0, _SAMPLE)
            if not any(account.memberships for account in sample):
                raise Doubtful(Doubt.NO_MEMBERSHIPS)

    async def _read_affiliations(
        self, rooms: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, Affiliations]:
        if self.rooms is None or not rooms:
            return {}
        return await self.rooms.read_affiliations(rooms, only)


def rooms_of(groups: Collection[RosterGroup]) -> list[str]:
    """The rooms where members of some roster groups have an affiliation, each once."""
    return list(dict.fromkeys(rule.room for group in groups for rule in group.rooms))


def _concerns(group: RosterGroup, *, belongs: bool, is_in: bool, is_managed: bool) -> bool:
    """Tell whether a sync of one person may change something about a roster group."""
    if belongs:
        return not is_in or bool(group.rooms)
    return is_managed or (is_in and group.by_hand is ByHand.REMOVE)
