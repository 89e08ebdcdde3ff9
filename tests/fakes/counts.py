"""Numbers of the fakes' tables: the port `StateCounts`."""

from collections import Counter
from collections.abc import Mapping

from component.domain.jobs import JobKind, JobState
from component.domain.migration import Path, Step
from tests.fakes.fake import Fake
from tests.fakes.jobs import FakeJobs
from tests.fakes.migration import FakeJournal


class FakeCounts(Fake):
    """Counts in the tables of a fake journal and a fake list of jobs."""

    title = "the fake counts"

    def __init__(self, journal: FakeJournal, jobs: FakeJobs) -> None:
        super().__init__()
        self._journal = journal
        self._jobs = jobs

    async def migrations(self) -> Mapping[tuple[Path, Step], int]:
        await self._called("migrations")
        return Counter((m.plan.path, m.step) for m in self._journal.rows.migrations.values())

    async def stuck(self, seconds: float) -> int:
        await self._called("stuck", seconds)
        rows = self._journal.rows
        before = rows.now - seconds
        return sum(1 for m in rows.migrations.values() if m.step.is_open and m.at < before)

    async def jobs(self) -> Mapping[tuple[JobKind, JobState], int]:
        await self._called("jobs")
        return Counter((job.kind, job.state) for job in self._jobs.rows.jobs.values())
