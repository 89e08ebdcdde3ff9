"""How the fault suite counts: who was lost, when somebody is in again, which faults strike."""

import threading
import time
from typing import cast

import pytest

from tests.bench.client import SignInFailed
from tests.faults.__main__ import choose, strike
from tests.faults.course import BOUND_SECONDS, Course, Outcome, Times, is_lost, slower
from tests.faults.faults import Fault, all_faults
from tests.faults.ledger import Answer, Attempt, Ledger, Sort
from tests.faults.signing import answer_in
from tests.faults.turnstile import Closed, Turnstile

STRUCK, AGAIN = 100.0, 110.0


def attempt(began: float, answer: Answer, sort: Sort = Sort.REMEMBERED) -> Attempt:
    return Attempt(sort, "somebody", sort is not Sort.WRONG, began, began + 1, answer)


@pytest.mark.parametrize(
    ("began", "answer", "sort", "spares", "lost"),
    [
        (99.9, Answer.IN, Sort.FRESH, False, False),
        (99.9, Answer.LATER, Sort.FRESH, False, True),
        (99.9, Answer.CUT, Sort.WRONG, False, True),
        (99.9, Answer.WRONG, Sort.WRONG, False, False),
        (100.0, Answer.LATER, Sort.FRESH, False, False),
        (109.9, Answer.CUT, Sort.NATIVE, False, False),
        (110.0, Answer.LATER, Sort.NATIVE, False, True),
        (105.0, Answer.LATER, Sort.NATIVE, True, True),
        (105.0, Answer.LATER, Sort.MERGE, True, False),
        (99.9, Answer.LATER, Sort.MERGE, True, True),
    ],
)
def test_who_is_lost(began: float, answer: Answer, sort: Sort, spares: bool, lost: bool) -> None:
    assert is_lost(attempt(began, answer, sort), STRUCK, AGAIN, spares=spares) == lost


@pytest.mark.parametrize(
    ("failed", "answer"),
    [
        (SignInFailed("", b"<failure><not-authorized/></failure>"), Answer.WRONG),
        (SignInFailed("", b"<failure><temporary-auth-failure/></failure>"), Answer.LATER),
        (SignInFailed("", b"<failure><account-disabled/></failure>"), Answer.OTHER),
        (SignInFailed("", b"<stream:error/>"), Answer.CUT),
        (SignInFailed(""), Answer.CUT),
        (SignInFailed("", bound=b"another@livechat.test/r"), Answer.OTHER),
    ],
)
def test_what_somebody_was_told(failed: SignInFailed, answer: Answer) -> None:
    assert answer_in(failed) is answer


def test_who_is_in_first_is_one_of_the_site_with_the_right_password() -> None:
    ledger = Ledger()
    for one in (
        attempt(98.0, Answer.IN),
        attempt(100.0, Answer.IN, Sort.ADMIN),
        attempt(101.0, Answer.LATER),
    ):
        ledger.note(one)
    assert ledger.wait_for_right_one(STRUCK, 0.0) is None
    threading.Timer(0.05, ledger.note, (attempt(102.0, Answer.IN, Sort.FRESH),)).start()
    assert ledger.wait_for_right_one(STRUCK, 30.0) == 103.0


@pytest.mark.parametrize(
    ("back", "peace", "is_late"),
    [
        (BOUND_SECONDS, 0.0, False),
        (BOUND_SECONDS + 0.1, 0.0, True),
        (BOUND_SECONDS + 2.0, 2.0, False),
        (BOUND_SECONDS + 2.1, 2.0, True),
        (BOUND_SECONDS + 0.1, None, True),
        (None, 100.0, True),
    ],
)
def test_what_is_late(back: float | None, peace: float | None, is_late: bool) -> None:
    kinds = {"logins": 0.1, "syncs": back}, {"logins": 0.0, "syncs": peace}
    assert Outcome("a fault", 1.0, 0.0, 1, 0, 0, 0, 0, kinds[1], kinds[0]).is_late == is_late


class Suffering:
    """A course whose next recoveries take so many seconds."""

    def __init__(self, *seconds: float) -> None:
        self._seconds = list(seconds)

    def suffer(self, _fault: Fault) -> Outcome:
        back: Times = {"logins": self._seconds.pop(0)}
        return Outcome("a fault", 1.0, 0.0, 1, 0, 0, 0, 0, {"logins": 0.0}, back)


@pytest.mark.parametrize(
    ("seconds", "passed"),
    [([1.0], [True]), ([11.0, 1.0], [True, True]), ([11.0, 12.0], [False, False])],
)
def test_a_fault_that_came_back_late_strikes_once_more(
    seconds: list[float], passed: list[bool]
) -> None:
    course = cast("Course", Suffering(*seconds))
    outcomes = list(strike(course, all_faults()[0], lambda _: None))
    assert [one.has_passed for one in outcomes] == passed


def test_of_two_measurements_in_peace_the_longer_counts() -> None:
    one: Times = {"logins": 1.0, "syncs": 5.0, "migrations": None}
    other: Times = {"logins": 2.0, "syncs": 4.0, "migrations": 1.0}
    assert slower(one, other) == {"logins": 2.0, "syncs": 5.0, "migrations": None}


def test_the_short_form_has_every_sort_of_fault() -> None:
    names = " ".join(one.name for one in choose("", 1, 1, is_short=True))
    for part in ("component", "Openfire", "MariaDB"):
        assert f"{part} killed" in names
        assert f"{part} stopped" in names
    for what in ("cut", "slow", "refused", "disk", "clock a day on", "clock an hour back"):
        assert what in names


def test_the_whole_form_has_them_all_as_often_as_is_wanted() -> None:
    chosen = [one.name for one in choose("", 1, 2, is_short=False)]
    assert sorted(chosen) == sorted([one.name for one in all_faults()] * 2)


def test_a_seed_gives_an_order() -> None:
    orders = [[one.name for one in choose("", seed, 1, is_short=False)] for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]


def test_one_that_is_asked_for_by_name_strikes_in_the_short_form_too() -> None:
    assert [one.name for one in choose("silent", 1, 1, is_short=True)] == [
        "database connections silent"
    ]


def test_a_turnstile_holds_up_and_sends_away() -> None:
    turnstile, through = Turnstile(), threading.Event()

    def go() -> None:
        try:
            while True:
                with turnstile.passing():
                    through.set()
                time.sleep(0.001)
        except Closed:
            return

    walker = threading.Thread(target=go)
    walker.start()
    assert not through.wait(0.05)
    turnstile.open()
    assert through.wait(30)
    turnstile.close()
    assert turnstile.wait_empty(30)
    through.clear()
    assert not through.wait(0.05)
    turnstile.end()
    walker.join(30)
    assert not walker.is_alive()
