"""The list of jobs in memory, and who tells of them: the ports `Jobs` and `JobTeller`."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.run_items import RunItem
from tests.fakes.fake import Fake


@dataclass
class JobRows:
    """The table that all components share; `now` is the database's clock, in seconds.

    Attributes:
        now: Goes on only where a test says so.
        jobs: By number.
        owners: Number → the component that has taken it up last, and until when.
        singles: Numbers of those that were added as single ones.
        last: The highest number so far.
        items: Number → what the run did with each account, by subject: see `FakeRunItems`.
    """

    now: float = 1_700_000_000.0
    jobs: dict[int, Job] = field(default_factory=dict)
    owners: dict[int, tuple["FakeJobs", float]] = field(default_factory=dict)
    singles: set[int] = field(default_factory=set)
    last: int = 0
    items: dict[int, dict[str, RunItem]] = field(default_factory=dict)


class FakeJobs(Fake):
    """The list as one component sees it; `another` is the same as another component does."""

    title = "the fake jobs"

    def __init__(
        self,
        rows: JobRows | None = None,
        lease_seconds: float = 30.0,
        earlier: "FakeJobs | None" = None,
    ) -> None:
        super().__init__()
        self.rows = rows or JobRows()
        self._lease = lease_seconds
        self._earlier = earlier

    @property
    def port(self) -> "FakeJobs":
        """As `Jobs`."""
        return self

    def another(self) -> "FakeJobs":
        """Another component's."""
        return FakeJobs(self.rows, self._lease)

    def again(self) -> "FakeJobs":
        """The same component's, in a later run."""
        return FakeJobs(self.rows, self._lease, self)

    def pass_time(self, seconds: float) -> None:
        """Let the database's clock go on."""
        self.rows.now += seconds

    async def add(self, kind: JobKind, asker: Asker, arguments: Mapping[str, object]) -> Job:
        await self._called("add", kind, asker.name)
        return self._add(kind, asker, arguments)

    async def add_single(
        self, kind: JobKind, asker: Asker, arguments: Mapping[str, object]
    ) -> Job | None:
        await self._called("add_single", kind, asker.name)
        jobs = self.rows.jobs.values()
        if any(j.kind is kind and j.state.is_open for j in jobs if j.number in self.rows.singles):
            return None
        job = self._add(kind, asker, arguments)
        self.rows.singles.add(job.number)
        return job

    async def take(self, kinds: Collection[JobKind]) -> Job | None:
        await self._called("take", tuple(kinds))
        wanted = [job for job in self.rows.jobs.values() if job.kind in kinds]
        running = {job.kind for job in wanted if job.state is JobState.RUNNING}
        for job in wanted:
            if self._is_left(job) or (job.state is JobState.WAITING and job.kind not in running):
                self.rows.owners[job.number] = (self, self.rows.now + self._lease)
                began_at = self.rows.now if job.began_at is None else job.began_at
                return self._write(
                    replace(
                        job,
                        state=JobState.RUNNING,
                        began_at=began_at,
                        attempts=job.attempts + 1,
                    )
                )
        return None

    async def renew(self, job: Job, done: int, total: int) -> Job | None:
        await self._called("renew", job.number, done, total)
        stored = self._ours(job, JobState.RUNNING)
        if stored is None:
            return None
        self.rows.owners[job.number] = (self, self.rows.now + self._lease)
        return self._write(replace(stored, done=done, total=total))

    async def end(self, job: Job, state: JobState, outcome: Mapping[str, object]) -> Job | None:
        await self._called("end", job.number, state)
        stored = self._ours(job, JobState.RUNNING)
        if stored is None:
            return self._ours(job, state)
        return self._write(
            replace(
                stored,
                state=state,
                done=job.done,
                total=job.total,
                ended_at=self.rows.now,
                outcome=_copy(outcome),
            )
        )

    async def leave(self, job: Job) -> None:
        await self._called("leave", job.number)
        if self._ours(job, JobState.RUNNING) is not None:
            self.rows.owners[job.number] = (self, self.rows.now - 1e-6)

    async def reclaim(self) -> int:
        await self._called("reclaim")
        theirs = [
            number
            for number, (owner, until) in self.rows.owners.items()
            if owner is self._earlier
            and until > self.rows.now
            and self.rows.jobs[number].state is JobState.RUNNING
        ]
        for number in theirs:
            owner, _ = self.rows.owners[number]
            self.rows.owners[number] = (owner, self.rows.now - 1e-6)
        return len(theirs)

    async def cancel(self, number: int) -> Job | None:
        await self._called("cancel", number)
        job = self.rows.jobs.get(number)
        if job is None or not job.state.is_open:
            return None
        if job.state is JobState.WAITING:
            job = replace(job, state=JobState.CANCELLED, ended_at=self.rows.now)
        return _listed(self._write(replace(job, cancelling=True)))

    async def find(self, number: int) -> Job | None:
        await self._called("find", number)
        job = self.rows.jobs.get(number)
        return None if job is None else _listed(job)

    async def find_whole(self, number: int) -> Job | None:
        await self._called("find_whole", number)
        return self.rows.jobs.get(number)

    async def newest(self, most: int, *, only_open: bool = False) -> list[Job]:
        await self._called("newest", most)
        jobs = [job for job in self.newest_first() if job.state.is_open or not only_open]
        return [_listed(job) for job in jobs[:most]]

    async def drop_ended(self, keep: int) -> int:
        await self._called("drop_ended", keep)
        old = [job for job in self.newest_first()[keep:] if not job.state.is_open]
        for job in old:
            del self.rows.jobs[job.number]
            self.rows.items.pop(job.number, None)
        return len(old)

    def newest_first(self) -> list[Job]:
        """All jobs."""
        return list(reversed(self.rows.jobs.values()))

    def _add(self, kind: JobKind, asker: Asker, arguments: Mapping[str, object]) -> Job:
        self.rows.last += 1
        now = self.rows.now
        return self._write(Job(self.rows.last, kind, asker, _copy(arguments), asked_at=now))

    def _is_left(self, job: Job) -> bool:
        _, until = self.rows.owners.get(job.number, (self, 0.0))
        return job.state is JobState.RUNNING and until < self.rows.now

    def _ours(self, job: Job, state: JobState) -> Job | None:
        stored = self.rows.jobs.get(job.number)
        owner, _ = self.rows.owners.get(job.number, (None, 0.0))
        return stored if stored is not None and owner is self and stored.state is state else None

    def _write(self, job: Job) -> Job:
        self.rows.jobs[job.number] = job
        return job


class FakeTeller(Fake):
    """The port `JobTeller`.

    Attributes:
        told: Jobs as they were when somebody was told of them.
    """

    title = "the fake teller"

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Job] = []

    async def tell(self, job: Job) -> None:
        await self._called("tell", job.number, job.state)
        self.told.append(job)


def _listed(job: Job) -> Job:
    """As whoever looks at the list sees it."""
    return replace(job, arguments={})


def _copy(values: Mapping[str, object]) -> Mapping[str, object]:
    """As it comes back from the table, which holds JSON."""
    copied: dict[str, object] = json.loads(json.dumps(dict(values)))
    return copied
