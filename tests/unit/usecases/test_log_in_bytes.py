"""No bytes make anything but a normal outcome of a login, wherever they are stored or typed."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from component.adapters.password_pool import PasswordPool
from component.domain.generations import Generation
from component.domain.groups import RosterGroup
from component.domain.login import Accept, AskOpenfire, Refuse, Window
from component.domain.passwords.openfire import PlainCredential
from component.usecases.log_in import LoginSettings
from tests.fakes.tiki import FakeTiki
from tests.unit.usecases.house import CONFIRMED, DOMAIN, CountingChecker, House

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
"""Lone surrogates and control characters as well."""
ANY_BYTES = st.binary(max_size=40).map(lambda b: b.decode("utf-8", "surrogateescape"))
"""As a latin1 column gives them."""
WORDS = st.sampled_from(["alice", "Alice", "alice@mail.test", "alice@livechat.test", "ß", "\0", ""])
ANYTHING = st.one_of(WORDS, ANY_TEXT, ANY_BYTES)
WHOLE = [
    "$1$abcdefgh$CSiVTZddYDOMinbJG4io/1",
    "abGaYwuak.pMg",
    "$5$saltsalt$UhI6q1NR5XzmPrc0H0.FoDb6RTslY9MOjyzQ8QkWoQ6",
    "$6$saltsalt$01MJPX1mV2d9urdzvVU9Cx9URqMi0aoOhlDnVL2z/abIjjxx",
    "$2y$04$abcdefghijklmnopqrstuuxyz8CHIK1N0xoq46WQmBAZ0evF8rpTW",
]


def md5(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A crypt hash with something else at its end."""
    whole = draw(st.sampled_from(WHOLE))
    return whole[: draw(st.integers(7, len(whole)))] + draw(ANYTHING)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all examples."""
    with asyncio.Runner() as runner:
        yield runner


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_stored_and_typed_a_login_is_answered(
    pool: PasswordPool, runner: asyncio.Runner, data: st.DataObject
) -> None:
    house = House(CountingChecker(pool), tiki=FakeTiki(data.draw(st.sampled_from(Generation))))
    login, email = data.draw(ANYTHING, "login"), data.draw(ANYTHING, "e-mail")
    livechat_id = data.draw(st.one_of(st.none(), ANYTHING), "Live Chat ID")
    name = data.draw(
        st.one_of(st.sampled_from([login, email, livechat_id or ""]), ANYTHING), "name"
    )
    password = data.draw(ANYTHING, "password")
    fits = st.sampled_from([md5(password), md5(login + password), md5(login + password + email)])
    stored = data.draw(st.one_of(st.none(), ANYTHING, damaged(), fits), "hash")
    dates = {"pass_due": 4_000_000_000} if house.tiki.has("pass_due") else {}
    dates |= {"pass_confirm": CONFIRMED} if house.tiki.has("pass_confirm") else {}
    user_id = house.tiki.add(login, email=email, hash=stored, livechat_id=livechat_id, **dates)  # type: ignore[arg-type]
    for group in data.draw(st.lists(ANYTHING, max_size=3), "groups"):
        house.tiki.join(user_id, group)
        house.tiki.include(group, data.draw(ANYTHING, "included"))
    house.tiki.set_preference(login, "realName", data.draw(ANYTHING, "real name"))
    house.tiki.set_rule("login_allow_email", "y")
    house.mappings = (RosterGroup("Helpers", (data.draw(ANYTHING, "pattern"),), "Helpers"),)
    house.login = replace(
        LoginSettings(DOMAIN),
        unmigrated_tiki=data.draw(st.sampled_from(["refuse", "allocate"])),
    )
    house.window.stands = data.draw(st.sampled_from(Window))
    house.strict_states = data.draw(st.booleans())
    if data.draw(st.booleans(), "has a native account"):
        house.chat.add_account(name.lower(), PlainCredential(password))
    answer = runner.run(house.log_in(name, password))
    assert isinstance(answer, (Accept, Refuse, AskOpenfire))
    event(f"{type(answer).__name__} {getattr(answer, 'reason', '')}")
    if not password:
        assert not isinstance(answer, Accept)
