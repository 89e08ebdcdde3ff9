"""The big list of naughty strings as names and as passwords, through the whole of a sign-in."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

import bcrypt
import pytest

from component.adapters.password_pool import PasswordPool
from component.domain.login import Accept, Refuse
from component.domain.names import ChatUsername, normalise
from tests.hostile.bridge import LOGIN, bridge, question
from tests.hostile.counting import examples, tried
from tests.hostile.faults import Faults
from tests.hostile.naughty import NAUGHTY, TYPEABLE
from tests.unit.usecases.house import CHEAP, CountingChecker, House, md5
from tests.wire.fake_server import DOMAIN, fake_server

RIGHT = "the right password"
BOB = Accept(ChatUsername("bob"))


@pytest.fixture(scope="module")
def pool() -> Iterator[PasswordPool]:
    pool = PasswordPool(2, 10_000)
    yield pool
    pool.close()


def slow_hash(password: str) -> str:
    """As PHP makes it: of the first 72 bytes."""
    return bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(CHEAP)).decode()


def some(stored: Callable[[str], str]) -> Sequence[str]:
    """All of them, but in the short form fewer where checks are slow."""
    return TYPEABLE[:: examples(8, 1)] if stored is slow_hash else TYPEABLE


def site(pool: PasswordPool) -> House:
    """A site where nothing is throttled or remembered."""
    plenty = "999999/1 minute"
    return House(CountingChecker(pool), per_account=plenty, overall=plenty, remember_seconds=0)


async def test_names_of_nobody(pool: PasswordPool, faults: Faults) -> None:
    house = site(pool)
    house.add("Bob", RIGHT, "bob")
    for name in NAUGHTY:
        for typed in (name, f"{name}@{DOMAIN}", f"bob{name}"[:2000]):
            tried("names")
            outcome = await house.log_in(typed, RIGHT)
            is_bob = normalise(typed, DOMAIN).chat == "bob"
            assert outcome == BOB if is_bob else isinstance(outcome, Refuse), typed
    assert house.actions() == ["create"], "of Bob"
    assert faults.found == []


@pytest.mark.parametrize("stored", [md5, slow_hash])
async def test_names_of_site_accounts(
    pool: PasswordPool, faults: Faults, stored: Callable[[str], str]
) -> None:
    one = stored(RIGHT)
    for name in some(stored):
        tried("names")
        house = site(pool)
        house.add(name, RIGHT, "bob", hash=one)
        outcome = await house.log_in(name, RIGHT)
        has_blanks_around = name not in normalise(name, DOMAIN).tiki
        assert outcome == BOB or (has_blanks_around and isinstance(outcome, Refuse)), name
        assert isinstance(await house.log_in(name, f"{RIGHT}!"), Refuse), name
        assert await house.log_in("bob", RIGHT) == BOB
    assert faults.found == []


async def test_names_that_get_a_chat_account(pool: PasswordPool, faults: Faults) -> None:
    """Row 4 of the decision: the stripped name, where there is one that can be had."""
    admitted = 0
    for name in TYPEABLE:
        tried("names")
        house = site(pool)
        house.decide(unmigrated_tiki="allocate")
        house.add(name, RIGHT)
        outcome = await house.log_in(name, RIGHT)
        if isinstance(outcome, Accept):
            admitted += 1
            assert str(outcome.username).isalnum(), name
            assert await house.log_in(str(outcome.username), RIGHT) == outcome
        else:
            assert isinstance(outcome, Refuse), name
    assert admitted > len(TYPEABLE) / 2
    assert faults.found == []


@pytest.mark.parametrize("stored", [md5, slow_hash])
async def test_passwords_of_site_accounts(
    pool: PasswordPool, faults: Faults, stored: Callable[[str], str]
) -> None:
    for password in some(stored):
        if stored is md5 and password == "0":
            continue  # which is nothing to PHP: facts of Tiki
        tried("passwords")
        house = site(pool)
        house.add("Bob", password, "bob", hash=stored(password))
        assert await house.log_in("Bob", password) == BOB, password
        for wrong in (f"~{password}", password[1:], password[::-1] if len(password) < 72 else ""):
            if wrong.encode()[:72] != password.encode()[:72]:
                assert isinstance(await house.log_in("Bob", wrong), Refuse), password
    assert faults.found == []


async def test_passwords_of_chat_accounts(pool: PasswordPool, faults: Faults) -> None:
    for password in TYPEABLE:
        tried("passwords")
        house = site(pool)
        house.add_native("bob", password)
        assert await house.log_in("bob", password) == BOB, password
        assert isinstance(await house.log_in("bob", f"{password}~"), Refuse), password
    assert faults.found == []


async def test_all_of_them_over_the_stream_at_once(pool: PasswordPool, faults: Faults) -> None:
    faults.watch(asyncio.get_running_loop())
    house = site(pool)
    async with fake_server() as server, bridge(house, server) as running:
        asked = {
            f"n{number}": question(f"n{number}", name, TYPEABLE[-number])
            for number, name in enumerate(TYPEABLE)
        }
        tried("sign-ins over the stream", len(asked))
        running.connection.send("".join(asked.values()))
        while asked:
            stanza = await running.connection.stanza()
            if stanza.get("id") in asked:
                del asked[stanza.get("id", "")]
                (login,) = list(stanza)
                assert login.tag == LOGIN
                assert login.get("decision") == "refuse"
        await running.send()
    faults.check()
