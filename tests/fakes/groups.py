"""Roster groups of a chat server in memory: the ports `ChatGroups` and `GroupAdmin`."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from component.domain.group_plan import ActualGroup, Description
from component.domain.groups import RosterGroup, Visibility
from component.domain.names import ChatUsername
from component.ports import Rejected
from tests.fakes.fake import Fake

LONGEST_NAME = 50
"""Characters of a group's name that Openfire's column holds."""


@dataclass
class ShownGroup:
    """A roster group; `show_in_roster` and `seen_by` in Openfire's words."""

    display_name: str
    show_in_roster: str
    seen_by: tuple[str, ...] = ()
    members: set[str] = field(default_factory=set)


def shown_to(visible_to: Visibility | tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Who sees a group, in Openfire's words."""
    match visible_to:
        case tuple():
            return "onlyGroup", visible_to
        case "members":
            return "onlyGroup", ()
        case "nobody" | "everybody":
            return visible_to, ()


class FakeGroups(Fake):
    """The groups of an Openfire.

    Attributes:
        refused_members: Names that the server takes into no group, whatever it says.
    """

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, ShownGroup] = {}
        self.refused_members: set[str] = set()

    @property
    def groups(self) -> "FakeGroups":
        """As `ChatGroups`."""
        return self

    @property
    def group_admin(self) -> "FakeGroups":
        """As `GroupAdmin`."""
        return self

    @property
    def usernames(self) -> set[str]:
        """All accounts: none but where more than groups is faked."""
        return set()

    @property
    def rosters(self) -> set[str]:
        """The names of all groups."""
        return set(self._groups)

    def add_roster_group(self, roster: str, *members: str) -> None:
        """Make a group that is not the bridge's."""
        self._groups[roster] = ShownGroup("", "nobody", members=set(members))

    def share_roster_group(self, roster: str, display_name: str, show: str, seen_by: str) -> None:
        """Set how a group shows, as an admin does in the console."""
        names = (part.strip() for part in seen_by.split(","))
        group = self._groups[roster]
        group.display_name, group.show_in_roster = display_name, show
        group.seen_by = tuple(name for name in names if name)

    def lose_roster_group(self, roster: str) -> None:
        """Delete a group, as an admin does in the console."""
        del self._groups[roster]

    def join(self, roster: str, *members: str) -> None:
        """Put members into a group, as an admin does in the console."""
        self._groups[roster].members.update(members)

    def leave(self, roster: str, *members: str) -> None:
        """Take members out of a group, as an admin does in the console."""
        self._groups[roster].members.difference_update(members)

    def groups_with(self, username: str) -> set[str]:
        """The groups that an account is in."""
        return {roster for roster, group in self._groups.items() if username in group.members}

    def shown_group(self, roster: str) -> ShownGroup:
        """A group with its members."""
        return self._groups[roster]

    async def read_groups(
        self, names: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, ActualGroup]:
        await self._called("read_groups", tuple(names), only)
        return {name: self._actual(name, only) for name in names if name in self._groups}

    async def members_among(self, roster: str, names: Collection[str]) -> frozenset[str]:
        await self._called("members_among", roster, tuple(names))
        group = self._groups.get(roster)
        return frozenset(group.members.intersection(names) if group else ())

    async def existing(self, usernames: Collection[ChatUsername]) -> frozenset[ChatUsername]:
        await self._called("existing", tuple(usernames))
        return frozenset(name for name in usernames if name in self.usernames)

    async def groups_version(self) -> str:
        await self._called("groups_version")
        seen = [
            (roster, group.display_name, group.show_in_roster, group.seen_by, sorted(group.members))
            for roster, group in sorted(self._groups.items())
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()

    async def make_group(self, group: RosterGroup) -> None:
        await self._called("make_group", group.name)
        if len(group.name) > LONGEST_NAME:
            raise Rejected(f"the name {group.name!r} is not kept")
        if group.name not in self._groups:
            self.add_roster_group(group.name)

    async def describe_group(self, group: RosterGroup) -> None:
        await self._called("describe_group", group.name)
        shown = self._group(group.name)
        shown.show_in_roster, shown.seen_by = shown_to(group.visible_to)
        shown.display_name = "" if group.visible_to == "nobody" else group.display_name

    async def delete_group(self, roster: str) -> None:
        await self._called("delete_group", roster)
        self._groups.pop(roster, None)

    async def add_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        await self._called("add_members", roster, tuple(usernames))
        refused = self.refused_members.intersection(usernames)
        self._group(roster).members.update(set(usernames) - refused)
        if refused:
            raise Rejected(f"{roster} did not take {', '.join(sorted(refused))}")

    async def remove_members(self, roster: str, members: Collection[str]) -> None:
        await self._called("remove_members", roster, tuple(members))
        self._group(roster).members.difference_update(members)

    def _actual(self, roster: str, only: ChatUsername | None) -> ActualGroup:
        group = self._groups[roster]
        members = group.members if only is None else group.members & {only}
        return ActualGroup(_description(roster, group), frozenset(members), len(group.members))

    def _group(self, roster: str) -> ShownGroup:
        if roster not in self._groups:
            raise Rejected(f"there is no group {roster}")
        return self._groups[roster]


def _description(roster: str, group: ShownGroup) -> Description:
    match group.show_in_roster:
        case "nobody":
            return Description("", "nobody")
        case "everybody":
            return Description(group.display_name, "everybody")
        case "onlyGroup" if group.seen_by in ((), (roster,)):
            return Description(group.display_name, "members")
        case "onlyGroup":
            return Description(group.display_name, group.seen_by)
        case _:
            return Description(group.display_name, None)
