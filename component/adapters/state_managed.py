"""Who is where by the bridge's doing: the port `ManagedMembers`.

In the bridge's own schema. A statement is about many people, so that the cost of a sync is not one
per member; a look at one person is one statement.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from typing import Any

from component.adapters.mysql import Database
from component.adapters.mysql_lists import batches, marks
from component.adapters.state_database import StateDatabase
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername

STEP: Mapping[str, str] = {
    "managed_affiliation": """CREATE TABLE managed_affiliation (
        username VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
        room VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
        affiliation VARCHAR(10) CHARACTER SET ascii NOT NULL,
        since DATETIME NOT NULL,
        PRIMARY KEY (username, room),
        KEY room (room)
    ) ENGINE=InnoDB""",
}
"""The table, as a step of `state_schema`; `managed_member` is of its first one."""

PAGE = 2_000
"""Rows that are read at a time: some milliseconds of the event loop."""

_MEMBERS = "SELECT roster_group, username, NULL FROM managed_member WHERE "
_AFFILIATIONS = "SELECT room, username, affiliation FROM managed_affiliation WHERE "

_Row = tuple[str, ChatUsername, Any]


class StateManaged:
    """Remembers what the bridge manages.

    Rows are written in the order of the primary key, in which no two writers wait for each other.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
        page: Rows that are read at a time.
    """

    def __init__(
        self, database: Database, prepare: Callable[[], Awaitable[object]], page: int = PAGE
    ) -> None:
        self._tables = StateDatabase(database, prepare)
        self._page = page

    async def managed_members(
        self, rosters: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, frozenset[ChatUsername]]:
        """See `ManagedMembers.managed_members`."""
        found: dict[str, set[ChatUsername]] = {roster: set() for roster in rosters}
        async for roster, username, _ in self._read(_MEMBERS, "roster_group", found, only):
            found[roster].add(username)
        return {roster: frozenset(members) for roster, members in found.items()}

    async def managed_rosters(self, username: ChatUsername | None = None) -> frozenset[str]:
        """See `ManagedMembers.managed_rosters`."""
        if username is None:
            return await self._places("SELECT DISTINCT roster_group FROM managed_member")
        rows = await self._tables.fetch(f"{_MEMBERS}username = %s", username)
        return frozenset(str(roster) for roster, _, _ in rows)

    async def manage_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        """See `ManagedMembers.manage_members`."""
        for batch in batches(sorted(usernames)):
            rows = ", ".join(["(%s, %s, UTC_TIMESTAMP())"] * len(batch))
            await self._tables.execute(
                f"INSERT INTO managed_member (username, roster_group, since) VALUES {rows} "  # noqa: S608  marks only
                "ON DUPLICATE KEY UPDATE since = since",
                *(value for username in batch for value in (username, roster)),
            )

    async def release_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        """See `ManagedMembers.release_members`."""
        for batch in batches(sorted(usernames)):
            await self._tables.execute(
                "DELETE FROM managed_member WHERE roster_group = %s "  # noqa: S608  marks only
                f"AND username IN ({marks(batch)})",
                roster,
                *batch,
            )

    async def managed_affiliations(
        self, rooms: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, Mapping[ChatUsername, Affiliation]]:
        """See `ManagedMembers.managed_affiliations`."""
        found: dict[str, dict[ChatUsername, Affiliation]] = {room: {} for room in rooms}
        async for room, username, affiliation in self._read(_AFFILIATIONS, "room", found, only):
            found[room][username] = Affiliation(affiliation)
        return found

    async def managed_rooms(self) -> frozenset[str]:
        """See `ManagedMembers.managed_rooms`."""
        return await self._places("SELECT DISTINCT room FROM managed_affiliation")

    async def manage_affiliations(
        self, room: str, affiliations: Mapping[ChatUsername, Affiliation]
    ) -> None:
        """See `ManagedMembers.manage_affiliations`."""
        for batch in batches(sorted(affiliations)):
            rows = ", ".join(["(%s, %s, %s, UTC_TIMESTAMP())"] * len(batch))
            await self._tables.execute(
                "INSERT INTO managed_affiliation (username, room, affiliation, since) "  # noqa: S608  marks only
                f"VALUES {rows} "
                "ON DUPLICATE KEY UPDATE affiliation = VALUES(affiliation)",
                *(value for name in batch for value in (name, room, affiliations[name].value)),
            )

    async def release_affiliations(self, room: str, usernames: Collection[ChatUsername]) -> None:
        """See `ManagedMembers.release_affiliations`."""
        for batch in batches(sorted(usernames)):
            await self._tables.execute(
                f"DELETE FROM managed_affiliation WHERE room = %s AND username IN ({marks(batch)})",  # noqa: S608  marks only
                room,
                *batch,
            )

    async def _places(self, statement: str) -> frozenset[str]:
        return frozenset(str(place) for (place,) in await self._tables.fetch(statement))

    async def _read(
        self, select: str, column: str, places: Collection[str], only: ChatUsername | None
    ) -> AsyncIterator[_Row]:
        """Read rows of some places, page by page; one person's with one statement."""
        if only is not None:
            for found, username, value in await self._tables.fetch(select + "username = %s", only):
                if found in places:
                    yield found, ChatUsername(username), value
            return
        statement = f"{select}{column} = %s AND username > %s ORDER BY username LIMIT %s"
        for place in places:
            last, rows = "", None
            while rows is None or len(rows) == self._page:
                rows = await self._tables.fetch(statement, place, last, self._page)
                for _, username, value in rows:
                    yield place, ChatUsername(username), value
                    last = username
