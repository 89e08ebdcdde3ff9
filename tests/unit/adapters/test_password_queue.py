"""Password checks wait for threads: in turn, bounded in number and time, never on the loop."""

import asyncio
import threading
import time
from collections.abc import Mapping
from dataclasses import replace

import bcrypt
import pytest

from component import request
from component.adapters.password_pool import PasswordPool
from component.domain.passwords import tiki
from component.domain.passwords.openfire import (
    Credential,
    PlainCredential,
)
from component.ports import Busy
from component.request import Part
from tests.unit.adapters.password_accounts import ALICE, SCRAM

LONGEST = 20.0
"""Seconds after which a wait that should end at once is given up."""


class Held:
    """Checks that stay until the test lets them go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.begun = asyncio.Event()
        self.threads: list[str] = []
        self._loop = asyncio.get_running_loop()
        monkeypatch.setattr(tiki, "verify", self)

    def __call__(self, *_arguments: object) -> bool:
        self.threads.append(threading.current_thread().name)
        self._loop.call_soon_threadsafe(self.begun.set)
        return self.go.wait(LONGEST)


async def test_the_loop_goes_on_while_a_check_runs(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    check = asyncio.create_task(pool.check_tiki("x", ALICE))
    await asyncio.wait_for(held.begun.wait(), LONGEST)
    assert not check.done()
    held.go.set()
    assert await check
    assert threading.current_thread().name not in held.threads


async def test_the_loop_goes_on_while_bcrypt_itself_works(pool: PasswordPool) -> None:
    stored = bcrypt.hashpw(b"x", bcrypt.gensalt(9)).decode()
    check = asyncio.create_task(pool.check_tiki("x", replace(ALICE, password_hash=stored)))
    ticks = 0
    while not check.done():
        await asyncio.sleep(0)
        ticks += 1
    assert await check
    assert ticks > 2


async def test_checks_run_on_several_threads_at_once(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    barrier = threading.Barrier(2)

    def meet(*_arguments: object) -> bool:
        barrier.wait(LONGEST)
        return True

    monkeypatch.setattr(tiki, "verify", meet)
    assert await asyncio.gather(*(pool.check_tiki("x", ALICE) for _ in range(2))) == [True, True]


async def test_more_checks_than_may_wait_are_turned_away_at_once(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    waiting = [asyncio.create_task(pool.check_tiki("geheim", ALICE)) for _ in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(Busy) as turned_away:
        await pool.check_tiki("geheim", ALICE)
    assert "geheim" not in str(turned_away.value)
    held.go.set()
    assert await asyncio.gather(*waiting) == [True] * 4
    assert await pool.check_tiki("x", ALICE)


async def test_a_check_that_has_waited_for_too_long_is_turned_away_when_it_is_its_turn(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    pool.patience = 1.0
    waiting = [asyncio.create_task(pool.check_tiki("geheim", ALICE)) for _ in range(4)]
    async with asyncio.timeout(LONGEST):
        while len(held.threads) < 2:  # noqa: ASYNC110  noted by threads
            await asyncio.sleep(0.01)
    await asyncio.sleep(pool.patience)
    held.go.set()
    begun, late = waiting[:2], waiting[2:]
    assert await asyncio.gather(*begun) == [True, True]
    for one in late:
        with pytest.raises(Busy) as turned_away:
            await one
        assert "geheim" not in str(turned_away.value)
    assert (len(pool), pool.refused) == (0, 2)
    assert await pool.check_tiki("x", ALICE)


async def test_what_waits_and_what_was_turned_away_is_counted(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    assert (len(pool), pool.most, pool.stalled_seconds) == (0, 4, 0.0)
    waiting = [asyncio.create_task(pool.check_tiki("x", ALICE)) for _ in range(4)]
    await asyncio.wait_for(held.begun.wait(), LONGEST)
    assert len(pool) == 4
    for _ in range(3):
        with pytest.raises(Busy):
            await pool.check_tiki("x", ALICE)
    assert pool.refused == 3
    await asyncio.sleep(0.05)
    assert LONGEST > pool.stalled_seconds >= 0.05
    held.go.set()
    await asyncio.gather(*waiting)
    assert (len(pool), pool.stalled_seconds) == (0, 0.0)


async def test_a_check_is_worked_on_for_its_request(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def verify(*_arguments: object) -> bool:
        seen.append(request.current_id())
        time.sleep(0.05)
        return True

    monkeypatch.setattr(tiki, "verify", verify)

    async def ask(name: str) -> Mapping[Part, float]:
        with request.working_on(name) as asked:
            assert await pool.check_tiki("x", ALICE)
        return asked.spent

    names = [f"tlc-{number}" for number in range(4)]
    spent = await asyncio.gather(*map(ask, names))
    assert sorted(seen) == names
    assert all(one[Part.HASH] >= 0.05 for one in spent)
    queued = sorted(one[Part.QUEUE] for one in spent)
    assert queued[2] >= 0.02, "two threads: two have waited for the others"
    assert await pool.check_tiki("x", ALICE)
    assert seen[-1] == ""


async def test_a_check_that_raises_gives_its_place_back(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> bool:
        raise RuntimeError("no luck")

    monkeypatch.setattr(tiki, "verify", fail)
    for _ in range(6):
        with pytest.raises(RuntimeError, match="no luck"):
            await pool.check_tiki("x", ALICE)


async def test_no_thread_is_left_after_closing() -> None:
    pool = PasswordPool(2)
    await pool.check_native("p", PlainCredential("p"))
    assert [t for t in threading.enumerate() if t.name.startswith("password")]
    pool.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("password")]


def test_there_is_a_thread_per_core_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: {0, 1, 2, 5, 7})
    pool = PasswordPool()
    pool.close()
    assert pool.workers == 5


async def test_threads_that_hang_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if nobody waits for them any more."""
    pool, goes_on = PasswordPool(1, 5), threading.Event()

    def hang(_password: str, _credential: Credential) -> bool:
        return goes_on.wait(LONGEST)

    monkeypatch.setattr("component.adapters.password_pool.openfire.verify", hang)
    assert pool.stalled_seconds == 0
    checks = [asyncio.create_task(pool.check_native("x", SCRAM)) for _ in range(2)]
    await asyncio.sleep(0)
    async with asyncio.timeout(LONGEST):
        while pool.stalled_seconds < 0.05:  # noqa: ASYNC110  a clock
            await asyncio.sleep(0.01)
    for check in checks:
        check.cancel()
    await asyncio.wait(checks)
    assert pool.stalled_seconds > 0
    goes_on.set()
    async with asyncio.timeout(LONGEST):
        while pool.stalled_seconds:  # noqa: ASYNC110  a thread
            await asyncio.sleep(0.01)
    pool.close()


async def test_the_queue_can_be_made_longer_and_shorter(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    monkeypatch.setattr(
        "component.adapters.password_pool.openfire.verify",
        lambda _password, _credential: goes_on.wait(LONGEST),
    )
    checks = [asyncio.create_task(pool.check_native("x", SCRAM)) for _ in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await pool.check_native("x", SCRAM)
    pool.limit = 3
    checks.append(asyncio.create_task(pool.check_native("x", SCRAM)))
    await asyncio.sleep(0)
    pool.limit = 1
    with pytest.raises(Busy):
        await pool.check_native("x", SCRAM)
    goes_on.set()
    assert await asyncio.gather(*checks) == [True] * 5
