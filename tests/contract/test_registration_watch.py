"""The port `Watch`: how far registrations were seen to, one look at a time, by one of many."""

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from component.adapters.state_registrations import StateWatch
from component.domain.high_water import MOST_GAPS, Gap, HighWater
from component.ports.registrations import Watch
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases
from tests.contract.state_worlds import RealState
from tests.fakes.registrations import FakeWatch

BEGUN = HighWater(100)
GAPS = (Gap(7, 9, 1_790_000_000.25), Gap(90, 2**40, 1_790_000_001.0, floor=1_790_000_001.5))
NO_TIME = 0.0


@dataclass
class World:
    """Several components' ways to one memory."""

    ports: list[Watch] = field(default_factory=list)

    @property
    def port(self) -> Watch:
        return self.ports[0]


@pytest.fixture
def stored(databases: Databases, real_state: RealState) -> World:
    prepare = real_state.port.prepare
    return World([StateWatch(databases.state, prepare) for _ in range(3)])


@pytest.fixture(params=BOTH)
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        return World([FakeWatch(time.monotonic)] * 3)
    real: World = request.getfixturevalue("stored")
    return real


async def test_before_it_has_begun_nobody_looks(world: World) -> None:
    assert await world.port.take_turn(NO_TIME) is None


async def test_it_begins_once(world: World) -> None:
    await world.port.begin(BEGUN)
    await world.port.begin(HighWater(5_000))
    assert await world.port.take_turn(NO_TIME) == BEGUN


async def test_what_is_open_is_read_as_it_was_moved(world: World) -> None:
    await world.port.begin(BEGUN)
    after = HighWater(2**40, GAPS)
    assert await world.port.move(BEGUN, after)
    assert await world.port.take_turn(NO_TIME) == after


async def test_as_many_gaps_as_there_may_be_are_remembered(world: World) -> None:
    await world.port.begin(BEGUN)
    gaps = tuple(
        Gap(2**40 + 2 * n, 2**40 + 2 * n, 1.7e9 + n / 7, 1.7e9 + n / 7) for n in range(MOST_GAPS)
    )
    after = HighWater(2**41, gaps)
    assert await world.port.move(BEGUN, after)
    assert await world.port.take_turn(NO_TIME) == after


async def test_who_was_slower_moves_nothing(world: World) -> None:
    await world.port.begin(BEGUN)
    assert await world.port.move(BEGUN, HighWater(101))
    assert not await world.port.move(BEGUN, HighWater(200))
    assert not await world.port.move(HighWater(101, GAPS), HighWater(200))
    assert await world.port.take_turn(NO_TIME) == HighWater(101)


async def test_to_move_nothing_is_no_failure(world: World) -> None:
    await world.port.begin(BEGUN)
    assert await world.port.move(BEGUN, BEGUN)


async def test_a_turn_is_one_components_until_it_is_over(world: World) -> None:
    await world.port.begin(BEGUN)
    turns = await asyncio.gather(*(port.take_turn(60.0) for port in world.ports))
    assert [turn for turn in turns if turn is not None] == [BEGUN]
    assert await world.port.take_turn(60.0) is None


async def test_another_turn_comes_after_it(world: World) -> None:
    await world.port.begin(BEGUN)
    assert await world.ports[0].take_turn(0.3) == BEGUN
    async with asyncio.timeout(20):
        while await world.ports[1].take_turn(0.3) is None:  # noqa: ASYNC110  a bounded wait
            await asyncio.sleep(0.05)


async def test_at_the_beginning_all_components_agree(world: World) -> None:
    waters = [HighWater(number) for number in (100, 101, 102)]
    await asyncio.gather(
        *(port.begin(water) for port, water in zip(world.ports, waters, strict=True))
    )
    assert await world.port.take_turn(NO_TIME) in waters
