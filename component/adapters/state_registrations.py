"""How far Tiki's registrations were seen to: the port `Watch`, in the bridge's own schema."""

import json
from collections.abc import Awaitable, Callable, Mapping

from component.adapters.mysql import Database
from component.adapters.state_database import StateDatabase
from component.domain.high_water import Gap, HighWater

STEP: Mapping[str, str] = {
    "registration_watch": """CREATE TABLE registration_watch (
        id TINYINT NOT NULL PRIMARY KEY,
        mark BIGINT UNSIGNED NOT NULL,
        gaps TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        next_look DATETIME(6) NOT NULL
    ) ENGINE=InnoDB""",
}
"""The table, as a step of `state_schema`: one row."""


class StateWatch:
    """Remembers it.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
    """

    def __init__(self, database: Database, prepare: Callable[[], Awaitable[object]]) -> None:
        self._tables = StateDatabase(database, prepare)

    async def begin(self, water: HighWater) -> None:
        """See `Watch.begin`."""
        await self._tables.execute(
            "INSERT INTO registration_watch (id, mark, gaps, next_look) "
            "VALUES (1, %s, %s, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE id = id",
            water.mark,
            _pack(water.gaps),
        )

    async def take_turn(self, seconds: float) -> HighWater | None:
        """See `Watch.take_turn`: by the clock of the database, which all components share."""
        has_turn = await self._tables.execute(
            "UPDATE registration_watch "
            "SET next_look = UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND "
            "WHERE id = 1 AND next_look <= UTC_TIMESTAMP(6)",
            round(seconds * 1e6),
        )
        if not has_turn:
            return None
        ((mark, gaps),) = await self._tables.fetch(
            "SELECT mark, gaps FROM registration_watch WHERE id = 1"
        )
        return HighWater(int(mark), _unpack(gaps))

    async def move(self, before: HighWater, after: HighWater) -> bool:
        """See `Watch.move`."""
        if before == after:
            return True
        moved = await self._tables.execute(
            "UPDATE registration_watch SET mark = %s, gaps = %s "
            "WHERE id = 1 AND mark = %s AND gaps = %s",
            *(after.mark, _pack(after.gaps)),
            *(before.mark, _pack(before.gaps)),
        )
        return bool(moved)


def _pack(gaps: tuple[Gap, ...]) -> str:
    return json.dumps([[gap.first, gap.last, gap.since, gap.floor] for gap in gaps])


def _unpack(stored: str) -> tuple[Gap, ...]:
    return tuple(Gap(*values) for values in json.loads(stored))
