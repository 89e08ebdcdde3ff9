"""Who asked for a job is told of it, and no job waits for that."""

import asyncio

import pytest

from component.domain.jobs import JobState
from component.ports import Unavailable
from tests.unit.usecases.office import EVERY, NOBODY, PATIENCE, Office, settle

RUNNING, DONE, FAILED = JobState.RUNNING, JobState.DONE, JobState.FAILED
CANCELLED = JobState.CANCELLED
AWAY = Unavailable("Openfire", "there is no stream to it")


@pytest.fixture
def office() -> Office:
    return Office()


async def test_of_a_quick_job_the_end_is_told(office: Office) -> None:
    number = await office.add()
    async with office.open():
        pass
    assert office.teller.told == [office.job(number)]


async def test_of_one_that_lasts_beginning_and_end_are_told(office: Office) -> None:
    office.task.steps = 5
    await office.add()
    async with office.open():
        await office.time.go_on(1.5)
        assert office.told() == []
        await office.time.go_on(1)
        assert [state for state, _ in office.told()] == [RUNNING]
        await office.time.go_on(10)
    assert [state for state, _ in office.told()] == [RUNNING, DONE]


async def test_of_a_long_one_it_is_told_now_and_then_how_far_it_is(office: Office) -> None:
    office.task.steps = 100
    await office.add()
    async with office.open():
        await office.time.go_on(110)
    *on_the_way, last = office.told()
    assert last == (DONE, 100)
    assert {state for state, _ in on_the_way} == {RUNNING}
    assert [done for _, done in on_the_way] == [
        pytest.approx(2 + EVERY * word, abs=2) for word in range(4)
    ]
    assert {job.total for job in office.teller.told[1:]} == {100}


async def test_nobody_is_told_who_is_not_in_the_chat(office: Office) -> None:
    office.task.steps = 100
    await office.add(NOBODY)
    async with office.open():
        await office.time.go_on(110)
    assert office.teller.calls == []


@pytest.mark.parametrize("error", [AWAY, ValueError("a fault"), TimeoutError()])
async def test_whoever_cannot_be_told_holds_no_job_up(office: Office, error: Exception) -> None:
    office.task.steps = 40
    office.teller.failing["tell"] = error
    numbers = [await office.add() for _ in range(2)]
    async with office.open():
        await office.time.go_on(82)
    assert [office.job(number).state for number in numbers] == [DONE, DONE]


async def test_an_end_is_told_once_there_is_a_stream_again(office: Office) -> None:
    office.teller.go_down()
    first = await office.add()
    async with office.open():
        await office.time.go_on(PATIENCE / 2)
        office.teller.come_back()
        await office.time.go_on(70)
        assert [job.number for job in office.teller.told] == [first]
        await office.time.go_on(1000)
    assert office.told() == [(DONE, 0)]


async def test_an_end_is_not_told_when_nobody_waits_for_it_any_more(office: Office) -> None:
    office.teller.go_down()
    await office.add()
    async with office.open():
        await office.time.go_on(PATIENCE + 100)
        tried = office.teller.count("tell")
        office.teller.come_back()
        await office.time.go_on(1000)
    assert office.teller.told == []
    assert 10 < tried == office.teller.count("tell") < 30


async def test_an_end_that_cannot_be_told_for_another_reason_is_tried_once(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.teller.failing["tell"] = ValueError("a fault")
    await office.add()
    async with office.open():
        await office.time.go_on(100)
    assert office.teller.count("tell") == 1
    assert "alice@livechat.test cannot be told of job 1" in caplog.text


async def test_a_beginning_that_was_not_heard_is_not_sent_again(office: Office) -> None:
    office.task.steps = 20
    office.teller.go_down()
    await office.add()
    async with office.open():
        await office.time.go_on(10)
        assert office.teller.count("tell") == 1
        office.teller.come_back()
        await office.time.go_on(15)
    assert office.told() == [(DONE, 20)]


async def test_words_come_in_their_order_however_long_one_takes(office: Office) -> None:
    office.task.steps = 40
    heard = asyncio.Event()

    async def listen() -> None:
        await heard.wait()

    office.teller.before["tell"] = listen
    number = await office.add()
    async with office.open():
        await office.time.go_on(50)
        assert office.job(number).state is DONE
        assert (office.teller.count("tell"), office.told()) == (1, [])
        heard.set()
        await settle()
    assert [state for state, _ in office.told()] == [RUNNING, DONE]


async def test_what_is_to_be_told_ends_with_the_component(office: Office) -> None:
    office.teller.go_down()
    await office.add()
    async with office.open():
        await office.time.go_on(10)
    left = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
    assert left == set()


async def test_of_one_that_is_cancelled_while_it_waits_the_end_is_told(office: Office) -> None:
    office.task.steps = 5
    _, waiting = [await office.add() for _ in range(2)]
    async with office.open() as runner:
        await office.time.go_on(1)
        assert await runner.cancel(waiting) == office.job(waiting)
        await settle()
        assert office.teller.told == [office.job(waiting)]
        await office.time.go_on(100)
    assert [job.number for job in office.teller.told].count(waiting) == 1


async def test_of_one_that_is_cancelled_under_way_the_end_is_told_once(office: Office) -> None:
    office.task.steps = 50
    number = await office.add()
    async with office.open() as runner:
        await office.time.go_on(1)
        job = await runner.cancel(number)
        assert job is not None
        assert job.cancelling
        await office.time.go_on(100)
        assert await runner.cancel(number) is None
        await settle()
    assert [state for state, _ in office.told()].count(CANCELLED) == 1


async def test_nobody_is_told_of_a_schedules_job_that_is_cancelled(office: Office) -> None:
    runner = office.runner()
    assert await runner.cancel(await office.add(NOBODY)) is not None
    assert await runner.cancel(99) is None
    await settle()
    assert office.teller.calls == []
