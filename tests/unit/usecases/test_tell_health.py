"""Readiness is told within bounds, and no storm of questions becomes one of statements."""

import asyncio

import pytest

from component.ports import Unavailable
from component.usecases.tell_health import GOOD, HealthPace, TellHealth


class Databases:
    """Two databases that count what they are asked, and a clock."""

    def __init__(self) -> None:
        self.asked = {"tiki": 0, "state": 0}
        self.now = 0.0
        self.hangs: set[str] = set()
        self.outages: dict[str, Exception] = {}

    async def _ask(self, name: str) -> None:
        self.asked[name] += 1
        await asyncio.sleep(0)
        if name in self.hangs:
            await asyncio.Event().wait()
        if name in self.outages:
            raise self.outages[name]

    def tell(self, pace: HealthPace | None = None) -> TellHealth:
        """The use case."""
        return TellHealth(
            {},
            {"tiki": lambda: self._ask("tiki"), "state": lambda: self._ask("state")},
            lambda: 0.0,
            pace=pace or HealthPace(),
            clock=lambda: self.now,
        )


@pytest.fixture
def databases() -> Databases:
    return Databases()


async def test_many_at_once_are_one_question(databases: Databases) -> None:
    tell = databases.tell()
    told = await asyncio.gather(*(tell.ready() for _ in range(100)))
    assert all(one.is_good for one in told)
    assert databases.asked == {"tiki": 1, "state": 1}


async def test_it_is_asked_again_after_a_second(databases: Databases) -> None:
    tell = databases.tell()
    for databases.now, questions in ((10.0, 1), (10.9, 1), (11.0, 2), (11.9, 2), (12.5, 3)):
        assert (await tell.ready()).is_good
        assert databases.asked == {"tiki": questions, "state": questions}


async def test_each_database_is_told_of_by_itself(databases: Databases) -> None:
    databases.outages["state"] = Unavailable("the state database", "access denied")
    told = await databases.tell().ready()
    assert not told.is_good
    assert told.parts == {"tiki": GOOD, "state": "access denied"}


async def test_one_that_hangs_is_not_waited_for(databases: Databases) -> None:
    databases.hangs.add("tiki")
    told = await databases.tell(HealthPace(patience=0.01)).ready()
    assert told.parts == {"tiki": "no answer within 0.01 s", "state": GOOD}


async def test_whoever_asks_and_goes_away_leaves_nobody_waiting(databases: Databases) -> None:
    databases.hangs.add("tiki")
    tell = databases.tell(HealthPace(patience=20.0))
    first = asyncio.create_task(tell.ready())
    await asyncio.sleep(0.01)
    first.cancel()
    databases.hangs.clear()
    async with asyncio.timeout(10):
        assert (await tell.ready()).is_good


async def test_streams_are_told_of_as_they_are_now(databases: Databases) -> None:
    tell, up = databases.tell(), [True]
    tell.streams = {"stream": lambda: up[0]}
    assert (await tell.ready()).is_good
    up[0] = False
    assert (await tell.ready()).parts["stream"] == "there is no stream"
    assert databases.asked == {"tiki": 1, "state": 1}


async def test_one_that_is_about_to_end_is_not_ready(databases: Databases) -> None:
    tell = databases.tell()
    assert (await tell.ready()).parts == {"tiki": GOOD, "state": GOOD}
    tell.is_ending = lambda: True
    told = await tell.ready()
    assert not told.is_good
    assert told.parts["logins"] == "the component is about to end"
    assert tell.alive().is_good
