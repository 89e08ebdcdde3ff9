"""How much there is for whom in a time, compared with a model that never forgets."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.moving_window import MovingWindow


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(
    amount=st.integers(1, 3),
    steps=st.lists(st.tuples(st.sampled_from(["a", "b", "\ud800", "ß" * 2000]), st.integers(0, 7))),
)
def test_it_is_as_one_that_keeps_everything(amount: int, steps: list[tuple[str, int]]) -> None:
    clock = Clock()
    window = MovingWindow(amount, 10, clock)
    counted: list[tuple[str, float]] = []
    for name, wait in steps:
        clock.now += wait
        now = [at for who, at in counted if who == name and at > clock.now - 10]
        assert window.left(name) == amount - len(now)
        assert window.wait(name) == (now[0] + 10 - clock.now if len(now) == amount else 0)
        assert window.count(name) is (len(now) < amount)
        if len(now) < amount:
            counted.append((name, clock.now))
    clock.now += 10
    window.count("last")
    assert len(window) == 1, "what has left the window is forgotten"


def test_of_too_many_names_the_one_counted_longest_ago_goes() -> None:
    clock = Clock()
    window = MovingWindow(2, 10, clock, most=3)
    for name in ("a", "b", "c", "a", "d"):
        clock.now += 0.001
        assert window.count(name)
    assert [window.left(name) for name in "abcd"] == [0, 2, 1, 1]
    assert len(window) == 3


def test_asking_is_not_counting() -> None:
    window = MovingWindow(2, 10, Clock())
    assert [window.left(str(number)) for number in range(100)] == [2] * 100
    assert len(window) == 0


@pytest.mark.parametrize("length", [10, 1000])
def test_the_memory_of_many_names_is_bounded(length: int) -> None:
    window = MovingWindow(10, 300, Clock(), most=1000)
    for number in range(1000):
        window.count(f"{number:0{length}}")
    tracemalloc.start()
    try:
        for number in range(1000, 10_000):
            window.count(f"{number:0{length}}")
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 500 * 1000
    assert len(window) == 1000
