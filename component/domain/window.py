"""The migration window by date (design §1): since when it is open, from when it refuses, is closed.

What a window means for a login is `domain.login`'s part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from component.domain.audit import Actor
from component.domain.login import Window
from component.domain.reminders import DAY, Deadline


class WrongOrderError(ValueError):
    """The migration would be closed before it begins to refuse."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the window is which. Times are in seconds since the epoch.

    Attributes:
        opened_at: When it was opened.
        refuse_from: From then on chat accounts that have not migrated are kept out; None for a
            time that is not known yet.
        close_on: From then on nobody can migrate any more; likewise.

    Raises:
        WrongOrderError: It would be closed first.
    """

    opened_at: float
    refuse_from: float | None = None
    close_on: float | None = None

    def __post_init__(self) -> None:
        refuse, close = self.refuse_from, self.close_on
        if refuse is not None and close is not None and close < refuse:
            raise WrongOrderError("nothing can be closed before it refuses")

    def at(self, now: float) -> Window:
        """Tell which window a time falls into."""
        if self.close_on is not None and now >= self.close_on:
            return Window.CLOSED
        if self.refuse_from is not None and now >= self.refuse_from:
            return Window.REFUSING
        return Window.OPEN

    def ends_at(self, now: float) -> float | None:
        """When the window of a time ends; None if that is not known, or never."""
        coming = [at for at in (self.refuse_from, self.close_on) if at is not None and at > now]
        return min(coming, default=None)

    def deadline(self, now: float) -> Deadline | None:
        """When the window of a time turns, and to which; None if that is not known, or never.

        Where it refuses already, and nobody knows when it will be closed, that it refuses.
        """
        ends_at = self.ends_at(now)
        if ends_at is not None:
            return Deadline(ends_at, self.at(ends_at))
        if self.refuse_from is None or self.at(now) is not Window.REFUSING:
            return None
        return Deadline(self.refuse_from, Window.REFUSING, is_over=True)

    def since(self, now: float) -> float:
        """When the window of a time began."""
        past = [at for at in (self.refuse_from, self.close_on) if at is not None and at <= now]
        return max(past, default=self.opened_at)

    def turned(self, to: Window, now: float) -> "Schedule":
        """The schedule once the window is turned to another one now; what is to come stays.

        Args:
            to: Which window it is to be.
            now: The time.

        Returns:
            This very schedule if that is the window already.
        """
        if self.at(now) is to:
            return self
        refuse, close = _coming(self.refuse_from, now), _coming(self.close_on, now)
        match to:
            case Window.OPEN:
                return Schedule(now, refuse, close)
            case Window.REFUSING:
                return Schedule(self.opened_at, now, close)
            case Window.CLOSED:
                refused = self.refuse_from
                past = refused if refused is not None and refused <= now else now
                return Schedule(self.opened_at, past, now)

    def as_detail(self) -> Mapping[str, str]:
        """What the audit notes of it; times in ISO 8601, UTC, '' for none."""
        return {
            "opened_at": _iso(self.opened_at),
            "refuse_from": _iso(self.refuse_from),
            "close_on": _iso(self.close_on),
        }


@dataclass(frozen=True, slots=True)
class KeptSchedule:
    """The schedule as it is kept for all components.

    Attributes:
        schedule: When the window is which.
        changed_by: Who made it so.
        changed_at: When, seconds since the epoch.
        revision: Grows with each change.
    """

    schedule: Schedule
    changed_by: Actor
    changed_at: float
    revision: int


class DateProblem(StrEnum):
    """Why a schedule cannot have a date."""

    PAST = "past"
    """The date is over, or what it is to begin has begun."""
    ORDER = "order"
    """It would be closed before it refuses."""


class DateError(ValueError):
    """A schedule cannot have a date: `problem` tells why."""

    def __init__(self, problem: DateProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Date:
    """A date that somebody wants; `at` is None for none."""

    at: float | None


def planned(
    schedule: Schedule, now: float, turn: Window | None, refuse: Date | None, close: Date | None
) -> Schedule:
    """The schedule as somebody wants it. Dates are about what is to come: nothing turns by them.

    Args:
        schedule: As it is.
        now: The time.
        turn: Which window it is to be from now on; None for the one that it is.
        refuse: When it is to begin to refuse; None for what it is now.
        close: When it is to be closed; likewise.

    Raises:
        DateError: A date cannot be had.
    """
    turned = schedule if turn is None else schedule.turned(turn, now)
    refuse_from = _dated(turned.refuse_from, refuse, now)
    close_on = _dated(turned.close_on, close, now)
    try:
        return Schedule(turned.opened_at, refuse_from, close_on)
    except WrongOrderError as error:
        raise DateError(DateProblem.ORDER) from error


def _dated(at: float | None, wanted: Date | None, now: float) -> float | None:
    if wanted is None:
        return at
    if any(one is not None and one <= now for one in (at, wanted.at)):
        raise DateError(DateProblem.PAST)
    return wanted.at


def first_schedule(window: Window, now: float, open_days: float) -> Schedule:
    """The schedule of a site whose first component is started.

    Args:
        window: The window it begins with.
        now: The time.
        open_days: Days after which an open one begins to refuse; 0 for a time not known yet.
    """
    match window:
        case Window.OPEN:
            return Schedule(now, now + open_days * DAY if open_days else None)
        case Window.REFUSING:
            return Schedule(now, now)
        case Window.CLOSED:
            return Schedule(now, now, now)


def _coming(at: float | None, now: float) -> float | None:
    return at if at is not None and at > now else None


def _iso(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
