"""The list of jobs: the port `Jobs`.

In the bridge's own schema. All times are by the database's clock, so that the clocks of several
components need not agree.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace

from component.adapters.mysql import Database, DuplicateKey
from component.adapters.mysql_lists import marks
from component.adapters.state_database import StateDatabase
from component.adapters.state_job_rows import LIST, READ, pack, read_job
from component.adapters.state_owner import Owner
from component.adapters.state_run_items import drop_orphans
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.ports import Unavailable


class StateJobs:
    """Remembers jobs. One instance is one component among those that share the schema.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
        lease_seconds: How long a job belongs to its component after it was taken or renewed.
        component: Which one this is, see `state_owner`.
    """

    def __init__(
        self,
        database: Database,
        prepare: Callable[[], Awaitable[object]],
        lease_seconds: float = 30.0,
        component: str = "",
    ) -> None:
        self._tables = StateDatabase(database, prepare)
        self._lease = round(lease_seconds * 1e6)
        self._all_runs = Owner(component)
        self._owner = self._all_runs.run
        self._unsure: set[int] = set()

    async def add(self, kind: JobKind, asker: Asker, arguments: Mapping[str, object]) -> Job:
        """See `Jobs.add`."""
        return await self._add(kind, asker, arguments, None)

    async def add_single(
        self, kind: JobKind, asker: Asker, arguments: Mapping[str, object]
    ) -> Job | None:
        """See `Jobs.add_single`: a unique key decides a race.

        The look before it saves a number: InnoDB never gives one again that a row was refused for.
        """
        if await self._tables.fetch("SELECT 1 FROM job WHERE open_single = %s", kind.value):
            return None
        try:
            return await self._add(kind, asker, arguments, kind.value)
        except DuplicateKey:
            return None

    async def take(self, kinds: Collection[JobKind]) -> Job | None:
        """See `Jobs.take`: the statement that takes decides a race, and the key `running_kind`.

        Where somebody was quicker with one kind, a job of another may wait.
        """
        for unsure in tuple(self._unsure):
            await self._leave(unsure)
            self._unsure.discard(unsure)
        for _ in kinds:
            number = await self._next(kinds)
            if number is None:
                break
            try:
                if await self._take(number):
                    return await self._read(READ, number)
            except Unavailable:
                self._unsure.add(number)  # it may be taken, and nobody is at it
                raise
        return None

    async def renew(self, job: Job, done: int, total: int) -> Job | None:
        """See `Jobs.renew`."""
        changed = await self._tables.execute(
            "UPDATE job SET done = %s, total = %s, "
            "lease_until = UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND "
            "WHERE id = %s AND owner = %s AND running_kind IS NOT NULL",
            done,
            total,
            self._lease,
            job.number,
            self._owner,
        )
        if not changed:
            return None
        return replace(await self._read(LIST, job.number), arguments=job.arguments)

    async def end(self, job: Job, state: JobState, outcome: Mapping[str, object]) -> Job | None:
        """See `Jobs.end`: whose answer was lost is told again what it has done."""
        await self._tables.execute(
            "UPDATE job SET state = %s, outcome = %s, done = %s, total = %s, "
            "ended_at = UTC_TIMESTAMP(6), "
            "lease_until = NULL, open_single = NULL, running_kind = NULL "
            "WHERE id = %s AND owner = %s AND running_kind IS NOT NULL",
            state.value,
            pack(outcome),
            job.done,
            job.total,
            job.number,
            self._owner,
        )
        rows = await self._tables.fetch(
            LIST + "id = %s AND owner = %s AND state = %s", job.number, self._owner, state.value
        )
        return replace(read_job(rows[0]), arguments=job.arguments) if rows else None

    async def leave(self, job: Job) -> None:
        """See `Jobs.leave`."""
        await self._leave(job.number)

    async def _leave(self, number: int) -> None:
        await self._tables.execute(
            "UPDATE job SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 MICROSECOND "
            "WHERE id = %s AND owner = %s AND running_kind IS NOT NULL",
            number,
            self._owner,
        )

    async def reclaim(self) -> int:
        """See `Jobs.reclaim`."""
        return await self._tables.execute(
            "UPDATE job SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 MICROSECOND "
            "WHERE running_kind IS NOT NULL AND lease_until > UTC_TIMESTAMP(6) "
            "AND owner LIKE %s AND owner <> %s",
            self._all_runs.any_run,
            self._owner,
        )

    async def cancel(self, number: int) -> Job | None:
        """See `Jobs.cancel`: `state` is set last, since the others are told by what it was."""
        changed = await self._tables.execute(
            "UPDATE job SET cancelling = TRUE, "
            "ended_at = IF(state = 'waiting', UTC_TIMESTAMP(6), NULL), "
            "open_single = IF(state = 'waiting', NULL, open_single), "
            "state = IF(state = 'waiting', 'cancelled', state) "
            "WHERE id = %s AND state IN ('waiting', 'running')",
            number,
        )
        job = await self.find(number)
        return job if job is not None and (changed or job.state.is_open) else None

    async def find(self, number: int) -> Job | None:
        """See `Jobs.find`."""
        rows = await self._tables.fetch(LIST + "id = %s", number)
        return read_job(rows[0]) if rows else None

    async def find_whole(self, number: int) -> Job | None:
        """See `Jobs.find_whole`."""
        rows = await self._tables.fetch(READ + "id = %s", number)
        return read_job(rows[0]) if rows else None

    async def newest(self, most: int, *, only_open: bool = False) -> list[Job]:
        """See `Jobs.newest`."""
        which = "state IN ('waiting', 'running')" if only_open else "TRUE"
        rows = await self._tables.fetch(LIST + which + " ORDER BY id DESC LIMIT %s", most)
        return [read_job(row) for row in rows]

    async def drop_ended(self, keep: int) -> int:
        """See `Jobs.drop_ended`: what a run has noted goes after it, later if need be."""
        rows = await self._tables.fetch(
            "SELECT id FROM job ORDER BY id DESC LIMIT 1 OFFSET %s", keep
        )
        if not rows:
            return 0
        newest = int(rows[0][0])
        dropped = await self._tables.execute(
            "DELETE FROM job WHERE ended_at IS NOT NULL AND id <= %s", newest
        )
        await drop_orphans(self._tables, newest)
        return dropped

    async def _add(
        self, kind: JobKind, asker: Asker, arguments: Mapping[str, object], single: str | None
    ) -> Job:
        number = await self._tables.insert(
            "INSERT INTO job (kind, asker, username, language, arguments, state, asked_at, "
            "open_single) VALUES (%s, %s, %s, %s, %s, 'waiting', UTC_TIMESTAMP(6), %s)",
            kind.value,
            asker.name,
            asker.username,
            asker.language,
            pack(arguments),
            single,
        )
        return replace(await self._read(LIST, number), arguments=arguments)

    async def _next(self, kinds: Collection[JobKind]) -> int | None:
        """The number of the job to be taken up next."""
        values = [kind.value for kind in kinds]
        rows = await self._tables.fetch(
            f"SELECT id FROM job WHERE kind IN ({marks(values)}) "  # noqa: S608  marks only
            "AND (lease_until < UTC_TIMESTAMP(6) OR (state = 'waiting' AND kind NOT IN "
            "(SELECT running_kind FROM job WHERE running_kind IS NOT NULL))) "
            "ORDER BY id LIMIT 1",
            *values,
        )
        return int(rows[0][0]) if rows else None

    async def _take(self, number: int) -> bool:
        try:
            changed = await self._tables.execute(
                "UPDATE job SET state = 'running', running_kind = kind, owner = %s, "
                "lease_until = UTC_TIMESTAMP(6) + INTERVAL %s MICROSECOND, "
                "began_at = COALESCE(began_at, UTC_TIMESTAMP(6)), attempts = attempts + 1 "
                "WHERE id = %s AND (state = 'waiting' OR lease_until < UTC_TIMESTAMP(6))",
                self._owner,
                self._lease,
                number,
            )
        except DuplicateKey:
            return False
        return bool(changed)

    async def _read(self, select: str, number: int) -> Job:
        (row,) = await self._tables.fetch(select + "id = %s", number)
        return read_job(row)
