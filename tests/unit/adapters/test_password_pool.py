"""Password checks on threads: right answers, bounds, and a loop that goes on meanwhile."""

import asyncio
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import bcrypt
import pytest

from component import request
from component.adapters.password_pool import PasswordPool
from component.domain.accounts import TikiAccount
from component.domain.generations import Generation
from component.domain.names import TikiLogin
from component.domain.passwords import bcrypt72, tiki
from component.domain.passwords.openfire import (
    Credential,
    NoCredential,
    PlainCredential,
    ScramCredential,
)
from component.domain.registration import RegistrationRules
from component.ports import Unavailable
from component.request import Part

ALICE = TikiAccount(1, TikiLogin("Alice"), "alice@example.com", "0" * 32, None)
SCRAM = ScramCredential("Mgd1SkLxrjZcDbjWxg3wx0Ul0cCC4/7H", 4096, "QHvYSizsfY+AAgE/UrjoxaAJjKk=")
LONGEST = 20.0
"""Seconds after which a wait that should end at once is given up."""


@pytest.fixture
def pool() -> Iterator[PasswordPool]:
    pool = PasswordPool(2, 2)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    "stored",
    [
        "ca6c5d8960b5f761e1676d26b282889c",
        "f1c19b2906fcf677345511f4e1e0484f",
        "2bd7d2efc128f81f6799a3914f83e137",
        "$1$abcdefgh$CSiVTZddYDOMinbJG4io/1",
        bcrypt.hashpw(b"s3cret!", bcrypt.gensalt(4)).decode(),
    ],
)
async def test_a_tiki_password_is_checked(pool: PasswordPool, stored: str) -> None:
    account = replace(ALICE, password_hash=stored)
    assert await pool.check_tiki("s3cret!", account)
    assert not await pool.check_tiki("s3cret", account)


async def test_a_des_hash_is_checked_where_that_tiki_accepts_it(pool: PasswordPool) -> None:
    account = replace(ALICE, password_hash="abGaYwuak.pMg")
    assert not await pool.check_tiki("s3cret!", account)
    assert await pool.check_tiki("s3cret!", replace(account, generation=Generation.V4))


@pytest.mark.parametrize(
    ("stored", "kind"),
    [
        ("", "empty"),
        ("x" * 255, "unknown"),
        ("$2y$10$", "unknown"),
        ("$1$abcdefgh$CSiVTZddYDOMinbJG4io/", "unknown"),
        ("$6$abcdefgh$" + "x" * 48, "unknown"),
        ("abGaYwuak.pMg", "des"),
    ],
)
async def test_a_hash_that_lets_nobody_in_is_reported_once(
    pool: PasswordPool, caplog: pytest.LogCaptureFixture, stored: str, kind: str
) -> None:
    account = replace(ALICE, password_hash=stored)
    for _ in range(3):
        assert not await pool.check_tiki("s3cret!", account)
    (record,) = caplog.records
    text = record.getMessage()
    assert "'Alice' (userId 1)" in text
    assert f"of the kind {kind!r}, {len(stored)} characters long" in text
    assert not stored or stored not in text
    assert not await pool.check_tiki("s3cret!", replace(account, user_id=2))
    assert len(caplog.records) == 2


async def test_a_new_hash_is_made_in_the_form_of_that_tiki(pool: PasswordPool) -> None:
    rules = RegistrationRules(generation=Generation.V4, hash_width=60)
    stored = await pool.make_tiki_hash("s3cret!", "Alice", rules)
    assert stored.startswith("$1$")
    account = replace(ALICE, password_hash=stored, generation=Generation.V4)
    assert await pool.check_tiki("s3cret!", account)


@pytest.mark.parametrize(
    ("password", "credential", "fits"),
    [
        ("bobpw2", SCRAM, True),
        ("bobpw", SCRAM, False),
        ("p", PlainCredential("p"), True),
        ("q", PlainCredential("p"), False),
        ("p", NoCredential(), False),
    ],
)
async def test_a_native_password_is_checked(
    pool: PasswordPool, password: str, credential: Credential, fits: bool
) -> None:
    assert await pool.check_native(password, credential) is fits


async def test_a_dummy_check_costs_what_the_last_real_hash_did(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []
    monkeypatch.setattr(bcrypt72, "verify_nothing", lambda _secret, cost: costs.append(cost))
    await pool.check_nothing("x\ud800")
    hashed = bcrypt.hashpw(b"x", bcrypt.gensalt(5)).decode()
    await pool.check_tiki("x", replace(ALICE, password_hash=hashed))
    await pool.check_tiki("x", replace(ALICE, password_hash="ca6c5d8960b5f761e1676d26b282889c"))
    await pool.check_nothing("x")
    assert costs == [10, 5]


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
    with pytest.raises(Unavailable) as turned_away:
        await pool.check_tiki("geheim", ALICE)
    assert "geheim" not in str(turned_away.value)
    held.go.set()
    assert await asyncio.gather(*waiting) == [True] * 4
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
        with pytest.raises(Unavailable):
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
    assert queued[2] >= 0.04, "two threads: two have waited for the others"
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
    with pytest.raises(Unavailable):
        await pool.check_native("x", SCRAM)
    pool.limit = 3
    checks.append(asyncio.create_task(pool.check_native("x", SCRAM)))
    await asyncio.sleep(0)
    pool.limit = 1
    with pytest.raises(Unavailable):
        await pool.check_native("x", SCRAM)
    goes_on.set()
    assert await asyncio.gather(*checks) == [True] * 5
