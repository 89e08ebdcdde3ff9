"""The chart: bars as high as their counts, side by side, however many days there are."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from component.domain.report import MigratedBy
from component.frontdoors.web.chart import MOST_BARS, SERIES, draw
from tests.unit.reports import FULL, TODAY, day

COUNTS = st.dictionaries(st.sampled_from(list(MigratedBy)), st.integers(0, 50_000))


def test_every_path_is_in_one_series() -> None:
    assert sorted(path for paths in SERIES.values() for path in paths) == sorted(MigratedBy)


def test_a_day_is_a_bar_of_pieces() -> None:
    chart = draw(FULL.last_days(30))
    assert (len(chart.bars), chart.top, chart.days_in_a_bar) == (10, 400, 1)
    first, second = chart.bars[:2]
    assert (first.first, first.last, first.count) == (day(9), day(9), 19)
    assert [(piece.series, piece.height) for piece in first.pieces] == [
        ("page", 1.0),
        ("password", 3.75),
    ]
    assert [(piece.y, piece.height) for piece in second.pieces] == [(25.0, 75.0)]
    assert chart.bars[2].pieces == ()
    assert chart.totals == {"page": 7, "password": 20, "merge": 300, "given": 2}


@given(st.lists(COUNTS, min_size=1, max_size=400), st.integers(1, 100))
def test_nothing_is_lost_and_nothing_sticks_out(
    counted: list[dict[MigratedBy, int]], most: int
) -> None:
    begin = TODAY - timedelta(days=len(counted) - 1)
    days = [(begin + timedelta(days=n), counts) for n, counts in enumerate(counted)]
    chart = draw(days, most)
    assert 1 <= len(chart.bars) <= most
    assert chart.bars[0].first == begin
    assert chart.bars[-1].last == TODAY
    assert sum(bar.count for bar in chart.bars) == sum(sum(c.values()) for c in counted)
    assert sum(chart.totals.values()) == sum(bar.count for bar in chart.bars)
    for before, after in zip(chart.bars, chart.bars[1:], strict=False):
        assert after.first - before.last == timedelta(days=1)
        assert (after.last - after.first).days == chart.days_in_a_bar - 1
        assert before.x + before.width <= after.x + 0.01
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= 100.01
        height = sum(piece.height for piece in bar.pieces)
        assert abs(height - 100 * bar.count / chart.top) < 0.1
        assert all(-0.01 <= piece.y <= 100 for piece in bar.pieces)


def test_the_scale_is_round_and_has_a_middle() -> None:
    tops = {}
    for count in (0, 1, 2, 3, 4, 5, 10, 11, 39, 41, 101, 2_000, 20_000, 20_001):
        tops[count] = draw([(TODAY, {MigratedBy.BOTH: count})]).top
    assert list(tops.values()) == [2, 2, 2, 4, 4, 10, 10, 20, 40, 100, 200, 2_000, 20_000, 40_000]


def test_a_year_fits_on_a_narrow_screen() -> None:
    year = [(TODAY - timedelta(days=366 - n), {MigratedBy.BOTH: 1}) for n in range(366)]
    chart = draw(year)
    assert len(chart.bars) <= MOST_BARS
    assert chart.days_in_a_bar == 6
