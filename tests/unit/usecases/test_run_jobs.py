"""Jobs are carried out once, to their end, whatever goes wrong."""

import asyncio

import pytest

from component.domain.jobs import JobKind, JobState
from component.ports import Rejected, Unavailable
from tests.unit.usecases.office import GRACE, LEASE, LOOK, NOBODY, SYNC, Office, settle

DONE, FAILED, CANCELLED = JobState.DONE, JobState.FAILED, JobState.CANCELLED


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_job_is_carried_out_and_what_came_of_it_is_kept(office: Office) -> None:
    number = await office.add(arguments={"rosters": ["helpers"]})
    async with office.open():
        pass
    job = office.job(number)
    assert (job.state, job.outcome, job.attempts) == (DONE, {"steps": 0}, 1)
    assert [call.arguments for call in office.task.calls] == [{"rosters": ["helpers"]}]


async def test_jobs_are_carried_out_one_after_the_other(office: Office) -> None:
    office.task.steps = 10
    numbers = [await office.add() for _ in range(3)]
    async with office.open():
        await office.time.go_on(5)
        assert [office.job(number).state for number in numbers] == [
            *(JobState.RUNNING, JobState.WAITING, JobState.WAITING)
        ]
        await office.time.go_on(30)
    assert [call.number for call in office.task.calls] == numbers
    assert {office.job(number).state for number in numbers} == {DONE}


async def test_a_long_job_keeps_none_of_another_kind_waiting(office: Office) -> None:
    """As an announcement to thousands, which takes hours: groups follow the site meanwhile."""
    office.kinds, office.task.steps = (SYNC, JobKind.ANNOUNCE), 100
    long = await office.add(kind=JobKind.ANNOUNCE)
    async with office.open() as runner:
        await office.time.go_on(10)
        office.task.steps = 5
        short, another = [await office.add() for _ in range(2)]
        runner.wake()
        await office.time.go_on(4)
        assert office.job(another).state is JobState.WAITING
        await office.time.go_on(2)
        assert (office.job(short).state, office.job(long).state) == (DONE, JobState.RUNNING)
        await office.time.go_on(100)
    assert {office.job(number).state for number in (long, short, another)} == {DONE}
    for number in (long, short, another):
        first, *_, last = [job.state for job in office.teller.told if job.number == number]
        assert (first, last) == (JobState.RUNNING, DONE)


async def test_whatever_is_under_way_is_left_at_the_end(office: Office) -> None:
    office.kinds, office.task.steps = (SYNC, JobKind.ANNOUNCE), 100
    for kind in office.kinds:
        await office.add(kind=kind)
    async with office.open():
        await office.time.go_on(10)
    assert office.task.broken_off == 2
    assert {until < office.rows.now for _, until in office.rows.owners.values()} == {True}


async def test_a_job_of_this_component_is_begun_at_once(office: Office) -> None:
    async with office.open() as runner:
        number = await office.add()
        await settle()
        assert office.job(number).state is JobState.WAITING
        runner.wake()
        await settle()
        assert office.job(number).state is DONE


async def test_a_job_of_another_component_is_found_before_long(office: Office) -> None:
    async with office.open():
        await office.time.go_on(100 * LOOK)
        number = await office.another().add()
        await office.time.go_on(LOOK)
        assert office.job(number).state is DONE
    assert office.jobs.count("take") == pytest.approx(103, abs=2), "asked no more than it has to"


async def test_everybody_sees_how_far_a_job_is(office: Office) -> None:
    office.task.steps = 60
    number = await office.add()
    async with office.open():
        await office.time.go_on(20.5)
        job = office.job(number)
        assert 19 <= job.done <= 20
        assert job.total == 60
        await office.time.go_on(60)
    assert (office.job(number).done, office.job(number).total) == (60, 60)


async def test_a_step_that_is_done_while_a_sign_of_life_is_given_counts(office: Office) -> None:
    office.task.steps, office.task.each, office.task.rest = 2, 0.8, 5.0
    number = await office.add()

    async def take_long() -> None:
        await office.time.sleep(0.9)

    office.jobs.before["renew"] = take_long
    async with office.open():
        await office.time.go_on(10)
    assert (office.job(number).state, office.job(number).done) == (DONE, 2)


async def test_many_quick_steps_cost_no_more_than_a_sign_of_life_each_beat(office: Office) -> None:
    office.task.steps, office.task.each = 1000, 0.01
    await office.add()
    async with office.open():
        await office.time.go_on(11)
    assert office.jobs.count("renew") <= 11


@pytest.mark.parametrize(
    ("error", "trouble", "why"),
    [
        (Unavailable("Openfire", "no answer"), "unavailable", "Openfire: no answer"),
        (Rejected("no such group"), "rejected", "no such group"),
        (ValueError("a secret"), "fault", "ValueError"),
        (asyncio.CancelledError(), "fault", "its handler was cancelled"),
        (TimeoutError(), "fault", "TimeoutError"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_a_handler_that_fails_ends_its_job_and_no_other(
    office: Office, error: BaseException, trouble: str, why: str
) -> None:
    office.task.fails = error
    first = await office.add()
    async with office.open() as runner:
        assert office.job(first).state is FAILED
        assert office.job(first).outcome == {"trouble": trouble, "why": why}
        office.task.fails = None
        second = await office.add()
        runner.wake()
        await settle()
    assert office.job(second).state is DONE


async def test_a_handler_that_ends_with_no_end_has_failed(office: Office) -> None:
    office.task.ends = JobState.RUNNING
    number = await office.add()
    async with office.open():
        pass
    assert office.job(number).outcome == {"trouble": "fault", "why": "ValueError"}


async def test_one_that_runs_stops_when_it_is_cancelled(office: Office) -> None:
    office.task.steps = 100
    number = await office.add()
    async with office.open():
        await office.time.go_on(10)
        await office.another().jobs.cancel(number)
        await office.time.go_on(3)
    job = office.job(number)
    assert (job.state, office.task.broken_off) == (CANCELLED, 0)
    assert job.outcome["steps"] == pytest.approx(12, abs=1)


async def test_one_that_does_not_stop_by_itself_is_broken_off(office: Office) -> None:
    office.task.steps, office.task.stops = 100, False
    number = await office.add()
    async with office.open():
        await office.time.go_on(10)
        await office.jobs.cancel(number)
        await office.time.go_on(GRACE - 1)
        assert office.job(number).state is JobState.RUNNING
        await office.time.go_on(4)
    assert (office.job(number).state, office.task.broken_off) == (CANCELLED, 1)


async def test_one_that_was_cancelled_while_it_waited_is_never_begun(office: Office) -> None:
    number = await office.add()
    await office.jobs.cancel(number)
    async with office.open():
        pass
    assert office.task.calls == []
    assert office.job(number).state is CANCELLED


async def test_old_jobs_are_dropped(office: Office) -> None:
    first = await office.add(NOBODY)
    office.jobs.failing["drop_ended"] = Unavailable("the list", "it is down")
    async with office.open() as runner:
        assert office.job(first).state is DONE
        office.jobs.come_back()
        for _ in range(1000):
            await office.add(NOBODY)
        runner.wake()
        while office.rows.jobs[1001].state.is_open:
            await settle()
        await settle()
    assert first not in office.rows.jobs
    assert len(office.rows.jobs) == 1000


async def test_of_two_components_each_job_has_one(office: Office) -> None:
    other = office.another()
    numbers = [await office.add() for _ in range(20)]
    office.task.steps = other.task.steps = 1
    async with office.open(), other.open():
        await office.time.go_on(200)
    called = [call.number for call in (*office.task.calls, *other.task.calls)]
    assert sorted(called) == numbers
    assert len(office.teller.told) + len(other.teller.told) == 20
    assert {job.state for job in office.rows.jobs.values()} == {DONE}


async def test_a_list_that_does_not_answer_is_asked_again(office: Office) -> None:
    office.jobs.go_down()
    async with office.open():
        await office.time.go_on(600)
        office.jobs.come_back()
        number = await office.add()
        await office.time.go_on(LOOK)
        assert office.job(number).state is DONE


async def test_the_end_is_written_down_once_the_list_answers(office: Office) -> None:
    number = await office.add()
    office.jobs.failing["end"] = Unavailable("the list", "it is down")
    async with office.open():
        await office.time.go_on(LEASE - 5)
        assert (office.job(number).state, office.told()) == (JobState.RUNNING, [])
        office.jobs.come_back()
        await office.time.go_on(3)
    assert (office.job(number).state, office.told()) == (DONE, [(DONE, 0)])
    assert len(office.task.calls) == 1


async def test_an_end_that_was_written_though_the_answer_was_lost_is_told_once(
    office: Office,
) -> None:
    number = await office.add()
    ended = 0

    async def lose_the_answer() -> None:
        nonlocal ended
        ended += 1
        if ended == 1:
            del office.jobs.before["end"]
            await office.jobs.end(office.job(number), DONE, {"steps": 0})
            raise Unavailable("the list", "the answer was lost")

    office.jobs.before["end"] = lose_the_answer
    async with office.open():
        await office.time.go_on(3)
    assert (office.job(number).state, office.told()) == (DONE, [(DONE, 0)])


async def test_an_error_in_the_list_itself_leaves_the_job_to_be_resumed(office: Office) -> None:
    office.task.steps = 10
    await office.add()
    office.jobs.failing["renew"] = RuntimeError("a fault")
    running = asyncio.create_task(office.runner().run())
    await office.time.go_on(3)
    with pytest.raises(RuntimeError, match="a fault"):
        await running
    other = office.another()
    async with other.open():
        await office.time.go_on(1)
        assert [call.attempts for call in other.task.calls] == [2]
