"""What components that share a subdomain know: who waits for a text, and who sees to somebody."""

import asyncio
import time
from dataclasses import dataclass

import pytest

from component.adapters.state_several import StateConversations, StateRefreshes
from component.ports.several import Conversations, Refreshes
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases
from tests.contract.state_worlds import RealState
from tests.fakes.several import FakeConversations, FakeRefreshes

CLIENT = "zoë@chat.test/" + "phone 📱 " * 100
LONG = 60.0
SHORT = 0.3


@dataclass
class World:
    """Two components' ways to one memory, and one whose questions wait for a moment only."""

    talks: tuple[Conversations, Conversations]
    short: Conversations
    turns: tuple[Refreshes, ...]


@pytest.fixture
def stored(databases: Databases, real_state: RealState) -> World:
    state, prepare = databases.state, real_state.port.prepare
    a, b, short = (
        StateConversations(state, prepare, own, seconds)
        for own, seconds in (("tiki-a", LONG), ("tiki-b", LONG), ("tiki-a", SHORT))
    )
    turns = tuple(StateRefreshes(state, prepare, f"{number:032}") for number in range(3))
    return World((a, b), short, turns)


@pytest.fixture(params=BOTH)
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        talks: dict[str, tuple[str, float]] = {}
        turns: dict[str, tuple[str, float]] = {}
        now = time.monotonic
        a, b, short = (
            FakeConversations(own, seconds, now, talks)
            for own, seconds in (("tiki-a", LONG), ("tiki-b", LONG), ("tiki-a", SHORT))
        )
        return World((a, b), short, tuple(FakeRefreshes(o, now, turns) for o in "abc"))
    real: World = request.getfixturevalue("stored")
    return real


async def test_all_know_who_waits_for_a_clients_text(world: World) -> None:
    a, b = world.talks
    assert await b.owner(CLIENT) is None
    await a.begin(CLIENT)
    await a.begin(CLIENT)
    assert [await one.owner(CLIENT) for one in (a, b)] == ["tiki-a", "tiki-a"]
    assert await b.owner(CLIENT[:-1]) is None
    await a.end(CLIENT)
    assert [await one.owner(CLIENT) for one in (a, b)] == [None, None]
    await a.end(CLIENT)


async def test_the_last_question_counts_and_nobody_ends_anothers(world: World) -> None:
    a, b = world.talks
    await a.begin(CLIENT)
    await b.begin(CLIENT)
    await a.end(CLIENT)
    assert await a.owner(CLIENT) == "tiki-b"
    await a.give_up(CLIENT)
    assert await b.owner(CLIENT) is None


async def test_a_question_does_not_wait_for_ever(world: World) -> None:
    await world.short.begin(CLIENT)
    async with asyncio.timeout(20):
        while await world.talks[1].owner(CLIENT):  # noqa: ASYNC110  a bounded wait
            await asyncio.sleep(0.05)
    await world.talks[1].begin("another@chat.test/x")
    assert await world.talks[0].owner("another@chat.test/x") == "tiki-b"


async def test_one_takes_the_turn_until_it_is_over(world: World) -> None:
    taken = await asyncio.gather(*(one.take("zoë", LONG) for one in world.turns))
    assert sorted(taken) == [False, False, True]
    assert not await world.turns[taken.index(True)].take("zoë", LONG)
    assert await world.turns[0].take("zoe", LONG)


async def test_another_turn_comes_after_it(world: World) -> None:
    first, second, _ = world.turns
    assert await first.take("bob", SHORT)
    async with asyncio.timeout(20):
        while not await second.take("bob", LONG):  # noqa: ASYNC110  a bounded wait
            await asyncio.sleep(0.05)
    assert not await first.take("bob", SHORT)


async def test_a_turn_is_given_back_by_who_has_it(world: World) -> None:
    first, second, _ = world.turns
    assert await first.take("bob", LONG)
    await second.give_back("bob")
    assert not await second.take("bob", LONG)
    await first.give_back("bob")
    assert await second.take("bob", LONG)
