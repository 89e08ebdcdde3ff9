"""Who is where by the bridge's doing, in memory: the port `ManagedMembers`."""

from collections.abc import Collection, Mapping

from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from tests.fakes.fake import Fake


class FakeManaged(Fake):
    """Two tables.

    Attributes:
        members: Roster group → usernames, for a test to read and to change.
        affiliations: Room → username → affiliation, likewise.
    """

    title = "the fake managed members"

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[str, set[ChatUsername]] = {}
        self.affiliations: dict[str, dict[ChatUsername, Affiliation]] = {}

    async def managed_members(
        self, rosters: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, frozenset[ChatUsername]]:
        await self._called("managed_members", tuple(rosters), only)
        return {
            roster: frozenset(u for u in self.members.get(roster, ()) if only in (None, u))
            for roster in rosters
        }

    async def managed_rosters(self, username: ChatUsername | None = None) -> frozenset[str]:
        await self._called("managed_rosters", username)
        return frozenset(
            roster
            for roster, members in self.members.items()
            if (members if username is None else username in members)
        )

    async def manage_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        await self._called("manage_members", roster, tuple(usernames))
        self.members.setdefault(roster, set()).update(usernames)

    async def release_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        await self._called("release_members", roster, tuple(usernames))
        self.members.setdefault(roster, set()).difference_update(usernames)

    async def managed_affiliations(
        self, rooms: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, Mapping[ChatUsername, Affiliation]]:
        await self._called("managed_affiliations", tuple(rooms), only)
        return {
            room: {u: a for u, a in self.affiliations.get(room, {}).items() if only in (None, u)}
            for room in rooms
        }

    async def managed_rooms(self) -> frozenset[str]:
        await self._called("managed_rooms")
        return frozenset(room for room, people in self.affiliations.items() if people)

    async def manage_affiliations(
        self, room: str, affiliations: Mapping[ChatUsername, Affiliation]
    ) -> None:
        await self._called("manage_affiliations", room, tuple(affiliations.items()))
        self.affiliations.setdefault(room, {}).update(affiliations)

    async def release_affiliations(self, room: str, usernames: Collection[ChatUsername]) -> None:
        await self._called("release_affiliations", room, tuple(usernames))
        for username in usernames:
            self.affiliations.setdefault(room, {}).pop(username, None)
