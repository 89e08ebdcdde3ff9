"""The list of jobs has an end."""

import pytest

from component.domain.jobs import JobKind
from component.frontdoors.commands.job_start import MOST_OPEN, start_job
from component.ports import Busy
from tests.fakes.jobs import FakeJobs
from tests.unit.frontdoors.errands import somebody


async def test_so_many_jobs_are_open_at_a_time() -> None:
    jobs, ada, woken = FakeJobs(), somebody("ada"), list[int]()

    async def start() -> int:
        job = await start_job(ada, jobs, lambda: woken.append(1), JobKind.SYNC_GROUPS, {})
        return job.number

    numbers = [await start() for _ in range(MOST_OPEN)]
    with pytest.raises(Busy, match="100 are open already"):
        await start()
    assert len(woken) == MOST_OPEN
    await jobs.cancel(numbers[0])
    assert await start() not in numbers
