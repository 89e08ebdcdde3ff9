"""Password checks that were handed over go on to their end while nothing else on the loop does."""

import asyncio
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import bcrypt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from component.adapters.password_pool import PasswordPool
from component.domain.accounts import TikiAccount
from component.domain.names import TikiLogin
from component.domain.passwords import openfire, tiki
from component.domain.passwords.openfire import PlainCredential

LONGEST = 30.0
"""Seconds after which a wait that should end is given up."""
ALICE = TikiAccount(1, TikiLogin("Alice"), "alice@example.com", "", None)
SLOW = bcrypt.hashpw(b"right", bcrypt.gensalt(6)).decode()
FAST = hashlib.md5(b"right", usedforsecurity=False).hexdigest()
PASSWORDS = st.lists(st.sampled_from(["right", "wrong"]), min_size=1, max_size=8)


class Ends:
    """Notes the ends of checks in the order in which they come, and that the loop was blocked."""

    def __init__(self, expected: int) -> None:
        self.events: list[str] = []
        self.all = threading.Event()
        self._expected = expected
        self._lock = threading.Lock()

    def watch(self, check: Callable[..., bool]) -> Callable[..., bool]:
        """The check, with a note of its end."""

        def watched(*arguments: object) -> bool:
            fits = check(*arguments)
            with self._lock:
                self.events.append("check")
                if self.events.count("check") == self._expected:
                    self.all.set()
            return fits

        return watched

    def block_until_all_came(self) -> bool:
        """Keep the thread that calls, the loop's, from doing anything else."""
        self.events.append("blocked")
        came = self.all.wait(LONGEST)
        self.events.append("free")
        return came


@pytest.fixture(scope="module")
def pool() -> Iterator[PasswordPool]:
    pool = PasswordPool(2, 20)
    yield pool
    pool.close()


@pytest.mark.parametrize("stored", [FAST, SLOW], ids=["md5", "bcrypt"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(passwords=PASSWORDS)
def test_checks_end_while_the_loop_is_blocked(
    pool: PasswordPool, stored: str, passwords: list[str]
) -> None:
    ends = Ends(len(passwords))

    async def hand_over_and_block() -> list[bool]:
        account = replace(ALICE, password_hash=stored)
        checks = [asyncio.create_task(pool.check_tiki(password, account)) for password in passwords]
        await asyncio.sleep(0)
        assert ends.block_until_all_came(), "checks waited for the loop"
        assert not any(check.done() for check in checks), "the loop did something"
        return await asyncio.gather(*checks)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiki, "verify", ends.watch(tiki.verify))
        fits = asyncio.run(hand_over_and_block())
    assert fits == [password == "right" for password in passwords]
    assert ends.events[-1] == "free"
    assert ends.events.count("check") == len(passwords)


async def test_checks_of_other_kinds_end_while_the_loop_is_blocked(
    pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = Ends(2)
    monkeypatch.setattr(openfire, "verify", ends.watch(openfire.verify))
    native = PlainCredential("right")
    checks = [
        asyncio.create_task(pool.check_native(password, native)) for password in ("right", "wrong")
    ]
    await asyncio.sleep(0)
    assert ends.block_until_all_came()
    assert not any(check.done() for check in checks)
    assert ends.events[-1] == "free"
    assert await asyncio.gather(*checks) == [True, False]
