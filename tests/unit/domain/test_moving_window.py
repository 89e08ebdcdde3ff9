"""So much of each key in any span of time, and nothing kept of what is over."""

from hypothesis import given
from hypothesis import strategies as st

from component.domain.moving_window import MovingWindow

MOST, SECONDS = 3, 10.0
HITS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab")), max_size=60)


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@given(HITS)
def test_it_counts_as_a_list_of_all_hits_does(hits: list[tuple[int, str]]) -> None:
    clock = Clock()
    window, passed = MovingWindow(MOST, SECONDS, clock), list[tuple[int, str]]()
    for later, key in hits:
        clock.now += later
        recent = sum(k == key and at > clock.now - SECONDS for at, k in passed)
        assert window.left(key) == MOST - recent
        assert (window.wait(key) > 0) is (recent == MOST)
        assert window.hit(key) is (recent < MOST)
        if recent < MOST:
            passed.append((int(clock.now), key))
    clock.now += SECONDS
    assert len(window) == 0


def test_there_is_room_again_once_the_wait_is_over() -> None:
    clock = Clock()
    window = MovingWindow(MOST, SECONDS, clock)
    for _ in range(MOST):
        assert window.hit("a")
        clock.now += 1
    wait = window.wait("a")
    assert wait == SECONDS - MOST
    clock.now += wait - 0.001
    assert not window.hit("a")
    clock.now += 0.001
    assert window.hit("a")
    assert not window.hit("a")


def test_asking_keeps_no_key_in_mind() -> None:
    window = MovingWindow(MOST, SECONDS, Clock())
    assert [window.left(str(number)) for number in range(5)] == [MOST] * 5
    assert len(window) == 0
