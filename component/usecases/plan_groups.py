"""Reads both sides of a sync of groups and plans it; writes nothing anywhere (design §4).

What follows from the two sides is `domain.group_plan`'s part, carrying it out `apply_groups`'.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
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


class Doubt(StrEnum):
    """What is suspicious about a source; `sentence` says it."""

    NO_ACCOUNTS = "no-accounts"
    NO_LIVE_CHAT_IDS = "no-live-chat-ids"
    NO_MEMBERSHIPS = "no-memberships"
    NO_CHAT_ACCOUNTS = "no-chat-accounts"

    @property
    def sentence(self) -> str:
        """For the log."""
        return _SENTENCES[self]


_SENTENCES = {
    Doubt.NO_ACCOUNTS: "Tiki has no account at all",
    Doubt.NO_LIVE_CHAT_IDS: "no Tiki account has a Live Chat ID, though members are managed",
    Doubt.NO_MEMBERSHIPS: "nobody is in any Tiki group, though members are managed",
    Doubt.NO_CHAT_ACCOUNTS: "no linked person has a chat account, though members are managed",
}


class Doubtful(Exception):  # noqa: N818  a state of the other side, as Unavailable is
    """A source is suspiciously empty: that is never "everyone left".

    Attributes:
        why: What is suspicious.
    """

    def __init__(self, why: Doubt) -> None:
        super().__init__(f"{why.sentence}: nothing is changed until that is right")
        self.why = why


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
        if not scope:
            return GroupPlan()
        if only is not None:
            return await self._plan_person(scope, only)
        return await self._plan_all(scope)

    async def _plan_all(self, scope: Sequence[RosterGroup]) -> GroupPlan:
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
        managed = await self.managed.managed_members(names)
        managed_rooms = await self.managed.managed_affiliations(rooms) if rooms else {}
        if not is_anybody:
            raise Doubtful(Doubt.NO_ACCOUNTS)
        if any(managed.values()) or any(managed_rooms.values()):
            _check_sources(is_linked=bool(people), is_member=is_member, is_present=bool(present))
        sides = Sides(
            mappings=self.mappings,
            tiki_groups=tiki_groups,
            people={name: groups for name, groups in people.items() if name in present},
            chat=chat,
            managed=managed,
            rooms=affiliations,
            managed_rooms=managed_rooms,
            scope=[group.name for group in scope],
        )
        return await asyncio.to_thread(plan_groups, sides)

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
    ) -> Mapping[str, Mapping[ChatUsername, "Affiliation"]]:
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


def _check_sources(*, is_linked: bool, is_member: bool, is_present: bool) -> None:
    if not is_linked:
        raise Doubtful(Doubt.NO_LIVE_CHAT_IDS)
    if not is_member:
        raise Doubtful(Doubt.NO_MEMBERSHIPS)
    if not is_present:
        raise Doubtful(Doubt.NO_CHAT_ACCOUNTS)
