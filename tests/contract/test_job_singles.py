"""The port `Jobs`: of what is added as the single one of its kind, one is open at a time."""

import asyncio

import pytest

from component.domain.jobs import JobState
from tests.contract.job_worlds import JobsWorld
from tests.contract.test_jobs import ALICE, ENDS, SCHEDULE, SYNC, take


async def test_a_single_one_is_added_once_while_it_is_open(jobs: JobsWorld) -> None:
    await jobs.port.add(SYNC, ALICE, {})
    single = await jobs.port.add_single(SYNC, SCHEDULE, {"n": 1})
    assert single is not None
    assert (single.asker, single.arguments) == (SCHEDULE, {"n": 1})
    assert await jobs.other.add_single(SYNC, SCHEDULE, {}) is None
    await jobs.port.end(await take(jobs.port), JobState.DONE, {})
    assert (await take(jobs.port)).number == single.number
    assert await jobs.other.add_single(SYNC, SCHEDULE, {}) is None
    assert await jobs.other.add(SYNC, ALICE, {})


@pytest.mark.parametrize("state", ENDS)
async def test_after_the_end_of_a_single_one_there_may_be_another(
    jobs: JobsWorld, state: JobState
) -> None:
    first = await jobs.port.add_single(SYNC, SCHEDULE, {})
    assert first is not None
    if state is JobState.CANCELLED:
        await jobs.other.cancel(first.number)
    else:
        await jobs.port.end(await take(jobs.port), state, {})
    second = await jobs.other.add_single(SYNC, SCHEDULE, {})
    assert second is not None
    assert second.number == first.number + 1


async def test_of_many_single_ones_at_once_one_is_added(jobs: JobsWorld) -> None:
    sides = (jobs.port, jobs.other) * 10
    added = await asyncio.gather(*(side.add_single(SYNC, SCHEDULE, {}) for side in sides))
    assert sum(job is not None for job in added) == 1
    assert len(await jobs.port.newest(30)) == 1
