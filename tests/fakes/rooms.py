"""Rooms of a chat server in memory: the ports `ChatRooms` and `RoomAdmin`."""

from collections.abc import Collection, Mapping

from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports import Rejected
from tests.fakes.fake import Fake


class FakeRooms(Fake):
    """The persistent rooms of an Openfire.

    Attributes:
        closed: Rooms that let nobody in, and so take no affiliations.
        refused_people: People of whom no room takes an affiliation.
    """

    title = "the fake chat server"

    def __init__(self) -> None:
        super().__init__()
        self._rooms: dict[str, dict[ChatUsername, Affiliation]] = {}
        self.closed: set[str] = set()
        self.refused_people: set[str] = set()

    @property
    def rooms(self) -> "FakeRooms":
        """As `ChatRooms`."""
        return self

    @property
    def room_admin(self) -> "FakeRooms":
        """As `RoomAdmin`."""
        return self

    def add_room(self, room: str, affiliations: Mapping[str, Affiliation] | None = None) -> None:
        """Make a room."""
        self._rooms[room] = {}
        for username, affiliation in (affiliations or {}).items():
            self.give(room, username, affiliation)

    def lose_room(self, room: str) -> None:
        """Delete a room, as an admin does in the console."""
        del self._rooms[room]

    def give(self, room: str, username: str, affiliation: Affiliation) -> None:
        """Set an affiliation, as one of the room's admins does by hand."""
        people = self._rooms[room]
        people.pop(ChatUsername(username), None)
        if affiliation is not Affiliation.NONE:
            people[ChatUsername(username)] = affiliation

    async def read_affiliations(
        self, rooms: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, Mapping[ChatUsername, Affiliation]]:
        await self._called("read_affiliations", tuple(rooms), only)
        return {
            room: {
                username: affiliation
                for username, affiliation in self._rooms[room].items()
                if only in (None, username)
            }
            for room in rooms
            if room in self._rooms
        }

    async def affiliations_of(
        self, room: str, usernames: Collection[ChatUsername]
    ) -> Mapping[ChatUsername, Affiliation]:
        await self._called("affiliations_of", room, tuple(usernames))
        people = self._rooms.get(room, {})
        return {username: people[username] for username in usernames if username in people}

    async def set_affiliations(
        self, room: str, affiliations: Mapping[ChatUsername, Affiliation]
    ) -> None:
        await self._called("set_affiliations", room, dict(affiliations))
        if room not in self._rooms or room in self.closed:
            raise Rejected(f"{room}: item-not-found", "item-not-found")
        owners_first = sorted(affiliations.items(), key=lambda item: item[1] != Affiliation.OWNER)
        for username, affiliation in owners_first:
            if username in self.refused_people or self._is_last_owner(room, username, affiliation):
                raise Rejected(f"{room}: conflict", "conflict")
            self.give(room, username, affiliation)

    def _is_last_owner(self, room: str, username: ChatUsername, becomes: Affiliation) -> bool:
        people = self._rooms[room]
        owners = [name for name, affiliation in people.items() if affiliation is Affiliation.OWNER]
        return owners == [username] and becomes is not Affiliation.OWNER
