"""How the migration window is told of, and how people write its dates."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from gettext import NullTranslations

from component.domain.login import Window
from component.domain.window import Date, DateProblem, KeptSchedule, Schedule
from component.frontdoors.commands.words import iso, labelled, moment, shown

NEVER = "never"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?(?: ?(?:UTC|Z))?")


class NoDateError(ValueError):
    """A text is no date."""


def read_date(text: str) -> Date | None:
    """Read a date as people write it: `2027-05-31`, `2027-05-31 18:00`, or `never`.

    Args:
        text: What was answered; '' for nothing.

    Returns:
        The date, its day's beginning where it has no time, in UTC; None for nothing.

    Raises:
        NoDateError: It is none.
    """
    stripped = text.strip()
    if not stripped:
        return None
    if stripped.casefold() == NEVER:
        return Date(None)
    found = _DATE.fullmatch(stripped)
    if found is None:
        raise NoDateError(stripped)
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return Date(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())
    except ValueError as error:
        raise NoDateError(stripped) from error


def window_words(t: NullTranslations, window: Window) -> str:
    """Say which window it is."""
    match window:
        case Window.OPEN:
            return t.gettext("open: chat accounts that have not migrated are let in, and reminded")
        case Window.REFUSING:
            return t.gettext(
                "refusing: chat accounts that have not migrated are kept out, and can still migrate"
            )
        case Window.CLOSED:
            return t.gettext("closed: nobody can migrate any more")


def tell_schedule(t: NullTranslations, schedule: Schedule, now: float) -> Iterator[str]:
    """Say line by line which window it is and what is to come."""
    window = schedule.at(now)
    yield labelled(t, t.gettext("The migration is"), window_words(t, window))
    yield labelled(t, t.gettext("Since"), moment(schedule.since(now)))
    if window is Window.OPEN:
        yield labelled(t, t.gettext("Refuses from"), _date_words(t, schedule.refuse_from))
    if window is not Window.CLOSED:
        yield labelled(t, t.gettext("Closed on"), _date_words(t, schedule.close_on))


def tell_changer(t: NullTranslations, kept: KeptSchedule) -> str:
    """Say who has made it so."""
    return t.gettext("Set by %(who)s on %(when)s.") % {
        "who": shown(kept.changed_by.name),
        "when": moment(kept.changed_at),
    }


def tell_date_problem(t: NullTranslations, problem: DateProblem) -> str:
    """Say what is wrong with a date, and what to do."""
    match problem:
        case DateProblem.PAST:
            return t.gettext(
                "A date has to be one to come, and what has begun already cannot be put off: turn "
                "the window instead."
            )
        case DateProblem.ORDER:
            return t.gettext(
                "The migration cannot be closed before it refuses: choose a later date for the end."
            )


def schedule_data(schedule: Schedule, now: float) -> Mapping[str, object]:
    """A schedule for programs."""
    return {
        "window": schedule.at(now).value,
        "opened_at": iso(schedule.opened_at),
        "refuse_from": iso(schedule.refuse_from),
        "close_on": iso(schedule.close_on),
    }


def kept_data(kept: KeptSchedule, now: float) -> Mapping[str, object]:
    """A schedule that is kept for programs, with who made it so."""
    return {
        **schedule_data(kept.schedule, now),
        "changed_by": kept.changed_by.name,
        "changed_way": kept.changed_by.way.value,
        "changed_at": iso(kept.changed_at),
    }


def _date_words(t: NullTranslations, at: float | None) -> str:
    return t.gettext("no date is set") if at is None else moment(at)
