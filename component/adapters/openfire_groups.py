"""Roster groups in Openfire's database: the port `ChatGroups`. Read only.

Openfire keeps how a group shows in three properties (`sharedRoster.*`, facts/openfire.md §1), its
members by username where they are local and by JID where they are not. Rooms are
`openfire_rooms`' part.
"""

import re
from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from component.adapters.mysql import Database
from component.adapters.mysql_lists import batches, marks
from component.adapters.openfire_mysql import existing_accounts
from component.adapters.openfire_schema import GROUPED, USERS, OpenfireAccess
from component.adapters.table_digest import digest_of, read_digest
from component.domain.group_plan import ActualGroup, Description
from component.domain.names import ChatUsername

Properties = Mapping[str, str]
"""Name of a property → its value."""

SHOW, DISPLAY_NAME, SEEN_BY = (
    *("sharedRoster.showInRoster", "sharedRoster.displayName", "sharedRoster.groupList"),
)
_PAGE = 10_000
"""Members in one answer."""
_SEPARATORS = re.compile("[,\t\n\r\f]")
"""Between the names of a list of groups, as Openfire takes it apart."""

_NAMES = "SELECT groupName FROM ofGroup"
_PROPERTIES = (
    "SELECT groupName, name, propValue FROM ofGroupProp WHERE groupName IN ({}) "
    "AND name IN (%s, %s, %s)"
)
_MEMBERS = "SELECT groupName, username FROM ofGroupUser WHERE groupName IN ({})"
_FOLLOWING = " AND (groupName > %s OR groupName = %s AND username > %s)"
_IN_PAGES = f" ORDER BY groupName, username LIMIT {_PAGE}"
_SIZES = """
SELECT g.groupName, COUNT(DISTINCT m.username)
FROM ofGroup g JOIN ofGroupUser m ON m.groupName = g.groupName
WHERE g.groupName IN ({}) GROUP BY g.groupName
"""
_AMONG = "SELECT username FROM ofGroupUser WHERE groupName = %s AND username IN ({})"


class OpenfireGroups:
    """Reads roster groups. A name counts if it is exactly the one that was asked for.

    Args:
        database: Openfire's.
        watched: Statements of `table_digest.digest_of` for what else changes the version, such as
            rooms.
    """

    def __init__(self, database: Database, watched: Sequence[str] = ()) -> None:
        self._access = OpenfireAccess(database)
        self._watched = (
            *(digest_of(table, columns) for table, columns in GROUPED.items() if table != USERS),
            *watched,
        )

    async def read_groups(
        self, names: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, ActualGroup]:
        """See `ChatGroups.read_groups`."""
        stored = {str(name) for (name,) in await self._access.fetch(_NAMES)}
        found = [name for name in dict.fromkeys(names) if name in stored]
        properties = await self.read_properties(found)
        members: dict[str, set[str]] = {name: set() for name in found}
        rows = self._members(found) if only is None else self._memberships(found, only)
        async for group, member in rows:
            if group in members:
                members[group].add(member)
        sizes = {name: len(members[name]) for name in found}
        if only is not None:
            sizes = dict.fromkeys(found, 0) | await self._sizes(found)
        return {
            name: ActualGroup(
                describe(name, properties[name]), frozenset(members[name]), sizes[name]
            )
            for name in found
        }

    async def read_properties(self, names: Collection[str]) -> Mapping[str, Properties]:
        """How some groups show, in Openfire's words; nothing of one that is not there."""
        found: dict[str, dict[str, str]] = {name: {} for name in names}
        for batch in batches(await self._access.holdable("ofGroupProp", "groupName", names)):
            rows = await self._access.fetch(
                _PROPERTIES.format(marks(batch)), (*batch, SHOW, DISPLAY_NAME, SEEN_BY)
            )
            for group, name, value in rows:
                if group in found:
                    found[group][str(name)] = str(value)
        return found

    async def members_among(self, roster: str, names: Collection[str]) -> frozenset[str]:
        """See `ChatGroups.members_among`."""
        return (await self.members_alike(roster, names)).intersection(names)

    async def members_alike(self, roster: str, names: Collection[str]) -> frozenset[str]:
        """Members whose names the database takes for some of these, as they are stored."""
        found: set[str] = set()
        if roster in await self.groups_alike(roster):
            for batch in batches(await self._access.holdable("ofGroupUser", "username", names)):
                rows = await self._access.fetch(_AMONG.format(marks(batch)), (roster, *batch))
                found.update(str(name) for (name,) in rows)
        return frozenset(found)

    async def groups_alike(self, roster: str) -> frozenset[str]:
        """Groups whose names the database takes for this one, as they are stored."""
        if not await self._access.holdable("ofGroup", "groupName", [roster]):
            return frozenset()
        rows = await self._access.fetch(f"{_NAMES} WHERE groupName = %s", (roster,))
        return frozenset(str(name) for (name,) in rows)

    async def existing(self, usernames: Collection[ChatUsername]) -> frozenset[ChatUsername]:
        """See `ChatGroups.existing`."""
        holdable = await self._access.holdable(USERS, "username", usernames)
        return await existing_accounts(self._access.fetch, holdable)

    async def groups_version(self) -> str:
        """See `ChatGroups.groups_version`."""
        return await read_digest(self._access.fetch, self._watched)

    async def _members(self, names: Sequence[str]) -> AsyncIterator[tuple[str, str]]:
        """Groups and who is in them."""
        for batch in batches(names):
            statement = _MEMBERS.format(marks(batch))
            after: tuple[str, ...] = ()
            while True:
                following = _FOLLOWING if after else ""
                rows = await self._access.fetch(statement + following + _IN_PAGES, (*batch, *after))
                for group, member in rows:
                    yield str(group), str(member)
                if len(rows) < _PAGE:
                    break
                last, member = rows[-1]
                after = (last, last, member)

    async def _memberships(
        self, names: Sequence[str], member: ChatUsername
    ) -> AsyncIterator[tuple[str, str]]:
        """Those of some groups that a person is in, with the person."""
        is_known = await self._access.holdable("ofGroupUser", "username", [member])
        for batch in batches(names if is_known else ()):
            statement = _MEMBERS.format(marks(batch)) + " AND username = %s"
            for group, found in await self._access.fetch(statement, (*batch, member)):
                if found == member:
                    yield str(group), str(found)

    async def _sizes(self, names: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for batch in batches(names):
            rows = await self._access.fetch(_SIZES.format(marks(batch)), batch)
            found.update((str(group), int(size)) for group, size in rows)
        return found


def describe(roster: str, properties: Properties) -> Description:
    """Read Openfire's words for how a group shows.

    5.x names a group in its own list where 4.2 keeps an empty one: its members see it in any case.

    Args:
        roster: Its name.
        properties: Those named `sharedRoster.*`; blanks stand for nothing.
    """
    display_name = properties.get(DISPLAY_NAME, "").strip()
    listed = (part.strip() for part in _SEPARATORS.split(properties.get(SEEN_BY, "")))
    seen_by = tuple(name for name in listed if name)
    match properties.get(SHOW, "nobody"):
        case "nobody":
            return Description("", "nobody")
        case "everybody":
            return Description(display_name, "everybody")
        case "onlyGroup" if seen_by in ((), (roster,)):
            return Description(display_name, "members")
        case "onlyGroup":
            return Description(display_name, seen_by)
        case _:
            return Description(display_name, None)
