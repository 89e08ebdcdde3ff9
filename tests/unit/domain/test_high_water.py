"""Which Tiki accounts are new: in whatever order they appear, vanish and come back."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.high_water import (
    GAP_SECONDS,
    MOST_GAPS,
    SLACK_SECONDS,
    Gap,
    HighWater,
    Registered,
)
from component.domain.names import TikiLogin

NOW = 1_790_000_000.0
DAY = 86_400.0


def account(user_id: int, at: float = 0) -> Registered:
    return Registered(user_id, TikiLogin(f"user{user_id}"), None, int(at))


HOLE = Gap(11, 13, NOW - 9)
VACANT = Gap(13, 15, NOW - 9, NOW - 9)


def open_at_15(*gaps: Gap) -> HighWater:
    return HighWater(15, gaps)


@pytest.mark.parametrize(
    ("before", "settled", "newest", "after"),
    [
        (HighWater(15), [], 15, HighWater(15)),
        (HighWater(13), [14, 15], 15, HighWater(15)),
        (HighWater(13), [15], 15, open_at_15(Gap(14, 14, NOW))),
        (HighWater(10), [15, 12], 15, open_at_15(Gap(11, 11, NOW), Gap(13, 14, NOW))),
        (open_at_15(HOLE), [12], 15, open_at_15(replace(HOLE, last=11), replace(HOLE, first=13))),
        (open_at_15(HOLE), [11, 12, 13], 15, open_at_15()),
        (open_at_15(replace(HOLE, since=NOW - DAY)), [], 15, open_at_15()),
        (HighWater(15), [], 12, open_at_15(Gap(13, 15, NOW, NOW))),
        (HighWater(15), [], 0, open_at_15(Gap(1, 15, NOW, NOW))),
        (open_at_15(HOLE), [], 12, open_at_15(replace(HOLE, last=12), Gap(13, 15, NOW, NOW))),
        (open_at_15(VACANT), [], 12, open_at_15(VACANT)),
        (open_at_15(VACANT), [13], 13, open_at_15(replace(VACANT, first=14))),
        (HighWater(15), [16], 12, HighWater(16)),
    ],
    ids=[
        "nothing new",
        "two new ones",
        "one is not there yet",
        "gaps between",
        "one of a gap",
        "all of a gap",
        "a gap of yesterday",
        "the newest ones are deleted",
        "all are away",
        "the newest ones are deleted, below was a gap",
        "they are still away",
        "a number is given anew",
        "registered during the look",
    ],
)
def test_what_is_open_after_a_look(
    before: HighWater, settled: list[int], newest: int, after: HighWater
) -> None:
    assert before.advance(settled, newest, NOW) == after


def test_numbers_that_stay_vacant_stay_open() -> None:
    water = HighWater(15)
    for hours in range(100):
        water = water.advance([], 12, NOW + hours * 3600.0)
        assert water.is_open(13)
        assert len(water.gaps) == 1


@pytest.mark.parametrize(
    ("water", "user_id", "at", "is_new"),
    [
        (HighWater(10), 11, 0, True),
        (HighWater(10), 11, 5, True),
        (HighWater(10, (Gap(8, 8, NOW),)), 8, 0, True),
        (HighWater(10, (Gap(8, 8, NOW, NOW),)), 8, NOW + 1, True),
        (HighWater(10, (Gap(8, 8, NOW, NOW),)), 8, NOW - SLACK_SECONDS, True),
        (HighWater(10, (Gap(8, 8, NOW, NOW),)), 8, NOW - SLACK_SECONDS - 1, False),
        (HighWater(10, (Gap(8, 8, NOW, NOW),)), 8, 0, False),
    ],
)
def test_who_is_back_with_an_old_number_is_not_new(
    water: HighWater, user_id: int, at: float, is_new: bool
) -> None:
    assert water.is_open(user_id)
    assert water.is_new(account(user_id, at)) is is_new


def test_the_latest_gaps_are_kept_where_there_are_too_many() -> None:
    water = HighWater(0)
    for number in range(2, 4 * MOST_GAPS, 2):
        water = water.advance([number], number, NOW + number)
    assert len(water.gaps) == MOST_GAPS
    assert water.gaps[-1].last == water.mark - 1
    assert not water.is_open(1)


@given(
    arrivals=st.lists(st.integers(0, 40), unique=True, max_size=30),
    looks=st.sets(st.integers(0, 30)),
)
def test_in_whatever_order_accounts_appear_each_is_seen_to_once(
    arrivals: list[int], looks: set[int]
) -> None:
    """Numbers are given in order; the accounts are there in another one."""
    water = HighWater(100)
    there, seen_to = {90, 100}, []
    for turn, number in enumerate([*arrivals, None]):
        if number is not None:
            there.add(101 + number)
        if turn in looks or number is None:
            found = sorted(n for n in there if n > water.after and water.is_open(n))
            seen_to += [n for n in found if water.is_new(account(n))]
            water = water.advance(found, max(there), NOW + turn)
            assert not any(water.is_open(n) for n in there)
    assert sorted(seen_to) == sorted(101 + number for number in arrivals)


@given(
    steps=st.lists(
        st.tuples(
            st.sets(st.integers(1, 60), max_size=6),
            st.integers(0, 60),
            st.floats(0.0, GAP_SECONDS),
        ),
        max_size=12,
    )
)
def test_gaps_are_in_order_below_the_mark_and_apart(
    steps: list[tuple[set[int], int, float]],
) -> None:
    water, now = HighWater(20), NOW
    for settled, newest, later in steps:
        now += later
        before, water = water, water.advance(settled, newest, now)
        assert water.mark >= before.mark
        assert not any(water.is_open(number) for number in settled)
        ends = [end for gap in water.gaps for end in (gap.first, gap.last)]
        assert all(gap.first <= gap.last for gap in water.gaps)
        assert all(one.last < other.first for one, other in itertools.pairwise(water.gaps))
        assert all(end <= water.mark for end in ends)
        assert water.after == min([*ends, water.mark + 1]) - 1
