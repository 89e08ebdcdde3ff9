"""Who runs the chat server, by Openfire's database: the port `ChatAdmins`. Read only."""

from collections.abc import Collection

from component.adapters.mysql import Database
from component.adapters.mysql_lists import batches, marks
from component.adapters.openfire_admins import NAMES, UnknownAdminsError, people_of, read_list
from component.adapters.openfire_properties import read_properties
from component.adapters.openfire_schema import OpenfireAccess
from component.domain.names import ChatUsername
from component.ports import Unavailable

_MEMBERS = "SELECT groupName, username FROM ofGroupUser WHERE groupName IN ({})"


class OpenfireAdminList:
    """Reads the list of admins, and groups.

    Args:
        database: Openfire's.
        domain: The chat's domain.
    """

    def __init__(self, database: Database, domain: str) -> None:
        self._access = OpenfireAccess(database)
        self._domain = domain

    async def admins(self) -> frozenset[ChatUsername]:
        """See `ChatAdmins.admins`."""
        properties = await read_properties(self._access, NAMES)
        try:
            return frozenset(people_of(read_list(properties, self._domain), self._domain))
        except UnknownAdminsError as error:
            raise Unavailable("Openfire's list of admins", str(error)) from error

    async def members_of(self, groups: Collection[str]) -> frozenset[ChatUsername]:
        """See `ChatAdmins.members_of`."""
        found: set[ChatUsername] = set()
        for batch in batches(groups):
            rows = await self._access.fetch(_MEMBERS.format(marks(batch)), batch)
            found.update(ChatUsername(str(member)) for group, member in rows if group in groups)
        return frozenset(found)
