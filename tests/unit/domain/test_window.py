"""The migration window by date: which it is, when it ends, what turning it does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.domain.login import Window
from component.domain.reminders import DAY, Deadline
from component.domain.window import Schedule, WrongOrderError, first_schedule

NOW = 1_790_000_000.0
TIMES = st.floats(1_600_000_000, 2_200_000_000)
ORDER = [Window.OPEN, Window.REFUSING, Window.CLOSED]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    refuse, close = sorted(draw(st.tuples(TIMES, TIMES)))
    return Schedule(
        draw(TIMES),
        draw(st.sampled_from([None, refuse])),
        draw(st.sampled_from([None, close])),
    )


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule(NOW), Window.OPEN),
        (Schedule(NOW, NOW + 1), Window.OPEN),
        (Schedule(NOW, NOW), Window.REFUSING),
        (Schedule(NOW, NOW - 1, NOW + 1), Window.REFUSING),
        (Schedule(NOW, NOW - 2, NOW), Window.CLOSED),
        (Schedule(NOW, None, NOW - 1), Window.CLOSED),
        (Schedule(NOW, None, NOW + 1), Window.OPEN),
        (Schedule(NOW, NOW, NOW), Window.CLOSED),
    ],
)
def test_a_window_begins_at_its_very_moment(schedule: Schedule, expected: Window) -> None:
    assert schedule.at(NOW) is expected


def test_nothing_is_closed_before_it_refuses() -> None:
    with pytest.raises(WrongOrderError):
        Schedule(NOW, NOW + 2, NOW + 1)


@given(schedules(), TIMES, TIMES)
def test_the_window_only_moves_on_by_itself(schedule: Schedule, one: float, other: float) -> None:
    first, second = sorted((one, other))
    assert ORDER.index(schedule.at(first)) <= ORDER.index(schedule.at(second))


@given(schedules(), TIMES)
def test_a_window_lasts_until_its_end_and_not_longer(schedule: Schedule, now: float) -> None:
    ends_at = schedule.ends_at(now)
    if ends_at is None:
        assert schedule.at(now) is schedule.at(1e12)
    else:
        assert schedule.at(now) is schedule.at((now + ends_at) / 2)
        assert schedule.at(now) is not schedule.at(ends_at)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule(NOW), None),
        (Schedule(NOW, NOW + 1), Deadline(NOW + 1, Window.REFUSING)),
        (Schedule(NOW, NOW - 1, NOW + 1), Deadline(NOW + 1, Window.CLOSED)),
        (Schedule(NOW, NOW - 1), Deadline(NOW - 1, Window.REFUSING, is_over=True)),
        (Schedule(NOW, NOW - 2, NOW - 1), None),
        (Schedule(NOW, None, NOW - 1), None),
    ],
)
def test_a_window_that_refuses_for_no_known_time_says_that_it_does(
    schedule: Schedule, expected: Deadline | None
) -> None:
    assert schedule.deadline(NOW) == expected


@given(schedules(), TIMES)
def test_a_window_has_lasted_since_its_beginning(schedule: Schedule, now: float) -> None:
    since = schedule.since(now)
    if schedule.at(now) is not Window.OPEN:
        assert since <= now
        assert schedule.at(since) is schedule.at(now)
    else:
        assert since == schedule.opened_at


@given(schedules(), TIMES, st.sampled_from(Window))
def test_a_window_that_is_turned_is_that_one_from_now_on(
    schedule: Schedule, now: float, to: Window
) -> None:
    turned = schedule.turned(to, now)
    assert turned.at(now) is to
    assert turned.turned(to, now) == turned
    if schedule.at(now) is to:
        assert turned == schedule
    elif to is Window.CLOSED:
        assert turned.ends_at(now) is None
    else:
        assert turned.close_on == (schedule.close_on if (schedule.close_on or 0) > now else None)


def test_a_window_that_is_opened_anew_keeps_the_dates_to_come_only() -> None:
    week = NOW + 7 * DAY
    assert Schedule(1, NOW - 1, week).turned(Window.OPEN, NOW) == Schedule(NOW, None, week)
    assert Schedule(1, 2, 3).turned(Window.OPEN, NOW) == Schedule(NOW)


def test_a_window_that_is_closed_keeps_when_it_began_to_refuse() -> None:
    assert Schedule(1, 2).turned(Window.CLOSED, NOW) == Schedule(1, 2, NOW)
    later = Schedule(1, NOW + 1, NOW + 2)
    assert later.turned(Window.CLOSED, NOW) == Schedule(1, NOW, NOW)


@pytest.mark.parametrize(
    ("window", "open_days", "expected"),
    [
        (Window.OPEN, 183.0, Schedule(NOW, NOW + 183 * DAY)),
        (Window.OPEN, 0.0, Schedule(NOW)),
        (Window.REFUSING, 183.0, Schedule(NOW, NOW)),
        (Window.CLOSED, 0.0, Schedule(NOW, NOW, NOW)),
    ],
)
def test_a_site_begins_with_the_window_of_its_settings(
    window: Window, open_days: float, expected: Schedule
) -> None:
    assert first_schedule(window, NOW, open_days) == expected
    assert expected.at(NOW) is window


def test_the_audit_has_the_dates_as_people_and_programs_read_them() -> None:
    assert Schedule(0.0, 86_400.5).as_detail() == {
        "opened_at": "1970-01-01T00:00:00+00:00",
        "refuse_from": "1970-01-02T00:00:00+00:00",
        "close_on": "",
    }
