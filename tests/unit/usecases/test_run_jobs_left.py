"""Jobs of a component that has stopped, died, or lost its list: others resume them."""

import asyncio

import pytest

from component.domain.jobs import JobState
from component.ports import Unavailable
from tests.unit.usecases.office import LEASE, LOOK, SYNC, Office, settle

DONE, FAILED, CANCELLED = JobState.DONE, JobState.FAILED, JobState.CANCELLED


@pytest.fixture
def office() -> Office:
    return Office()


async def die(office: Office, number: int, done: int = 0) -> None:
    """Begin a job in a component that is never heard of again."""
    dead = office.another()
    job = await dead.jobs.take([SYNC])
    assert job is not None
    assert job.number == number
    assert await dead.jobs.renew(job, done, 10)


async def test_what_a_dead_component_has_begun_is_resumed_where_it_was(office: Office) -> None:
    office.task.steps = 10
    number = await office.add()
    await die(office, number, done=4)
    async with office.open():
        await office.time.go_on(LEASE - 1)
        assert office.task.calls == []
        await office.time.go_on(LOOK + 10)
    assert [(call.done, call.attempts) for call in office.task.calls] == [(4, 2)]
    job = office.job(number)
    assert (job.state, job.done, job.total) == (DONE, 10, 10)
    assert office.told() == [(DONE, 10)], "it is not told as a beginning again"


async def test_what_was_to_end_when_its_component_died_ends(office: Office) -> None:
    number = await office.add()
    await die(office, number)
    await office.jobs.cancel(number)
    async with office.open():
        await office.time.go_on(LEASE + LOOK)
    assert office.job(number).state is CANCELLED
    assert office.task.calls == []
    assert office.told() == [(CANCELLED, 0)]


async def test_what_every_component_dies_of_is_given_up(office: Office) -> None:
    number = await office.add()
    for _ in range(10):
        await die(office, number)
        office.jobs.pass_time(LEASE + 1)
    async with office.open():
        pass
    job = office.job(number)
    assert (job.state, office.task.calls) == (FAILED, [])
    assert job.outcome == {"trouble": "left", "why": "it was left 10 times"}
    assert office.told() == [(FAILED, 0)]


async def test_a_component_that_is_shut_down_leaves_its_job_to_the_next_at_once(
    office: Office,
) -> None:
    office.task.steps = 10
    number = await office.add()
    async with office.open():
        await office.time.go_on(4.5)
    assert office.task.broken_off == 1
    assert office.job(number).state is JobState.RUNNING
    next_one = office.another()
    next_one.task.steps = 10
    async with next_one.open():
        assert [call.attempts for call in next_one.task.calls] == [2]
        await office.time.go_on(10)
    assert office.job(number).state is DONE
    assert (office.told(), next_one.told()) == ([(JobState.RUNNING, 2)], [(DONE, 10)])


async def test_one_that_is_shut_down_while_the_list_is_away_is_followed_after_its_time(
    office: Office,
) -> None:
    office.task.steps = 10
    number = await office.add()
    async with office.open():
        await office.time.go_on(4.5)
        office.jobs.go_down()
    next_one = office.another()
    async with next_one.open():
        await office.time.go_on(LEASE - LOOK)
        assert next_one.task.calls == []
        await office.time.go_on(2 * LOOK)
    assert office.job(number).state is DONE


async def test_one_that_is_shut_down_before_it_could_write_down_an_end_is_followed(
    office: Office,
) -> None:
    number = await office.add()
    office.jobs.failing["end"] = Unavailable("the list", "it is down")
    async with office.open():
        await office.time.go_on(10)
    next_one = office.another()
    async with next_one.open():
        pass
    assert office.job(number).state is DONE
    assert (office.told(), next_one.told()) == ([], [(DONE, 0)])


async def test_a_list_that_is_away_for_a_while_stops_no_job(office: Office) -> None:
    office.task.steps = 60
    number = await office.add()
    async with office.open():
        await office.time.go_on(10)
        office.jobs.go_down()
        await office.time.go_on(LEASE - 2)
        office.jobs.come_back()
        await office.time.go_on(LEASE)
    assert (office.job(number).state, office.task.broken_off) == (DONE, 0)


async def test_without_a_sign_of_life_for_its_time_a_job_is_broken_off_and_resumed(
    office: Office,
) -> None:
    office.task.steps = 200
    number = await office.add()
    async with office.open():
        await office.time.go_on(10.5)
        office.jobs.go_down()
        await office.time.go_on(LEASE + 2)
        assert office.task.broken_off == 1
        office.jobs.come_back()
        await office.time.go_on(LOOK)
        assert [call.attempts for call in office.task.calls] == [1, 2]
        assert office.task.calls[1].done == 10
        await office.time.go_on(200)
    assert (office.job(number).state, office.job(number).done) == (DONE, 200)


async def test_what_others_have_taken_over_meanwhile_is_let_go(office: Office) -> None:
    """As after a machine that slept: the others have thought it dead."""
    office.task.steps = 100
    number = await office.add()
    other = office.another()
    async with office.open():
        await office.time.go_on(10.5)
        office.jobs.pass_time(LEASE + 1)
        taken = await other.jobs.take([SYNC])
        assert taken is not None
        await office.time.go_on(2)
        assert office.task.broken_off == 1
        assert await other.jobs.end(taken, DONE, {"steps": 100})
        await office.time.go_on(100)
    assert office.job(number).outcome == {"steps": 100}
    assert DONE not in {state for state, _ in office.told()}, "the other one tells it"


async def test_an_end_that_comes_too_late_changes_and_tells_nothing(office: Office) -> None:
    number = await office.add()
    reached = asyncio.Event()
    go_on = asyncio.Event()

    async def stand_still() -> None:
        reached.set()
        await go_on.wait()

    office.jobs.before["end"] = stand_still
    other = office.another()
    async with office.open():
        await reached.wait()
        office.jobs.pass_time(LEASE + 1)
        taken = await other.jobs.take([SYNC])
        assert taken is not None
        go_on.set()
        await settle()
        assert office.job(number).state is JobState.RUNNING
    assert office.told() == []
