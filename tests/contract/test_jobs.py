"""The port `Jobs`: what was put on the list is found again, and is ended once."""

from dataclasses import replace
from typing import Any

import pytest

from component.domain.jobs import Asker, Job, JobKind, JobState
from component.ports.jobs import Jobs
from tests.contract.job_worlds import JobsWorld, RealJobLists
from tests.contract.servers import Root
from tests.contract.state_worlds import DATABASE

SYNC = JobKind.SYNC_GROUPS
ALICE = Asker("alice@livechat.test", "alice", "de")
SCHEDULE = Asker("schedule")
ENDS = [state for state in JobState if not state.is_open]
ARGUMENTS: list[dict[str, Any]] = [
    {},
    {"rosters": ["Zoë <& 'ü' 🦄>", "o'neil \\ %s \ud800"], "plan": None, "confirmed": 12},
    {"plan": {"groups": [[f"user{number}", True, 1.5] for number in range(20_000)]}},
]


async def take(jobs: Jobs) -> Job:
    job = await jobs.take([SYNC])
    assert job is not None
    return job


async def add_and_take(jobs: Jobs) -> Job:
    await jobs.add(SYNC, ALICE, {})
    return await take(jobs)


async def state_of(jobs: Jobs, number: int) -> JobState:
    job = await jobs.find(number)
    assert job is not None
    return job.state


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=["none", "odd", "large"])
@pytest.mark.parametrize(
    "asker", [ALICE, SCHEDULE, Asker("x" * 64 + "@" + "y" * 255, "ë" * 64, "zh-Hant-TW")]
)
async def test_a_job_is_found_as_it_was_added(
    jobs: JobsWorld, asker: Asker, arguments: dict[str, Any]
) -> None:
    added = await jobs.port.add(SYNC, asker, arguments)
    assert added == Job(added.number, SYNC, asker, arguments, asked_at=added.asked_at)
    assert await jobs.other.find(added.number) == replace(added, arguments={})
    assert await jobs.other.find_whole(added.number) == added
    assert (await take(jobs.other)).arguments == arguments


async def test_a_job_that_there_is_none_of_is_not_found(jobs: JobsWorld) -> None:
    added = await jobs.port.add(SYNC, ALICE, {})
    assert await jobs.port.find(added.number + 1) is None
    assert await jobs.port.find_whole(added.number + 1) is None


async def test_the_oldest_is_taken_first_and_each_once(jobs: JobsWorld) -> None:
    added = [await jobs.port.add(SYNC, ALICE, {"n": n}) for n in range(3)]
    for job in added:
        taken = await take(jobs.port)
        assert (taken.number, taken.arguments) == (job.number, job.arguments)
        assert await jobs.port.end(taken, JobState.DONE, {})
    assert await jobs.port.take([SYNC]) is None


async def test_what_was_taken_runs_and_has_begun(jobs: JobsWorld) -> None:
    added = await jobs.port.add(SYNC, ALICE, ARGUMENTS[1])
    jobs.pass_time(60)
    taken = await take(jobs.port)
    assert taken.began_at is not None
    assert 59 < taken.began_at - taken.asked_at < 80
    expected = replace(added, state=JobState.RUNNING, attempts=1, asked_at=taken.asked_at)
    assert taken == replace(expected, began_at=taken.began_at)
    assert await jobs.other.find(added.number) == replace(taken, arguments={})


async def test_nothing_is_taken_of_a_kind_that_was_not_asked_for(jobs: JobsWorld) -> None:
    await jobs.port.add(SYNC, ALICE, {})
    assert await jobs.port.take([]) is None


async def test_of_one_kind_one_runs_at_a_time(jobs: JobsWorld) -> None:
    first, second = [await jobs.port.add(SYNC, ALICE, {}) for _ in range(2)]
    taken = await take(jobs.port)
    assert taken.number == first.number
    assert await jobs.other.take([SYNC]) is None
    assert await jobs.port.take([SYNC]) is None
    await jobs.port.end(taken, JobState.FAILED, {})
    assert (await take(jobs.other)).number == second.number


async def test_how_far_it_is_can_be_seen_by_everybody(jobs: JobsWorld) -> None:
    await jobs.port.add(SYNC, ALICE, ARGUMENTS[1])
    taken = await take(jobs.port)
    renewed = await jobs.port.renew(taken, 3, 4)
    assert renewed == replace(taken, done=3, total=4)
    seen = await jobs.other.find(taken.number)
    assert seen == replace(taken, done=3, total=4, arguments={})


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize("outcome", ARGUMENTS, ids=["none", "odd", "large"])
async def test_what_came_of_it_is_kept(
    jobs: JobsWorld, state: JobState, outcome: dict[str, Any]
) -> None:
    await jobs.port.add(SYNC, ALICE, ARGUMENTS[1])
    taken = await take(jobs.port)
    await jobs.port.renew(taken, 3, 4)
    ended = await jobs.port.end(replace(taken, done=4, total=4), state, outcome)
    assert ended is not None
    assert ended.ended_at is not None
    assert ended.ended_at >= ended.asked_at
    assert ended == replace(
        taken, state=state, outcome=outcome, done=4, total=4, ended_at=ended.ended_at
    )
    assert await jobs.other.find(taken.number) == replace(ended, arguments={})


async def test_what_has_ended_is_neither_renewed_nor_left_nor_taken(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    await jobs.port.end(taken, JobState.DONE, {"n": 1})
    jobs.pass_time(1000)
    assert await jobs.port.renew(taken, 1, 1) is None
    await jobs.port.leave(taken)
    assert await jobs.port.take([SYNC]) is None
    assert await state_of(jobs.port, taken.number) is JobState.DONE


async def test_an_end_whose_answer_was_lost_can_be_told_again(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    ended = await jobs.port.end(taken, JobState.DONE, {"n": 1})
    assert ended is not None
    assert await jobs.port.end(taken, JobState.DONE, {"n": 2}) == ended
    assert not await jobs.port.end(taken, JobState.FAILED, {})
    assert not await jobs.other.end(taken, JobState.DONE, {})
    assert await jobs.port.find(taken.number) == ended


async def test_one_that_waits_is_cancelled_at_once(jobs: JobsWorld) -> None:
    added = await jobs.port.add(SYNC, ALICE, {})
    cancelled = await jobs.other.cancel(added.number)
    assert cancelled is not None
    assert cancelled.ended_at is not None
    assert cancelled == replace(
        added, state=JobState.CANCELLED, cancelling=True, ended_at=cancelled.ended_at
    )
    assert await jobs.port.take([SYNC]) is None
    assert await jobs.port.find(added.number) == cancelled


async def test_one_that_runs_is_asked_to_end(jobs: JobsWorld) -> None:
    taken = await add_and_take(jobs.port)
    for _ in range(2):
        assert await jobs.other.cancel(taken.number) == replace(taken, cancelling=True)
    renewed = await jobs.port.renew(taken, 1, 2)
    assert renewed == replace(taken, cancelling=True, done=1, total=2)
    assert await jobs.port.end(taken, JobState.CANCELLED, {})
    assert await jobs.other.cancel(taken.number) is None


@pytest.mark.parametrize("state", ENDS)
async def test_one_that_has_ended_is_not_cancelled(jobs: JobsWorld, state: JobState) -> None:
    taken = await add_and_take(jobs.port)
    await jobs.port.end(taken, state, {})
    assert await jobs.port.cancel(taken.number) is None
    found = await jobs.port.find(taken.number)
    assert found is not None
    assert (found.state, found.cancelling) == (state, False)


async def test_one_that_there_is_none_of_is_not_cancelled(jobs: JobsWorld) -> None:
    assert await jobs.port.cancel(1_000_000) is None


async def test_the_newest_come_first_without_their_arguments(jobs: JobsWorld) -> None:
    added = [await jobs.port.add(SYNC, ALICE, ARGUMENTS[1]) for _ in range(4)]
    await jobs.port.cancel(added[3].number)
    taken = await take(jobs.port)
    listed = await jobs.other.newest(3)
    assert [job.number for job in listed] == [job.number for job in reversed(added[1:])]
    assert listed[1] == replace(added[2], arguments={})
    still_open = await jobs.other.newest(10, only_open=True)
    assert [job.number for job in still_open] == [added[2].number, added[1].number, taken.number]


async def test_what_has_ended_is_dropped_once_it_is_old(jobs: JobsWorld) -> None:
    waiting = await jobs.port.add(SYNC, ALICE, {})
    ended = [await jobs.port.add(SYNC, ALICE, {}) for _ in range(5)]
    for job in ended:
        await jobs.port.cancel(job.number)
    assert await jobs.port.drop_ended(6) == 0
    assert await jobs.port.drop_ended(2) == 3
    assert await jobs.port.drop_ended(2) == 0
    kept = [job.number for job in await jobs.port.newest(10)]
    assert kept == [ended[4].number, ended[3].number, waiting.number]


async def test_numbers_are_never_given_again(jobs: JobsWorld) -> None:
    numbers = []
    for _ in range(3):
        numbers.append((await jobs.port.add(SYNC, ALICE, {})).number)
        await jobs.port.cancel(numbers[-1])
        await jobs.port.drop_ended(0)
    assert numbers == sorted(set(numbers))


@pytest.mark.live
async def test_a_job_of_a_later_program_does_no_harm(real_jobs: RealJobLists, root: Root) -> None:
    added = await real_jobs.port.add(SYNC, ALICE, {})
    root.execute("UPDATE job SET kind = 'later'", (), DATABASE)
    second = await real_jobs.port.add(SYNC, ALICE, {})
    assert await real_jobs.port.find(added.number) is None
    assert [job.number for job in await real_jobs.port.newest(10)] == [second.number]
    assert (await take(real_jobs.port)).number == second.number
