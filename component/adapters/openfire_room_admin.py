"""Affiliations in rooms, set as an admin of their service: the port `RoomAdmin`.

Openfire 4.2 takes them from an occupant alone, newer ones from any of the service's admins. So the
component asks from outside first, which nobody in the room sees; if that is refused it comes in,
asks again, and goes. It never comes into a room that is not there: that would make the room.

Openfire keeps rooms in memory. It changes that first, then its database, and says that all went
well whatever the database made of it (`MUCPersistenceManager` of 4.2.0 to 5.1.1). From then on it
does not try again, since in its memory all is done. So each change is read back, and made once more
by way of what is stored where only the memory has it.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Protocol

from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports import Rejected
from component.ports.rooms import RoomClient

_AT_ONCE = 25
"""Items of one request. Openfire reads nothing else of the component meanwhile, answers to sign-ins
among it, and takes some milliseconds for each: it writes its database, and may invite."""
_SHOWN = 5
"""Names in a message."""
_NOT_AN_OCCUPANT = "bad-request"
_PERSISTENT, _WITH_PASSWORD = "muc_persistent", "muc_passwordprotected"
_MEANINGS = {
    "item-not-found": "there is no such room, or it is locked",
    "forbidden": "the component is no administrator of its service: add it there",
    "not-allowed": "the component is no administrator of its service: add it there",
    "registration-required": "the component is no administrator of its service: add it there",
    "not-authorized": "it wants a password, and another one than Openfire's database has",
    "service-unavailable": "it is full, or there is no such service of rooms",
    "remote-server-not-found": "there is no such service of rooms",
    "conflict": "it would lose its last owner, or takes only people with a nickname of their own",
}
"""Condition of a stanza error → what it means, as Openfire uses it."""

Affiliations = Mapping[ChatUsername, Affiliation]


class StoredRooms(Protocol):
    """As much of `OpenfireRooms` as this needs."""

    async def affiliations_of(self, room: str, usernames: Collection[ChatUsername]) -> Affiliations:
        """See `ChatRooms.affiliations_of`."""

    async def room_password(self, room: str) -> str | None:
        """A room's password, if it has one."""


class OpenfireRoomAdmin:
    """Sets affiliations, in one room at a time.

    Args:
        client: Speaks to rooms.
        rooms: What Openfire's database has.
    """

    def __init__(self, client: RoomClient, rooms: StoredRooms) -> None:
        self._client = client
        self._rooms = rooms
        self._turn = asyncio.Lock()

    async def set_affiliations(self, room: str, affiliations: Affiliations) -> None:
        """See `RoomAdmin.set_affiliations`.

        Of a request that is refused in the middle Openfire sets the first part, without telling
        the room's occupants. So owners are made first: a room must not lose its last one.
        """
        async with self._turn:
            try:
                await self._set(room, affiliations)
            except Rejected as error:
                meaning = _MEANINGS.get(error.condition)
                why = f"{room}: {error}" + (f" ({meaning})" if meaning else "")
                raise Rejected(why, error.condition) from error

    async def _set(self, room: str, affiliations: Affiliations) -> None:
        features = await self._client.features(room)
        if _PERSISTENT not in features:
            raise Rejected("it is not persistent, and would forget affiliations")
        visit = _Visit(self._client, self._rooms, room, with_password=_WITH_PASSWORD in features)
        try:
            await visit.change(affiliations)
            stored = await self._differing(room, affiliations)
            if not stored:
                return
            await visit.change(stored)
            await visit.change({username: affiliations[username] for username in stored})
            lost = await self._differing(room, affiliations)
        finally:
            visit.end()
        if lost:
            names = ", ".join(sorted(lost)[:_SHOWN])
            raise Rejected(f"Openfire's database does not keep the affiliation of {names}")

    async def _differing(self, room: str, wanted: Affiliations) -> Affiliations:
        """What is stored of people who should be something else."""
        stored = await self._rooms.affiliations_of(room, wanted)
        return {
            username: stored.get(username, Affiliation.NONE)
            for username, affiliation in wanted.items()
            if stored.get(username, Affiliation.NONE) is not affiliation
        }


class _Visit:
    """What is asked of a room between two looks at it, from outside or from within."""

    def __init__(
        self, client: RoomClient, rooms: StoredRooms, room: str, *, with_password: bool
    ) -> None:
        self._client = client
        self._rooms = rooms
        self._room = room
        self._with_password = with_password
        self._is_in = False

    async def change(self, affiliations: Affiliations) -> None:
        """Set affiliations; come in where that takes an occupant."""
        ordered = sorted(affiliations.items(), key=lambda item: item[1] is not Affiliation.OWNER)
        for start in range(0, len(ordered), _AT_ONCE):
            batch = ordered[start : start + _AT_ONCE]
            try:
                await self._client.change(self._room, batch)
            except Rejected as error:
                if self._is_in or error.condition != _NOT_AN_OCCUPANT:
                    raise
            else:
                continue
            password = await self._rooms.room_password(self._room) if self._with_password else None
            await self._client.enter(self._room, password)
            self._is_in = True
            await self._client.change(self._room, batch)

    def end(self) -> None:
        """Go, also if the room had the component in it from before."""
        self._client.leave(self._room)
