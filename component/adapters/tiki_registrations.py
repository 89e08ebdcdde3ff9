"""Tiki's accounts in the order of their making: the port `Registrations`."""

from component.adapters.mysql import Database, text
from component.adapters.tiki_access import TikiAccess, column
from component.adapters.tiki_schema import REGISTERED_AT, USERS
from component.domain.high_water import Registered
from component.domain.names import TikiLogin, livechat_id


class TikiRegistrations:
    """Reads them.

    Args:
        database: Tiki's.
    """

    def __init__(self, database: Database) -> None:
        self._access = TikiAccess(database)

    async def newest(self) -> int:
        """See `Registrations.newest`."""
        ((highest,),) = await self._access.fetch(f"SELECT MAX(userId) FROM {USERS}")
        return int(highest or 0)

    async def read_registered(self, after: int, limit: int) -> list[Registered]:
        """See `Registrations.read_registered`."""
        at = column(await self._access.schema(), USERS, REGISTERED_AT)
        rows = await self._access.fetch(
            f"SELECT userId, login, livechat_id, {at} FROM {USERS} WHERE userId > %s "
            "ORDER BY userId LIMIT %s",
            (after, limit),
        )
        return [
            Registered(
                int(user_id), TikiLogin(text(login)), livechat_id(text(owned)), int(registered or 0)
            )
            for user_id, login, owned, registered in rows
        ]
