"""The port `Jobs`: a job has one component at a time, and none is lost."""

import asyncio
from dataclasses import replace

import pytest

from component.domain.jobs import Job, JobState
from tests.contract.job_worlds import LEASE, JobsWorld
from tests.contract.test_jobs import ALICE, SYNC, add_and_take, take


async def test_nobody_else_has_a_say_while_the_time_lasts(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    jobs.pass_time(LEASE - 5)
    assert await jobs.other.take([SYNC]) is None
    assert await jobs.other.renew(taken, 1, 1) is None
    assert not await jobs.other.end(taken, JobState.DONE, {})
    await jobs.other.leave(taken)
    assert await jobs.other.take([SYNC]) is None
    assert await jobs.port.end(taken, JobState.DONE, {})


async def test_what_has_stopped_is_taken_over_where_it_stopped(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    await jobs.port.renew(taken, 3, 9)
    jobs.pass_time(LEASE + 1)
    again = await take(jobs.other)
    assert (again.number, again.state, again.done, again.total, again.attempts) == (
        *(taken.number, JobState.RUNNING, 3, 9, 2),
    )
    assert again.began_at is not None
    assert taken.began_at is not None
    assert again.began_at <= taken.began_at, "it began when it was begun first"
    assert await jobs.port.renew(taken, 4, 9) is None, "hands off"
    assert not await jobs.port.end(taken, JobState.DONE, {})
    await jobs.port.leave(taken)
    assert await jobs.port.take([SYNC]) is None
    assert await jobs.other.end(again, JobState.DONE, {})


async def test_each_sign_of_life_begins_the_time_anew(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    for done in range(3):
        jobs.pass_time(LEASE - 5)
        assert await jobs.port.renew(taken, done, 3) is not None
    assert await jobs.other.take([SYNC]) is None


async def test_to_take_over_begins_the_time_anew(jobs: JobsWorld) -> None:
    await add_and_take(jobs.port)
    jobs.pass_time(LEASE + 1)
    await take(jobs.other)
    jobs.pass_time(LEASE - 5)
    assert await jobs.port.take([SYNC]) is None
    jobs.pass_time(LEASE)
    assert (await take(jobs.port)).attempts == 3


async def test_who_is_late_goes_on_if_nobody_has_taken_over(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    jobs.pass_time(LEASE + 1)
    assert await jobs.port.renew(taken, 1, 2) is not None
    assert await jobs.other.take([SYNC]) is None
    jobs.pass_time(LEASE + 1)
    assert await jobs.port.end(taken, JobState.DONE, {})


async def test_what_was_left_is_resumed_at_once(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    await jobs.port.leave(taken)
    again = await take(jobs.other)
    assert (again.number, again.attempts) == (taken.number, 2)


async def test_what_was_left_comes_before_what_waits(jobs: JobsWorld) -> None:
    first = await add_and_take(jobs.port)
    await jobs.port.add(SYNC, ALICE, {})
    jobs.pass_time(LEASE + 1)
    assert (await take(jobs.other)).number == first.number


async def test_what_was_to_end_when_its_component_died_still_is(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    await jobs.other.cancel(taken.number)
    jobs.pass_time(LEASE + 1)
    again = await take(jobs.other)
    assert again.cancelling
    assert await jobs.other.end(again, JobState.CANCELLED, {})


async def test_one_that_was_left_can_be_cancelled(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    await jobs.port.leave(taken)
    assert await jobs.other.cancel(taken.number) == replace(taken, cancelling=True)


async def test_what_an_earlier_run_had_is_resumed_at_once_when_the_next_one_says_so(
    jobs: JobsWorld,
) -> None:
    taken = await add_and_take(jobs.port)
    await jobs.port.renew(taken, 3, 9)
    assert await jobs.again.take([SYNC]) is None, "it may still be at it"
    assert await jobs.again.reclaim() == 1
    again = await take(jobs.other)
    assert (again.number, again.done, again.attempts) == (taken.number, 3, 2)


async def test_what_others_have_is_not_reclaimed(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.other)
    assert await jobs.again.reclaim() == 0
    assert await jobs.again.take([SYNC]) is None
    assert await jobs.other.renew(taken, 1, 9) is not None


async def test_what_a_run_has_itself_is_not_reclaimed(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.again)
    assert await jobs.again.reclaim() == 0
    assert await jobs.other.take([SYNC]) is None
    assert await jobs.again.end(taken, JobState.DONE, {})
    assert await jobs.again.reclaim() == 0


async def take_at_once(jobs: JobsWorld) -> list[Job]:
    sides = (jobs.port, jobs.other) * 10
    taken = await asyncio.gather(*(side.take([SYNC]) for side in sides))
    return [job for job in taken if job is not None]


async def test_of_many_who_take_at_once_one_gets_it(jobs: JobsWorld) -> None:
    added = [await jobs.port.add(SYNC, ALICE, {}) for _ in range(3)]
    (taken,) = await take_at_once(jobs)
    assert taken.number == added[0].number


@pytest.mark.parametrize("waiting", [0, 2])
async def test_of_many_who_take_over_at_once_one_gets_it(jobs: JobsWorld, waiting: int) -> None:
    first = await add_and_take(jobs.port)
    for _ in range(waiting):
        await jobs.port.add(SYNC, ALICE, {})
    jobs.pass_time(LEASE + 1)
    (taken,) = await take_at_once(jobs)
    assert (taken.number, taken.attempts) == (first.number, 2)


async def test_a_job_is_either_taken_or_cancelled_before_it_began(jobs: JobsWorld) -> None:
    for _ in range(10):
        added = await jobs.port.add(SYNC, ALICE, {})
        taken, cancelled = await asyncio.gather(
            jobs.port.take([SYNC]), jobs.other.cancel(added.number)
        )
        assert cancelled is not None
        if taken is None:
            assert cancelled.state is JobState.CANCELLED
        else:
            assert cancelled.state is JobState.RUNNING
            assert await jobs.port.end(taken, JobState.CANCELLED, {})
