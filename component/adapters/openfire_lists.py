"""All chat accounts in Openfire's database, page by page: the port `ChatAccounts`. Read only.

Openfire keeps when somebody went offline in `ofPresence`, and deletes it when they come online
again (its `PresenceManagerImpl`). Passwords are `openfire_credentials`' part.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from component.adapters.mysql import Database
from component.adapters.mysql_lists import batches, marks
from component.adapters.openfire_credentials import read_credentials
from component.adapters.openfire_schema import LISTED, SEEN, OpenfireAccess, not_readable
from component.domain.names import ChatUsername
from component.domain.unmigrated import ListedChatAccount

_SEEN = "SELECT username, offlineDate FROM ofPresence WHERE username IN ({})"
_PAGE = (
    "SELECT username, creationDate FROM ofUser WHERE {name} > %s ORDER BY {name} LIMIT {limit:d}"
)
_ONE = "SELECT username, creationDate FROM ofUser WHERE username = %s"
_NAME = "HEX(CONVERT(username USING {}))"
"""A name as hexadecimal digits of UTF-8, whose order is that of code points."""


class OpenfireLists:
    """Lists chat accounts.

    Args:
        database: Openfire's.
        clock: Seconds since the epoch.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._access = OpenfireAccess(database)
        self._clock = clock

    async def read_page(
        self, after: str, limit: int, *, with_credentials: bool = False
    ) -> list[ListedChatAccount]:
        """See `ChatAccounts.read_page`.

        A date that cannot be read counts as now: nobody is taken for long gone because of it.
        """
        await self._check()
        charset = self._access.database.settings.charset
        name = _NAME.format("utf8" if charset == "utf8mb3" else "utf8mb4")
        rows = await self._access.fetch(
            _PAGE.format(name=name, limit=limit), (after.encode().hex().upper(),)
        )
        made = {ChatUsername(str(username)): self._seconds(date) for username, date in rows}
        usernames = tuple(made)
        seen = await self._seen(usernames)
        credentials = await read_credentials(self._access, usernames) if with_credentials else {}
        return [
            ListedChatAccount(
                username, created_at, seen.get(username), credential=credentials.get(username)
            )
            for username, created_at in made.items()
        ]

    async def find(self, username: ChatUsername) -> ListedChatAccount | None:
        """See `ChatAccounts.find`: the row must equal the name, not only by collation."""
        await self._check()
        rows = await self._access.fetch(_ONE, (username,))
        made = [date for name, date in rows if name == username]
        if not made:
            return None
        seen = await self._seen((username,))
        return ListedChatAccount(username, self._seconds(made[0]), seen.get(username))

    async def how_many(self) -> int:
        """See `ChatAccounts.how_many`."""
        ((count,),) = await self._access.fetch("SELECT COUNT(username) FROM ofUser")
        return int(count)

    async def _check(self) -> None:
        """See that the dates can be read; raises `SchemaMismatch`."""
        if missing := (await self._access.schema()).missing(LISTED):
            raise not_readable(self._access.database, missing)

    async def _seen(self, usernames: Sequence[ChatUsername]) -> Mapping[object, float]:
        found: dict[object, float] = {}
        for batch in batches(await self._access.holdable(SEEN, "username", usernames)):
            rows = await self._access.fetch(_SEEN.format(marks(batch)), batch)
            found.update((username, self._seconds(date)) for username, date in rows)
        return found

    def _seconds(self, stored: object) -> float:
        """Read milliseconds since the epoch, 15 digits."""
        digits = str(stored).strip()
        return int(digits) / 1000 if digits.isdecimal() else self._clock()
