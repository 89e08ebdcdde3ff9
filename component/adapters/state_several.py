"""What components that share a subdomain remember together: the ports of `ports.several`.

By the clock of the database, which all of them share.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from component.adapters.mysql import Database
from component.adapters.state_database import StateDatabase

STEP: Mapping[str, str] = {
    "conversation": """CREATE TABLE conversation (
        client_digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        owner VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        ends_at DATETIME(6) NOT NULL,
        KEY ends_at (ends_at)
    ) ENGINE=InnoDB""",
    "refresh_turn": """CREATE TABLE refresh_turn (
        username VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
        owner CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        ends_at DATETIME(6) NOT NULL
    ) ENGINE=InnoDB""",
}
"""The tables, as a step of `state_schema`. A client's JID is kept as its digest, which fits."""

_MOST_OLD = 100
"""Conversations that are over and go with each that begins."""


class StateConversations:
    """The port `Conversations`.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
        own: The private subdomain of this component.
        seconds: For how long a question waits.
    """

    def __init__(
        self,
        database: Database,
        prepare: Callable[[], Awaitable[object]],
        own: str,
        seconds: float,
    ) -> None:
        self._tables = StateDatabase(database, prepare)
        self._own = own
        self._microseconds = round(seconds * 1e6)

    async def begin(self, client: str) -> None:
        """See `Conversations.begin`."""
        await self._tables.execute(
            "INSERT INTO conversation (client_digest, owner, ends_at) "
            "VALUES (%s, %s, UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND) "
            "ON DUPLICATE KEY UPDATE owner = VALUES(owner), ends_at = VALUES(ends_at)",
            _digest(client),
            self._own,
            self._microseconds,
        )
        await self._tables.execute(
            "DELETE FROM conversation WHERE ends_at < UTC_TIMESTAMP(6) LIMIT %s", _MOST_OLD
        )

    async def end(self, client: str) -> None:
        """See `Conversations.end`."""
        await self._tables.execute(
            "DELETE FROM conversation WHERE client_digest = %s AND owner = %s",
            _digest(client),
            self._own,
        )

    async def owner(self, client: str) -> str | None:
        """See `Conversations.owner`."""
        rows = await self._tables.fetch(
            "SELECT owner FROM conversation "
            "WHERE client_digest = %s AND ends_at >= UTC_TIMESTAMP(6)",
            _digest(client),
        )
        return str(rows[0][0]) if rows else None

    async def give_up(self, client: str) -> None:
        """See `Conversations.give_up`."""
        await self._tables.execute(
            "DELETE FROM conversation WHERE client_digest = %s", _digest(client)
        )


class StateRefreshes:
    """The port `Refreshes`: the statement that takes a turn decides a race.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
        owner: What this process has for itself: 32 characters of ASCII.
    """

    def __init__(
        self, database: Database, prepare: Callable[[], Awaitable[object]], owner: str
    ) -> None:
        self._tables = StateDatabase(database, prepare)
        self._owner = owner

    async def take(self, username: str, seconds: float) -> bool:
        """See `Refreshes.take`. MySQL counts a row that stays as it is as none."""
        changed = await self._tables.execute(
            "INSERT INTO refresh_turn (username, owner, ends_at) "
            "VALUES (%s, %s, UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND) "
            "ON DUPLICATE KEY UPDATE "
            "owner = IF(ends_at < UTC_TIMESTAMP(6), VALUES(owner), owner), "
            "ends_at = IF(ends_at < UTC_TIMESTAMP(6), VALUES(ends_at), ends_at)",
            username,
            self._owner,
            round(seconds * 1e6),
        )
        return bool(changed)

    async def give_back(self, username: str) -> None:
        """See `Refreshes.give_back`."""
        await self._tables.execute(
            "DELETE FROM refresh_turn WHERE username = %s AND owner = %s", username, self._owner
        )


def _digest(client: str) -> str:
    return hashlib.sha256(client.encode("utf-8", "surrogatepass")).hexdigest()
