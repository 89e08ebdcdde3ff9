"""Rooms to fill and to look at, fake or real, for the suite of `ChatRooms` and `RoomAdmin`."""

import secrets
from collections.abc import Mapping
from typing import Protocol

from component.adapters.openfire_room_admin import OpenfireRoomAdmin
from component.adapters.openfire_rooms import OpenfireRooms
from component.domain.group_plan import Affiliation
from component.frontdoors.xmpp.rooms_client import RoomsClient
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports.groups import ChatRooms, RoomAdmin
from openfire.testserver.chat_data import MUC_SERVICE
from tests.contract.chat_worlds import fresh
from tests.contract.servers import Databases, Root
from tests.fakes.rooms import FakeRooms

DOMAIN = "livechat.test"
SERVICE = f"conference.{DOMAIN}"
CODES = {
    Affiliation.OWNER: 10,
    Affiliation.ADMIN: 20,
    Affiliation.OUTCAST: 40,
}
"""What Openfire stores; members are in a table of their own."""

_LONG_AGO = "001700000000000"


class RoomWorld(Protocol):
    """What a test does to rooms; `FakeRoomWorld` is one, `RealRoomWorld` the other."""

    @property
    def rooms(self) -> ChatRooms: ...
    @property
    def admin(self) -> RoomAdmin: ...
    def add_room(self, affiliations: Mapping[str, Affiliation] | None = None) -> str:
        """Make a room that has these affiliations beside those of people from elsewhere."""


class FakeRoomWorld:
    """Rooms in memory."""

    def __init__(self) -> None:
        self._fake = FakeRooms()
        self.rooms: ChatRooms = self._fake
        self.admin: RoomAdmin = self._fake

    def add_room(self, affiliations: Mapping[str, Affiliation] | None = None) -> str:
        room = f"{fresh('room')}@{SERVICE}"
        self._fake.add_room(room, affiliations)
        return room


class RealRoomWorld:
    """The rooms of the test server's Openfire, which loads each when it is first asked for it."""

    def __init__(self, root: Root, databases: Databases, stream: ComponentStream) -> None:
        self._root = root
        reader = OpenfireRooms(databases.openfire, DOMAIN)
        self.client = RoomsClient(stream, ())
        stream.attach(self.client)
        self.rooms: ChatRooms = reader
        self.reader = reader
        self.admin: RoomAdmin = OpenfireRoomAdmin(self.client, reader)

    def add_room(self, affiliations: Mapping[str, Affiliation] | None = None) -> str:
        return self.make_room(affiliations or {})

    def make_room(
        self, affiliations: Mapping[str, Affiliation], service: int = MUC_SERVICE, **columns: object
    ) -> str:
        """Make a room with some columns of `ofMucRoom` set; people without an @ are local."""
        name, room_id = fresh("room"), secrets.randbelow(2**31) + 1_000_000
        values: dict[str, object] = {
            **dict.fromkeys(("canChangeSubject", "moderated", "membersOnly", "canInvite"), 0),
            **dict.fromkeys(("logEnabled", "useReservedNick", "allowpm"), 0),
            **dict.fromkeys(("publicRoom", "canDiscoverJID", "canChangeNick", "canRegister"), 1),
            **dict.fromkeys(("naturalName", "description", "subject"), name),
            "serviceID": service,
            "roomID": room_id,
            "name": name,
            "creationDate": _LONG_AGO,
            "modificationDate": _LONG_AGO,
            "lockedDate": "000000000000000",
            "maxUsers": 30,
            "rolesToBroadcast": 7,
            **columns,
        }
        marks = ", ".join(["%s"] * len(values))
        self._run(f"INSERT INTO ofMucRoom ({', '.join(values)}) VALUES ({marks})", *values.values())
        for person, affiliation in affiliations.items():
            jid = person if "@" in person else f"{person}@{DOMAIN}"
            if affiliation is Affiliation.MEMBER:
                self._run("INSERT INTO ofMucMember (roomID, jid) VALUES (%s, %s)", room_id, jid)
            else:
                code = CODES[affiliation]
                self._run("INSERT INTO ofMucAffiliation VALUES (%s, %s, %s)", room_id, jid, code)
        return f"{values['name']}@{self._subdomain(service)}.{DOMAIN}"

    def make_service(self, **properties: str) -> int:
        """Make a service of rooms that Openfire does not know of before its next start."""
        service = secrets.randbelow(2**31) + 1_000
        self._run("INSERT INTO ofMucService VALUES (%s, %s, NULL, 0)", service, fresh("rooms"))
        for name, value in properties.items():
            self._run(
                "INSERT INTO ofMucServiceProp VALUES (%s, %s, %s)",
                *(service, name.replace("_", "."), value),
            )
        return service

    def forget(self, room: str, username: str) -> None:
        """Lose an affiliation in the database only, as one that was being made when it died."""
        for table in ("ofMucAffiliation", "ofMucMember"):
            self._run(
                f"DELETE a FROM {table} a JOIN ofMucRoom r ON r.roomID = a.roomID "
                "WHERE r.name = %s AND a.jid = %s",
                *(room.partition("@")[0], f"{username}@{DOMAIN}"),
            )

    def remember(self, room: str, username: str, affiliation: Affiliation) -> None:
        """Keep in the database an affiliation that Openfire's memory has lost."""
        self._run(
            "INSERT INTO ofMucMember (roomID, jid) SELECT roomID, %s FROM ofMucRoom WHERE name = %s"
            if affiliation is Affiliation.MEMBER
            else f"INSERT INTO ofMucAffiliation SELECT roomID, %s, {CODES[affiliation]} "
            "FROM ofMucRoom WHERE name = %s",
            *(f"{username}@{DOMAIN}", room.partition("@")[0]),
        )

    def rows_of(self, room: str, username: str) -> int:
        """How many rows somebody has in a room."""
        ((count,),) = self._run(
            "SELECT COUNT(a.jid) FROM ofMucRoom r JOIN (SELECT roomID, jid FROM ofMucMember "
            "UNION ALL SELECT roomID, jid FROM ofMucAffiliation) a ON a.roomID = r.roomID "
            "WHERE r.name = %s AND a.jid = %s",
            *(room.partition("@")[0], f"{username}@{DOMAIN}"),
        )
        return int(str(count))

    def _subdomain(self, service: int) -> str:
        rows = self._run("SELECT subdomain FROM ofMucService WHERE serviceID = %s", service)
        return str(rows[0][0])

    def _run(self, statement: str, *arguments: object) -> list[tuple[object, ...]]:
        return self._root.execute(statement, arguments, "openfire")
