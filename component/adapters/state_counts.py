"""Numbers of the bridge's own schema: the port `StateCounts`."""

from collections.abc import Awaitable, Callable, Mapping

from component.adapters.mysql import Database
from component.adapters.state_database import StateDatabase
from component.domain.jobs import JobKind, JobState
from component.domain.migration import Path, Step


class MysqlCounts:
    """Counts in the state schema.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
    """

    def __init__(self, database: Database, prepare: Callable[[], Awaitable[object]]) -> None:
        self._tables = StateDatabase(database, prepare)

    async def migrations(self) -> Mapping[tuple[Path, Step], int]:
        """See `StateCounts.migrations`; a later program's paths and steps are left out."""
        rows = await self._tables.fetch(
            "SELECT path, step, COUNT(*) FROM migration GROUP BY path, step"
        )
        paths, steps = set(Path), set(Step)
        return {
            (Path(path), Step(step)): int(number)
            for path, step, number in rows
            if path in paths and step in steps
        }

    async def stuck(self, seconds: float) -> int:
        """See `StateCounts.stuck`: only those that are open have a lease, which has an index."""
        rows = await self._tables.fetch(
            "SELECT COUNT(*) FROM migration WHERE lease_until IS NOT NULL "
            "AND at < UTC_TIMESTAMP(6) - INTERVAL %s MICROSECOND",
            round(seconds * 1e6),
        )
        return int(rows[0][0])

    async def jobs(self) -> Mapping[tuple[JobKind, JobState], int]:
        """See `StateCounts.jobs`; a later program's kinds and states are left out."""
        rows = await self._tables.fetch(
            "SELECT kind, state, COUNT(*) FROM job GROUP BY kind, state"
        )
        kinds, states = set(JobKind), set(JobState)
        return {
            (JobKind(kind), JobState(state)): int(number)
            for kind, state, number in rows
            if kind in kinds and state in states
        }
