"""The migration window's schedule in the bridge's own schema: the port `Schedules`.

There is one row. Who has changed it before is in the audit.
"""

import contextlib
from collections.abc import Awaitable, Callable, Mapping

from component.adapters.mysql import Database, DuplicateKey
from component.adapters.state_database import StateDatabase
from component.adapters.state_times import read_time, stored
from component.domain.audit import Actor, Way
from component.domain.window import KeptSchedule, Schedule
from component.ports import Unavailable

STEP: Mapping[str, str] = {
    "migration_window": """CREATE TABLE migration_window (
        id TINYINT NOT NULL PRIMARY KEY,
        opened_at DATETIME(6) NOT NULL,
        refuse_from DATETIME(6) NULL,
        close_on DATETIME(6) NULL,
        changed_by VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
        changed_way VARCHAR(10) CHARACTER SET ascii NOT NULL,
        changed_at DATETIME(6) NOT NULL,
        revision INT UNSIGNED NOT NULL
    ) ENGINE=InnoDB""",
}
"""The table, as a step of `state_schema`."""

_MOST_NAME = 191


class StateWindow:
    """Keeps the schedule.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
    """

    def __init__(self, database: Database, prepare: Callable[[], Awaitable[object]]) -> None:
        self._tables = StateDatabase(database, prepare)

    async def read(self) -> KeptSchedule | None:
        """See `Schedules.read`."""
        rows = await self._tables.fetch(
            "SELECT opened_at, refuse_from, close_on, changed_by, changed_way, changed_at, "
            "revision FROM migration_window WHERE id = 1"
        )
        if not rows:
            return None
        opened_at, refuse_from, close_on, changed_by, changed_way, changed_at, revision = rows[0]
        return KeptSchedule(
            Schedule(
                read_time(opened_at),
                None if refuse_from is None else read_time(refuse_from),
                None if close_on is None else read_time(close_on),
            ),
            Actor(str(changed_by), Way(changed_way)),
            read_time(changed_at),
            int(revision),
        )

    async def begin(self, schedule: Schedule, by: Actor, now: float) -> KeptSchedule:
        """See `Schedules.begin`."""
        with contextlib.suppress(DuplicateKey):  # another component was quicker
            await self._tables.execute(
                "INSERT INTO migration_window (id, opened_at, refuse_from, close_on, changed_by, "
                "changed_way, changed_at, revision) VALUES (1, %s, %s, %s, %s, %s, %s, 1)",
                *_row(schedule, by, now),
            )
        kept = await self.read()
        if kept is None:
            raise Unavailable(self._tables.title, "the migration window was taken away")
        return kept

    async def change(
        self, seen: KeptSchedule, schedule: Schedule, by: Actor, now: float
    ) -> KeptSchedule | None:
        """See `Schedules.change`."""
        changed = await self._tables.execute(
            "UPDATE migration_window SET opened_at = %s, refuse_from = %s, close_on = %s, "
            "changed_by = %s, changed_way = %s, changed_at = %s, revision = revision + 1 "
            "WHERE id = 1 AND revision = %s",
            *_row(schedule, by, now),
            seen.revision,
        )
        return await self.read() if changed else None


def _row(schedule: Schedule, by: Actor, now: float) -> tuple[object, ...]:
    return (
        stored(schedule.opened_at),
        None if schedule.refuse_from is None else stored(schedule.refuse_from),
        None if schedule.close_on is None else stored(schedule.close_on),
        by.name[:_MOST_NAME],
        by.way.value,
        stored(now),
    )
