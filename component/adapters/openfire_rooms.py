"""Persistent rooms in Openfire's database: the port `ChatRooms`. Read only.

Openfire keeps owners, admins and outcasts of a room in one table, members in another, by their
JIDs; a group's JID has a resource and is nobody's. Rooms that are not persistent are in none.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from component.adapters.mysql import Database
from component.adapters.mysql_lists import batches, marks
from component.adapters.openfire_schema import ROOMS, OpenfireAccess
from component.adapters.table_digest import digest_of
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername

_AFFILIATIONS = {
    10: Affiliation.OWNER,
    20: Affiliation.ADMIN,
    30: Affiliation.MEMBER,
    40: Affiliation.OUTCAST,
}
"""`ofMucAffiliation.affiliation`, as `MUCRole.Affiliation` of 4.2.0 to 5.1.1 has it."""

_ROOMS = (
    "SELECT s.subdomain, r.name, r.roomID, r.roomPassword "
    "FROM ofMucRoom r JOIN ofMucService s ON s.serviceID = r.serviceID WHERE r.name IN ({})"
)
_SERVICES = (
    "SELECT s.subdomain, p.name, p.propValue FROM ofMucService s "
    "LEFT JOIN ofMucServiceProp p ON p.serviceID = s.serviceID AND p.name = %s"
)
_ALL = (
    "SELECT roomID, jid, 30 FROM ofMucMember WHERE roomID IN ({0}){1} "
    "UNION ALL SELECT roomID, jid, affiliation FROM ofMucAffiliation WHERE roomID IN ({0}){1}"
)
"""Members come first: where somebody is in both tables, the other one counts."""

_SYSADMINS = "sysadmin.jid"

WATCHED = (
    digest_of("ofMucService", ROOMS["ofMucService"]),
    digest_of("ofMucRoom", ("serviceID", "roomID", "name")),
    digest_of("ofMucAffiliation", ROOMS["ofMucAffiliation"]),
    digest_of("ofMucMember", ROOMS["ofMucMember"]),
)
"""Tell of any change of affiliations, and of rooms that come or go; see `OpenfireGroups`."""

Affiliations = Mapping[ChatUsername, Affiliation]


class OpenfireRooms:
    """Reads rooms. A name counts if it is exactly the one that was asked for.

    Args:
        database: Openfire's.
        domain: The chat's domain.
    """

    def __init__(self, database: Database, domain: str) -> None:
        self._access = OpenfireAccess(database)
        self._domain = domain

    async def read_affiliations(
        self, rooms: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, Affiliations]:
        """See `ChatRooms.read_affiliations`."""
        ids = {room: room_id for room, (room_id, _password) in (await self._find(rooms)).items()}
        return await self._read(ids, None if only is None else [only])

    async def affiliations_of(self, room: str, usernames: Collection[ChatUsername]) -> Affiliations:
        """See `ChatRooms.affiliations_of`."""
        ids = {name: room_id for name, (room_id, _) in (await self._find([room])).items()}
        found: dict[ChatUsername, Affiliation] = {}
        for batch in batches(usernames):
            found |= (await self._read(ids, batch)).get(room, {})
        return found

    async def room_password(self, room: str) -> str | None:
        """A room's password; None if it has none, or is not there."""
        _room_id, password = (await self._find([room])).get(room, (0, None))
        return password or None

    async def sysadmins(self) -> Mapping[str, Sequence[str]]:
        """The services of rooms, by their subdomains, and the JIDs of their administrators."""
        rows = await self._access.fetch(_SERVICES, (_SYSADMINS,))
        return {
            str(subdomain): _listed(value if name == _SYSADMINS else None)
            for subdomain, name, value in rows
        }

    async def _find(self, rooms: Collection[str]) -> dict[str, tuple[int, str | None]]:
        """Those of some rooms that are there → their id and password."""
        wanted = frozenset(rooms)
        names = {room.partition("@")[0] for room in wanted}
        found: dict[str, tuple[int, str | None]] = {}
        for batch in batches(names):
            for subdomain, name, room_id, password in await self._access.fetch(
                _ROOMS.format(marks(batch)), batch
            ):
                room = f"{name}@{subdomain}.{self._domain}"
                if room in wanted:
                    found[room] = int(room_id), password
        return found

    async def _read(
        self, ids: Mapping[str, int], usernames: Sequence[ChatUsername] | None
    ) -> dict[str, dict[ChatUsername, Affiliation]]:
        """The affiliations in some rooms; of some people only, where they are named."""
        found: dict[str, dict[ChatUsername, Affiliation]] = {room: {} for room in ids}
        names = {room_id: room for room, room_id in ids.items()}
        jids = [f"{username}@{self._domain}" for username in usernames or ()]
        among = "" if usernames is None else f" AND jid IN ({marks(jids)})"
        for batch in batches(names):
            arguments = (*batch, *jids)
            rows = await self._access.fetch(_ALL.format(marks(batch), among), arguments * 2)
            for room_id, jid, code in rows:
                username = self._person(str(jid))
                if username is not None and code in _AFFILIATIONS:
                    found[names[room_id]][username] = _AFFILIATIONS[code]
        if usernames is not None:
            return {room: _only(people, usernames) for room, people in found.items()}
        return found

    def _person(self, jid: str) -> ChatUsername | None:
        """Who on this server has a JID; None for a group, for others, and for other servers."""
        local, _, host = jid.partition("@")
        return ChatUsername(local) if local and host == self._domain else None


def _only(
    people: Affiliations, usernames: Iterable[ChatUsername]
) -> dict[ChatUsername, Affiliation]:
    return {username: people[username] for username in usernames if username in people}


def _listed(jids: object) -> tuple[str, ...]:
    """A list with commas, as Openfire reads it: blanks and the case do not matter."""
    return tuple(jid.strip().lower() for jid in str(jids or "").split(",") if jid.strip())
