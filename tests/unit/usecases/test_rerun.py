"""Another run tries the failures of a run, and nothing else, whatever its handler does."""

import pytest

from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.run_items import ItemState, RunItem
from component.ports import Unavailable
from component.usecases.job_handling import Progress, Result
from component.usecases.patience import OutagePace
from component.usecases.rerun import FailuresOnly, arguments_of
from tests.fakes.jobs import FakeJobs
from tests.fakes.run_items import FakeRunItems
from tests.unit.usecases.square import FlyingTime

ADMIN = Asker("admin@livechat.test", "admin")
DONE, LEFT, FAILED = ItemState.DONE, ItemState.LEFT, ItemState.FAILED
EVERYBODY = [f"user{number:04}" for number in range(1_100)]


async def go_on(_done: int, _total: int) -> bool:
    return True


class House:
    """A list of jobs, and a handler that does everybody who is not noted yet.

    Attributes:
        tried: Whom it has tried.
        fails: Whom it fails at.
    """

    def __init__(self) -> None:
        self.jobs = FakeJobs()
        self.stored = FakeRunItems(self.jobs.rows)
        self.time = FlyingTime()
        self.items = FailuresOnly(self.stored, OutagePace(patience=60.0), self.time.clock)
        self.tried: list[str] = []
        self.fails: set[str] = set()
        self.handler = self.items.handler(self._handle)

    async def add(self, arguments: dict[str, object]) -> Job:
        """A job that is taken up."""
        await self.jobs.add(JobKind.MERGE, ADMIN, arguments)
        job = await self.jobs.take([JobKind.MERGE])
        assert job is not None
        return job

    async def end(self, job: Job) -> None:
        await self.jobs.end(job, JobState.DONE, {})

    async def _handle(self, job: Job, _progress: Progress) -> Result:
        noted = await self.items.find(job.number, EVERYBODY)
        for name in EVERYBODY:
            if name not in noted or noted[name].state is FAILED:
                self.tried.append(name)
                state = FAILED if name in self.fails else DONE
                await self.items.note(job.number, [RunItem(name, state)])
        return Result(JobState.DONE)


@pytest.fixture
def house() -> House:
    return House()


async def first_run(house: House, fails: set[str]) -> Job:
    """A run that has ended with these failures."""
    house.fails = fails
    job = await house.add({"names": "*"})
    await house.handler(job, go_on)
    await house.end(job)
    house.tried.clear()
    whole = await house.jobs.find_whole(job.number)
    assert whole is not None
    return whole


async def test_a_run_of_its_own_does_everybody(house: House) -> None:
    job = await house.add({"names": "*"})
    await house.handler(job, go_on)
    assert house.tried == EVERYBODY


async def test_a_rerun_tries_what_failed_and_nothing_else(house: House) -> None:
    fails = set(EVERYBODY[::2])
    first = await first_run(house, fails)
    house.fails = {"user0002"}
    again = await house.add(dict(arguments_of(first)))
    assert again.arguments == {"names": "*", "rerun_of": first.number}
    await house.handler(again, go_on)
    assert house.tried == sorted(fails)
    assert await house.items.counts(again.number) == {(DONE, ""): 549, (FAILED, ""): 1}
    assert await house.items.read(again.number, state=FAILED) == [RunItem("user0002", FAILED)]


async def test_a_rerun_of_a_rerun_tries_what_the_latter_failed_at(house: House) -> None:
    first = await first_run(house, {"user0001", "user0002"})
    house.fails = {"user0002"}
    again = await house.add(dict(arguments_of(first)))
    await house.handler(again, go_on)
    await house.end(again)
    whole = await house.jobs.find_whole(again.number)
    assert whole is not None
    house.tried.clear()
    await house.handler(await house.add(dict(arguments_of(whole))), go_on)
    assert house.tried == ["user0002"]


async def test_a_rerun_that_was_broken_off_goes_on_where_it_was(house: House) -> None:
    first = await first_run(house, {"user0001", "user0002"})
    again = await house.add(dict(arguments_of(first)))
    house.fails = set()
    await house.items.note(again.number, [RunItem("user0001", DONE)])
    await house.handler(again, go_on)
    assert house.tried == ["user0002"]


async def test_what_was_passed_over_is_noted_nowhere(house: House) -> None:
    first = await first_run(house, {"user0001"})
    again = await house.add(dict(arguments_of(first)))
    house.fails = set()
    await house.handler(again, go_on)
    assert [item.subject for item in house.stored.of(again.number)] == ["user0001"]
    assert await house.items.find(again.number, ["user0005"]) == {}


async def test_an_outage_at_the_beginning_is_waited_for(house: House) -> None:
    first = await first_run(house, {"user0001"})
    again = await house.add(dict(arguments_of(first)))
    house.stored.failing["read"] = Unavailable("the state", "it is down")

    async def come_back(_seconds: float) -> None:
        house.stored.come_back()

    house.items.clock = house.time.clock.__class__(house.time.clock.now, come_back)
    house.fails = set()
    await house.handler(again, go_on)
    assert house.tried == ["user0001"]


async def test_an_outage_without_an_end_ends_the_rerun(house: House) -> None:
    first = await first_run(house, {"user0001"})
    again = await house.add(dict(arguments_of(first)))
    house.stored.failing["read"] = Unavailable("the state", "it is down")
    with pytest.raises(Unavailable):
        await house.handler(again, go_on)
    assert house.tried == []
