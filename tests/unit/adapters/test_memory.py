"""What the process keeps in mind of logins: passwords that fitted, and failures."""

import functools
import gc

import cachetools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.adapters import memory as memory_module
from component.adapters.memory import LoginThrottle, RememberedPasswords


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(
        memory_module, "TTLCache", functools.partial(cachetools.TTLCache, timer=clock)
    )
    return clock


LEARNT = ("tiki:1", "s3cret é🐱", "$2y$hash")


def test_a_password_that_fitted_is_known() -> None:
    memory = RememberedPasswords(900, 10)
    assert not memory.knows(*LEARNT)
    memory.learn(*LEARNT)
    assert memory.knows(*LEARNT)


@pytest.mark.parametrize(
    "other",
    [
        ("tiki:2", LEARNT[1], LEARNT[2]),
        (LEARNT[0], "s3cret", LEARNT[2]),
        (LEARNT[0], "", LEARNT[2]),
        (LEARNT[0], LEARNT[1], "$2y$changed"),
        ("tiki:1s", "3cret é🐱", LEARNT[2]),
        (LEARNT[0], LEARNT[1] + "$", "2y$hash"),
    ],
)
def test_another_account_password_or_hash_is_not_known(other: tuple[str, str, str]) -> None:
    memory = RememberedPasswords(900, 10)
    memory.learn(*LEARNT)
    assert not memory.knows(*other)


TEXTS = st.tuples(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))


@given(TEXTS, TEXTS)
def test_only_the_very_same_three_are_known(
    learnt: tuple[str, str, str], asked: tuple[str, str, str]
) -> None:
    memory = RememberedPasswords(900, 10)
    memory.learn(*learnt)
    assert memory.knows(*asked) is (learnt == asked)


def test_a_password_is_forgotten_after_its_time(clock: Clock) -> None:
    memory = RememberedPasswords(900, 10)
    memory.learn(*LEARNT)
    clock.now += 899
    assert memory.knows(*LEARNT)
    clock.now += 1
    assert not memory.knows(*LEARNT)


def test_asking_does_not_make_it_last_longer(clock: Clock) -> None:
    memory = RememberedPasswords(900, 10)
    memory.learn(*LEARNT)
    for _ in range(3):
        clock.now += 300
        known = memory.knows(*LEARNT)
    assert not known


def test_nothing_is_remembered_for_no_time(clock: Clock) -> None:
    memory = RememberedPasswords(0, 10)
    memory.learn(*LEARNT)
    clock.now += 0.001
    assert not memory.knows(*LEARNT)


def test_no_more_are_remembered_than_the_bound() -> None:
    memory = RememberedPasswords(900, 3)
    for number in range(10):
        memory.learn(f"tiki:{number}", "p", "h")
    known = [number for number in range(10) if memory.knows(f"tiki:{number}", "p", "h")]
    assert known == [7, 8, 9]


def test_two_processes_do_not_keep_the_same_digest() -> None:
    one, other = RememberedPasswords(900, 3), RememberedPasswords(900, 3)
    for memory in (one, other):
        memory.learn(*LEARNT)
    assert not set(one._digests) & set(other._digests)


def test_no_password_and_no_hash_is_kept_anywhere() -> None:
    memory = RememberedPasswords(900, 10)
    memory.learn("tiki:1", "correct horse", "stored hash")
    reached, waiting = {id(memory): memory}, [object.__getattribute__(memory, "__dict__")]
    texts: list[str | bytes] = []
    while waiting:
        thing = waiting.pop()
        if id(thing) in reached or isinstance(thing, type) or callable(thing):
            continue
        reached[id(thing)] = thing
        if isinstance(thing, str | bytes):
            texts.append(thing)
        waiting.extend(gc.get_referents(thing))
    assert any(isinstance(text, bytes) and len(text) == 32 for text in texts)
    assert not [text for text in texts if text in ("correct horse", b"correct horse")]
    assert not [text for text in texts if isinstance(text, bytes) and b"horse" in text]
    assert "horse" not in repr(memory) + repr(vars(memory))
    assert "stored hash" not in repr(memory) + repr(vars(memory))


def fail(throttle: LoginThrottle, account: str) -> bool:
    """One failed login; False if it was throttled."""
    begun = throttle.begin(account)
    throttle.end([account] if begun else [], failed=True)
    return begun


def test_an_account_is_throttled_after_its_failures_and_others_are_not() -> None:
    throttle = LoginThrottle("3/5 minutes", "100/1 minute")
    assert [fail(throttle, "a") for _ in range(5)] == [True, True, True, False, False]
    assert fail(throttle, "b")


def test_all_are_throttled_after_the_failures_of_all() -> None:
    throttle = LoginThrottle("100/5 minutes", "3/1 minute")
    assert [fail(throttle, str(number)) for number in range(5)] == [True, True, True, False, False]


def test_a_login_that_fails_on_two_accounts_counts_once_overall() -> None:
    throttle = LoginThrottle("100/5 minutes", "2/1 minute")
    assert throttle.begin("a")
    assert throttle.begin("b")
    throttle.end(["a", "b"], failed=True)
    assert fail(throttle, "c")
    assert not fail(throttle, "d")


def test_logins_that_succeed_are_not_counted() -> None:
    throttle = LoginThrottle("1/5 minutes", "1/1 minute")
    for _ in range(5):
        assert throttle.begin("a")
        throttle.end(["a"], failed=False)
    assert fail(throttle, "a")
    assert not throttle.begin("a")


def test_checks_under_way_count_until_they_end() -> None:
    throttle = LoginThrottle("2/5 minutes", "100/1 minute")
    assert [throttle.begin("a") for _ in range(3)] == [True, True, False]
    assert throttle.begin("b")
    throttle.end(["a"], failed=False)
    assert throttle.begin("a")
    assert not throttle.begin("a")


def test_one_login_may_begin_twice_on_one_account() -> None:
    throttle = LoginThrottle("2/5 minutes", "100/1 minute")
    assert throttle.begin("a")
    assert throttle.begin("a")
    throttle.end(["a", "a"], failed=False)
    assert [throttle.begin("a"), throttle.begin("a")] == [True, True]


def test_nothing_under_way_is_kept_after_its_end() -> None:
    throttle = LoginThrottle("2/5 minutes", "100/1 minute")
    throttle.begin("a")
    throttle.end(["a"], failed=True)
    assert throttle._under_way == {}


@pytest.mark.parametrize(
    ("limits", "wait"), [(("1/5 minutes", "9/1 minute"), 301), (("9/5 minutes", "1/1 minute"), 61)]
)
def test_failures_leave_the_window(limits: tuple[str, str], wait: float, clock: Clock) -> None:
    throttle = LoginThrottle(*limits, now=clock)
    assert [fail(throttle, "a"), fail(throttle, "a")] == [True, False]
    clock.now += wait
    assert fail(throttle, "a")


def test_a_clock_that_is_set_anew_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    throttle = LoginThrottle("1/5 minutes", "9/1 minute")
    assert fail(throttle, "a")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert not fail(throttle, "a")
