"""Floods of wrong passwords, of one name and of very many: good people get in, nothing piles up."""

import asyncio
import gc
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import bcrypt
import psutil
import pytest

from component.adapters.memory import LoginThrottle, RememberedPasswords
from component.adapters.password_pool import PasswordPool
from component.domain.login import Accept, Outcome, Refusal, Refuse
from component.domain.moving_window import MOST_KEPT, MovingWindow
from component.domain.names import ChatUsername
from component.ports import Busy
from component.usecases.verify import Verify
from tests.hostile.counting import LONG, examples, note, tried
from tests.hostile.faults import Faults
from tests.unit.usecases.house import CHEAP, CountingChecker, House

RIGHT = "the right password"
ALICE = Accept(ChatUsername("alice"))
AT_ONCE = 500
"""Sign-ins that come together: many more than any Openfire has threads for."""


class WatchedPool(PasswordPool):
    """The real one, and how many checks it ever had at once."""

    seen = 0

    async def _work(self, check: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  any check
        work = asyncio.ensure_future(super()._work(check, *args, **kwargs))
        await asyncio.sleep(0)
        self.seen = max(self.seen, len(self))
        return await work


class Flooded:
    """A site whose checks take a moment, with the settings that a site begins with."""

    def __init__(self, per_account: str = "10/5 minutes", overall: str = "600/1 minute") -> None:
        self.pool = WatchedPool(2, 200)
        self.checker = CountingChecker(self.pool)
        self.throttle = LoginThrottle(per_account, overall)
        self.house = House(self.checker)
        self.house._verify = Verify(
            tiki=self.house.tiki,
            checker=self.checker,
            memory=RememberedPasswords(900, 50_000),
            throttle=self.throttle,
        )
        stored = bcrypt.hashpw(RIGHT.encode(), bcrypt.gensalt(CHEAP)).decode()
        for name in ("Alice", "Carol"):
            self.house.add(name, RIGHT, name.lower(), hash=stored)
        self.outcomes: Counter[str] = Counter()

    async def flood(self, names: Iterable[str]) -> None:
        """Try each name with a wrong password, many at once; Alice comes after each lot."""
        rest = iter(names)
        while lot := list(islice(rest, AT_ONCE)):
            for outcome in await asyncio.gather(*map(self._guess, lot)):
                self.outcomes[outcome] += 1
            tried("wrong sign-ins", len(lot))
            for fake in (self.house.tiki, self.house.chat, self.house.state):
                fake.calls.clear()  # they note all they are asked
            assert await self.house.log_in("Alice", RIGHT) == ALICE

    async def _guess(self, name: str) -> str:
        try:
            outcome: Outcome = await self.house.log_in(name, "a guess")
        except Busy:
            return "try later"
        assert isinstance(outcome, Refuse)
        return outcome.reason.value


@pytest.fixture
def flooded() -> Iterator[Flooded]:
    flooded = Flooded()
    yield flooded
    flooded.pool.close()


async def test_of_one_name(flooded: Flooded, faults: Faults) -> None:
    assert await flooded.house.log_in("Alice", RIGHT) == ALICE
    count = examples(3_000, 200_000)
    before = _memory()
    await flooded.flood("Alice" for _ in range(count))
    assert flooded.outcomes[Refusal.WRONG_PASSWORD.value] <= 10
    assert flooded.outcomes[Refusal.THROTTLED.value] >= count - 10
    assert sum(flooded.checker.counts) <= 12, "a throttled guess costs no check"
    assert len(flooded.throttle) == 1
    assert await flooded.house.log_in("Carol", RIGHT) == Accept(ChatUsername("carol"))
    _note("one name", count, before)
    assert faults.found == []


async def test_of_very_many_names(flooded: Flooded, faults: Faults) -> None:
    assert await flooded.house.log_in("Alice", RIGHT) == ALICE
    count = examples(5_000, 1_000_000)
    before, began = _memory(), time.monotonic()
    await flooded.flood(f"nobody{number}" for number in range(count))
    minutes = (time.monotonic() - began) / 60 + 1
    assert 10 < flooded.pool.seen <= flooded.pool.most
    assert set(flooded.outcomes) == {
        Refusal.UNKNOWN.value,
        Refusal.THROTTLED.value,
        "try later",
    }
    checked = flooded.outcomes[Refusal.UNKNOWN.value]
    assert checked <= 600 * minutes + AT_ONCE, "the throttle of all bounds what is checked"
    assert len(flooded.throttle) <= checked
    assert not flooded.throttle._under_way
    _note("very many names", count, before)
    assert faults.found == []


async def test_of_very_many_names_where_a_site_throttles_none(faults: Faults) -> None:
    flooded = Flooded("10/1 hour", "999999999/1 minute")
    assert await flooded.house.log_in("Alice", RIGHT) == ALICE
    flooded.pool._usual_cost = CHEAP
    count = examples(3_000, 300_000)
    before = _memory()
    await flooded.flood(f"nobody{number}" for number in range(count))
    flooded.pool.close()
    assert 10 < flooded.pool.seen <= flooded.pool.most
    assert flooded.outcomes["try later"] > count / 10, "what does not fit is refused at once"
    assert flooded.outcomes["try later"] + flooded.outcomes[Refusal.UNKNOWN.value] == count
    assert len(flooded.throttle) <= MOST_KEPT
    _note("very many names, not throttled", count, before)
    assert faults.found == []


def test_counts_of_a_million_names_take_a_bounded_memory() -> None:
    """The counts alone, with no time passing: more names than are ever kept."""
    window = MovingWindow(10, 300, lambda: 0.0, most=examples(10_000, MOST_KEPT))
    count = examples(100_000, 1_000_000)
    tracemalloc.start()
    try:
        for number in range(count):
            window.count(f"name:nobody{number}")
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    tried("names that were counted", count)
    each = used / len(window)
    note(f"counts of {count:,} names: {used / 1e6:.1f} MB for the {len(window):,} that are kept")
    assert each < 400


def _memory() -> int:
    gc.collect()
    return psutil.Process().memory_info().rss


def _note(what: str, count: int, before: int) -> None:
    grown = (_memory() - before) / 1e6
    note(f"a flood of {count:,} wrong sign-ins, {what}: memory grew by {grown:.1f} MB")
    assert grown < (120 if LONG else 60)
