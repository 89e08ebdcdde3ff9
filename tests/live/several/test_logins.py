"""Sign-ins are spread over both components, and nobody notices that one dies or hangs."""

import asyncio
import contextlib
import itertools
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from openfire.demo.people import Person
from tests.live.conftest import ROOT
from tests.live.several.conftest import Pair, eventually

pytestmark = pytest.mark.live

_WORKERS, _PAUSE_SECONDS = 4, 0.2


@dataclass(slots=True)
class Load:
    """Sign-ins that go on and on.

    Attributes:
        refusals: Condition of each that was refused.
        seconds: How long each took, by when it ended.
    """

    refusals: list[str] = field(default_factory=list)
    seconds: list[tuple[float, float]] = field(default_factory=list)

    def since(self, begun: float) -> list[float]:
        """How long those took that ended after a time."""
        return [seconds for ended, seconds in self.seconds if ended >= begun]


@pytest.fixture(scope="module")
def people(pair: Pair) -> Sequence[Person]:
    """Some of them."""
    return [pair.linked() for _ in range(18)]


@contextlib.asynccontextmanager
async def loaded(pair: Pair, people: Sequence[Person]) -> AsyncIterator[Load]:
    """Have people sign in and out for the length of a block, several at a time."""
    load, turns, is_over = Load(), itertools.cycle(people), asyncio.Event()

    async def work() -> None:
        while not is_over.is_set():
            who, begun = next(turns), time.monotonic()
            refusal = await pair.village.refusal(who.login, who.password)
            now = time.monotonic()
            load.seconds.append((now, now - begun))
            if refusal is not None:
                load.refusals.append(refusal)
            await asyncio.sleep(_PAUSE_SECONDS)

    async with asyncio.TaskGroup() as group:
        for _ in range(_WORKERS):
            group.create_task(work())
        try:
            yield load
        finally:
            is_over.set()


def tell(what: str, measured: str) -> None:
    """Keep what was measured, for whoever wants to read it after the run."""
    file = ROOT / "build" / f"several-{what}.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{measured}\n", "utf-8")


async def both_take_part(pair: Pair, people: Sequence[Person]) -> None:
    """Have people sign in until each of the two has let somebody in since now."""
    before = [len(log) for log in pair.logs()]
    async with asyncio.timeout(60):
        for who in itertools.cycle(people):
            assert await pair.village.signs_in(who.login, who.password) == who.livechat_id
            later = [log[length:] for log, length in zip(pair.logs(), before, strict=True)]
            if all("accepted as" in log for log in later):
                return


async def test_sign_ins_are_spread_over_both_and_a_name_stays_with_one(
    pair: Pair, people: Sequence[Person]
) -> None:
    await both_take_part(pair, people)
    before = [len(log) for log in pair.logs()]
    for who in (*people, *people):
        assert await pair.village.signs_in(who.login, who.password) == who.livechat_id
    counts = [
        [log[length:].count(f"login of '{who.login}': accepted") for who in people]
        for log, length in zip(pair.logs(), before, strict=True)
    ]
    assert [sum(pair) for pair in zip(*counts, strict=True)] == [2] * len(people)
    assert min(map(sum, counts)) >= len(people) // 3, counts
    assert [own for own in zip(*counts, strict=True) if 0 not in own] == []


async def test_nobody_notices_that_one_is_killed_and_it_takes_part_again(
    pair: Pair, people: Sequence[Person]
) -> None:
    await both_take_part(pair, people)
    async with loaded(pair, people) as load:
        await eventually(lambda: len(load.seconds) >= 10)
        pair.second.kill()
        killed = time.monotonic()
        await eventually(lambda: len(load.since(killed)) >= 24)
        await asyncio.to_thread(pair.second.start)
        await both_take_part(pair, people)
    assert load.refusals == []
    slowest = max(load.since(killed))
    tell("killed", f"{len(load.seconds)} sign-ins, the slowest since {slowest:.2f} s")


async def test_nobody_is_refused_while_one_hangs_and_it_takes_part_again(
    pair: Pair, people: Sequence[Person]
) -> None:
    await both_take_part(pair, people)
    async with loaded(pair, people) as load:
        await eventually(lambda: len(load.seconds) >= 10)
        os.kill(pair.second.pid, signal.SIGSTOP)
        stopped = time.monotonic()
        try:
            await eventually(lambda: len(load.since(stopped)) >= 30)
        finally:
            os.kill(pair.second.pid, signal.SIGCONT)
        hung = load.since(stopped)
        await both_take_part(pair, people)
    assert load.refusals == []
    late = [seconds for seconds in hung if seconds > 1.0]
    told = f"{len(hung)} sign-ins, {len(late)} of them over 1 s, the slowest {max(hung):.2f} s"
    tell("hung", told)
