"""Openfire's commands for roster groups behind the port `GroupAdmin` (facts/openfire.md §4).

Openfire keeps groups in memory. It changes that first, then its database, and says that all went
well whatever the database made of it (`Group`, `DefaultGroupProvider` of 4.2.0 to 5.1.1). From then
on it does not try again, since in its memory all is done. So each change is read back, and made
once more by way of its opposite where only the memory has it.
"""

import logging
from collections.abc import Collection, Sequence

from component.adapters.openfire_admin import ADMIN
from component.adapters.openfire_groups import SEEN_BY, SHOW, OpenfireGroups, describe
from component.domain.group_plan import Description
from component.domain.groups import RosterGroup
from component.domain.names import ChatUsername
from component.ports import CommandRunner, Rejected

_log = logging.getLogger(__name__)

_SHOWN = 5
"""Names in a message."""
_NOTHING = ("",)
"""No groups, for which the field has to be there: without it Openfire keeps what it had."""


class OpenfireGroupAdmin:
    """Changes roster groups of Openfire.

    Args:
        commands: The stream to run commands on.
        groups: What Openfire's database has.
        domain: The chat's domain.
    """

    def __init__(self, commands: CommandRunner, groups: OpenfireGroups, domain: str) -> None:
        self._commands = commands
        self._groups = groups
        self._domain = domain

    async def make_group(self, group: RosterGroup) -> None:
        """See `GroupAdmin.make_group`."""
        if await self._is_there(group.name):
            return
        try:
            await self._add_group(group)
        except Rejected:
            if await self._is_there(group.name):
                return
            _log.info("the group %r may be in Openfire's memory only", group.name)
            await self._run("delete-group", group=group.name)
            await self._add_group(group)
        if not await self._is_there(group.name):
            await self._run("delete-group", group=group.name)
            raise Rejected(f"Openfire's database does not keep a group {group.name!r}")

    async def describe_group(self, group: RosterGroup) -> None:
        """See `GroupAdmin.describe_group`."""
        properties = (await self._groups.read_properties([group.name]))[group.name]
        if properties.get(SHOW) == "onlyGroup" and SEEN_BY not in properties:
            # 4.2 would throw on it and never answer.
            raise Rejected(
                f"the group {group.name!r} is shared without saying with whom: save its contact "
                "list sharing in Openfire's admin console once"
            )
        wanted = _description(group)
        show, seen_by = _in_openfires_words(wanted)
        fields: dict[str, str | Sequence[str]] = {
            "group": group.name,
            "showInRoster": show,
            "displayName": group.display_name,
        }
        if seen_by != _NOTHING or properties.get(SEEN_BY, "").strip():
            # Another value, and be it another blank, makes Openfire go through all rosters again.
            fields["groupList"] = seen_by
        await self._run("update-group", **fields)
        properties = (await self._groups.read_properties([group.name]))[group.name]
        found = describe(group.name, properties)
        if found != wanted:
            raise Rejected(f"Openfire keeps {found} of the group {group.name!r}, not {wanted}")

    async def delete_group(self, roster: str) -> None:
        """See `GroupAdmin.delete_group`."""
        if not await self._is_there(roster):
            return
        await self._run("delete-group", group=roster)
        if await self._is_there(roster):
            raise Rejected(f"the group {roster!r} is still in Openfire's database")

    async def add_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        """See `GroupAdmin.add_members`."""
        await self._add(roster, usernames)
        missing = await self._missing(roster, usernames)
        if not missing:
            return
        alike = await self._groups.members_alike(roster, missing)
        if not alike:
            _log.info("%d members of %r were in Openfire's memory only", len(missing), roster)
            await self._remove(roster, missing)
            await self._add(roster, missing)
            missing = await self._missing(roster, missing)
        if missing:
            raise Rejected(f"Openfire's database does not keep {_some(missing)} in {roster!r}")

    async def remove_members(self, roster: str, members: Collection[str]) -> None:
        """See `GroupAdmin.remove_members`."""
        await self._remove(roster, members)
        staying = sorted(await self._groups.members_among(roster, members))
        if not staying:
            return
        _log.info("%d members of %r were in Openfire's database only", len(staying), roster)
        await self._add(roster, staying)
        await self._remove(roster, staying)
        staying = sorted(await self._groups.members_among(roster, staying))
        if staying:
            raise Rejected(f"Openfire's database still has {_some(staying)} in {roster!r}")

    async def _is_there(self, roster: str) -> bool:
        """Whether the database has a group.

        Raises:
            Rejected: It has another one that it takes for the same: whatever is done to one of
                them, it would do to the other.
        """
        alike = await self._groups.groups_alike(roster)
        if alike and roster not in alike:
            raise Rejected(
                f"Openfire's database takes {roster!r} for its group {_some(alike)}: give the "
                "group another name"
            )
        return bool(alike)

    async def _add_group(self, group: RosterGroup) -> None:
        await self._run(
            "add-group",
            group=group.name,
            desc=f"Tiki group {', '.join(group.tiki)}",
            members=(),
            showInRoster="nobody",
            groupList=_NOTHING,
            displayName=group.display_name,
        )

    async def _missing(self, roster: str, usernames: Collection[str]) -> list[str]:
        return sorted(set(usernames) - await self._groups.members_among(roster, usernames))

    async def _add(self, roster: str, members: Collection[str]) -> None:
        users = self._jids(members)
        await self._run("add-group-members", group=roster, admin="0", users=users)

    async def _remove(self, roster: str, members: Collection[str]) -> None:
        await self._run("delete-group-members", group=roster, users=self._jids(members))

    async def _run(self, command: str, **fields: str | Sequence[str]) -> None:
        await self._commands.run_command(ADMIN + command, fields)

    def _jids(self, members: Collection[str]) -> list[str]:
        return [m if "@" in m else f"{m}@{self._domain}" for m in members]


def _description(group: RosterGroup) -> Description:
    """What is read of a group that is described."""
    if group.visible_to == "nobody":
        return Description("", "nobody")
    own = group.visible_to == (group.name,)
    return Description(group.display_name, "members" if own else group.visible_to)


def _in_openfires_words(wanted: Description) -> tuple[str, Sequence[str]]:
    """Who sees a group, and the groups that see it."""
    match wanted.visible_to:
        case tuple() as seen_by:
            return "spefgroups", seen_by
        case "members":
            return "onlyGroup", _NOTHING
        case _:
            return str(wanted.visible_to), _NOTHING


def _some(names: Collection[str]) -> str:
    """Names for a message: the first of them, and how many more."""
    first = sorted(names)[:_SHOWN]
    more = len(names) - len(first)
    return ", ".join(map(repr, first)) + (f" and {more} more" if more else "")
