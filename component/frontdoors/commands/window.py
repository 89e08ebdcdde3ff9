"""`window`: where the migration stands, and how an admin turns it or sets its dates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.login import Window
from component.domain.window import DateError, KeptSchedule, Schedule, planned
from component.frontdoors.commands.actors import acting
from component.frontdoors.commands.confirming import (
    CONFIRM,
    ask_number,
    ask_yes,
    dry_run,
    is_dry_run,
    said_number,
    said_yes,
)
from component.frontdoors.commands.description import (
    Answers,
    Ask,
    Audience,
    Command,
    Description,
    Kind,
    Parameter,
    Person,
    Question,
    Step,
    Told,
)
from component.frontdoors.commands.window_words import (
    NoDateError,
    kept_data,
    read_date,
    schedule_data,
    tell_changer,
    tell_date_problem,
    tell_schedule,
)
from component.frontdoors.commands.words import problem

if TYPE_CHECKING:
    from component.usecases.change_window import ChangeWindow

_WINDOW, _REFUSE, _CLOSE = "window", "refuse-from", "close-on"
_AS_IT_IS = "show"
_ORDER = (Window.OPEN, Window.REFUSING, Window.CLOSED)

DESCRIPTION = Description(
    "window",
    title=lambda t: t.gettext("Migration window"),
    summary=lambda t: t.gettext(
        "Shows whether the migration is open, refuses, or is closed, and turns it now or by date."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            _WINDOW,
            label=lambda t: t.gettext("Migration window"),
            kind=Kind.CHOICE,
            value=_AS_IT_IS,
            is_required=True,
            choices={
                _AS_IT_IS: lambda t: t.gettext("As it is: show it, or change its dates"),
                Window.OPEN.value: lambda t: t.gettext("Open now"),
                Window.REFUSING.value: lambda t: t.gettext("Refuse from now on"),
                Window.CLOSED.value: lambda t: t.gettext("Close now"),
            },
            is_argument=True,
        ),
        Parameter(
            _REFUSE,
            label=lambda t: t.gettext("Refuse from"),
            hint=lambda t: t.gettext(
                "A date such as 2027-05-31 or 2027-05-31 18:00 (UTC), or never; nothing for what "
                "it is now."
            ),
        ),
        Parameter(
            _CLOSE,
            label=lambda t: t.gettext("Close on"),
            hint=lambda t: t.gettext("Likewise."),
        ),
        dry_run(),
    ),
)


@dataclass(frozen=True, slots=True)
class WindowCommand:
    """What the command needs.

    Attributes:
        change: The use case.
        confirm_above: To keep out more chat accounts than that has to be confirmed by their number.
        clock: The time, seconds since the epoch.
    """

    change: "ChangeWindow"
    confirm_above: int
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is there, what is wanted, and how many it concerns."""

    seen: KeptSchedule
    wanted: Schedule
    concerned: int
    now: float

    @property
    def keeps_out(self) -> bool:
        """Whether people cannot do from now on what they could."""
        before, after = self.seen.schedule.at(self.now), self.wanted.at(self.now)
        return _ORDER.index(after) > _ORDER.index(before)

    def data(self, *, changed: bool = False) -> dict[str, object]:
        """All of it for programs."""
        return {
            **kept_data(self.seen, self.now),
            "wanted": schedule_data(self.wanted, self.now),
            "unmigrated": self.concerned,
            "changed": changed,
        }


def make_window(needs: WindowCommand) -> Command:
    """Make the command."""

    async def run(person: Person, answers: Answers) -> Step:
        t, now = person.t, needs.clock()
        turn = None if answers[_WINDOW] == _AS_IT_IS else Window(answers[_WINDOW])
        seen = await needs.change.look()
        try:
            refuse, close = read_date(answers[_REFUSE]), read_date(answers[_CLOSE])
        except NoDateError:
            text = t.gettext("Write a date such as 2027-05-31 or 2027-05-31 18:00, or never.")
            return problem(text, kept_data(seen, now))
        try:
            wanted = planned(seen.schedule, now, turn, refuse, close)
        except DateError as error:
            return problem(tell_date_problem(t, error.problem), kept_data(seen, now))
        plan = _Plan(seen, wanted, await needs.change.count_concerned(), now)
        lines = [*tell_schedule(t, seen.schedule, now), tell_changer(t, seen)]
        lines.append(_tell_concerned(person, plan.concerned))
        if wanted == seen.schedule:
            if turn is not None or refuse is not None or close is not None:
                lines.append(t.gettext("There is nothing to change."))
            return Told(tuple(lines), data=plan.data())
        lines += [t.gettext("It is to be like this:"), *tell_schedule(t, wanted, now)]
        if is_dry_run(answers):
            lines.append(t.gettext("Nothing was changed: this only shows what would be."))
            return Told(tuple(lines), data=plan.data())
        return _ask(needs, person, plan, lines)

    return Command(DESCRIPTION, run)


def _ask(needs: WindowCommand, person: Person, plan: _Plan, lines: list[str]) -> Ask:
    is_over = plan.keeps_out and plan.concerned > needs.confirm_above

    async def confirmed(person: Person, answers: Answers) -> Step:
        t = person.t
        if is_over and not said_number(answers, plan.concerned):
            text = t.gettext(
                "This is not the number of chat accounts that have not migrated, which is "
                "%(count)d. Nothing was changed: begin again if it is right."
            )
            return problem(text % {"count": plan.concerned}, plan.data())
        if not is_over and not said_yes(answers):
            return Told((t.gettext("Nothing was changed."),), data=plan.data())
        if not await needs.change(plan.seen, plan.wanted, acting(person)):
            text = t.gettext(
                "Somebody else has changed the window meanwhile. Nothing was changed: begin again."
            )
            return problem(text, plan.data())
        lines = tuple(tell_schedule(t, plan.wanted, needs.clock()))
        return Told(lines, data=plan.data(changed=True))

    question = _question(person, is_over=is_over)
    title, data = DESCRIPTION.title(person.t), plan.data()
    return Ask(title, tuple(lines), (question,), confirmed, data=data, confirm=CONFIRM)


def _question(person: Person, *, is_over: bool) -> Question:
    t = person.t
    if is_over:
        return ask_number(t, t.gettext("How many chat accounts does this keep out?"))
    return ask_yes(t.gettext("Change the window like this?"))


def _tell_concerned(person: Person, count: int) -> str:
    text = person.t.ngettext(
        "%(count)d chat account has not migrated: it is the one that this concerns.",
        "%(count)d chat accounts have not migrated: they are the ones that this concerns.",
        count,
    )
    return text % {"count": count}
