"""`announce`: a reminder now to all who have not migrated, or to chosen ones, as a job."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from component.domain.announcement import EVERYBODY, Order, Selection
from component.domain.jobs import JobKind
from component.domain.login import Window
from component.domain.reminders import DAY
from component.frontdoors.commands.announce_words import (
    ALL,
    Preview,
    addressee_data,
    addressee_lines,
    addressee_tables,
    reminder,
    tell_addressees,
    tell_previews,
)
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
    Choice,
    Command,
    Description,
    Kind,
    Parameter,
    Person,
    Question,
    Step,
    Told,
)
from component.frontdoors.commands.job_start import start_job, tell_start
from component.frontdoors.commands.words import problem, read_number

if TYPE_CHECKING:
    from component.ports.jobs import Jobs
    from component.usecases.choose_addressees import ChooseAddressees
    from component.usecases.window_now import ScheduleNow

_WHO, _SEEN, _MAIL, _PREVIEW = "who", "seen-days", "mail", "preview"
_MOST_DAYS = 36_500

DESCRIPTION = Description(
    "announce",
    title=lambda t: t.gettext("Remind everybody now"),
    summary=lambda t: t.gettext(
        "Reminds everybody who has not migrated, or those you choose, whether or not it is time; "
        "who has said stop is left out."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            _WHO,
            label=lambda t: t.gettext("Chat accounts"),
            value=EVERYBODY,
            is_required=True,
            hint=lambda t: t.gettext("A username, or a pattern with *, ? and []; * for all."),
            is_argument=True,
        ),
        Parameter(
            _SEEN,
            label=lambda t: t.gettext("Seen within days"),
            hint=lambda t: t.gettext(
                "Only those who were in the chat within so many days; nothing for all."
            ),
        ),
        Parameter(
            _MAIL,
            label=lambda t: t.gettext("By mail to those who are not in the chat"),
            kind=Kind.YES_NO,
            value="0",
        ),
        Parameter(
            _PREVIEW,
            label=lambda t: t.gettext("Show the text in"),
            kind=Kind.CHOICE,
            value=ALL,
            is_required=True,
            hint=lambda t: t.gettext("A language, or all."),
        ),
        dry_run(lambda t: t.gettext("Only show who would be reminded")),
    ),
)


@dataclass(frozen=True, slots=True)
class Announcing:
    """What the command needs.

    Attributes:
        choose: Finds out to whom it goes.
        window: Where the migration stands.
        jobs: The list that jobs are put on.
        wake: Has them looked at now: `RunJobs.wake`.
        preview: What people will read.
        link: The address of the page with what stands for a token.
        lifetime: Seconds for which a link opens.
        has_mails: The settings have a mail server.
        confirm_above: To write to more people than that has to be confirmed by their number.
        clock: The time, seconds since the epoch.
    """

    choose: "ChooseAddressees"
    window: "ScheduleNow"
    jobs: "Jobs"
    wake: Callable[[], None]
    preview: Preview
    link: str
    lifetime: float
    has_mails: bool
    confirm_above: int
    clock: Callable[[], float]


def make_announce(needs: Announcing) -> Command:
    """Make the command."""

    async def choices(person: Person) -> Sequence[Choice]:
        every = Choice(ALL, person.t.gettext("All languages"))
        return [every, *[Choice(language, language) for language in needs.preview.languages]]

    async def run(person: Person, answers: Answers) -> Step:
        t = person.t
        if await needs.window() is Window.CLOSED:
            return problem(t.gettext("The migration is closed: nobody is reminded any more."))
        order = _read_order(needs, person, answers)
        if isinstance(order, Told):
            return order
        chosen = await needs.choose(order.selection)
        by_mail = order.selection.by_mail
        previews = await _preview(needs, person, answers[_PREVIEW], by_mail=by_mail)
        lines = [
            *tell_addressees(t, chosen),
            *addressee_lines(t, chosen),
            *previews.lines,
        ]
        tables = addressee_tables(t, chosen)
        data = {**addressee_data(chosen), "texts": previews.data, "job": None}
        count = sum(one.route is not None for one in chosen)
        if not count or is_dry_run(answers):
            if count:
                lines.append(t.gettext("Nobody was reminded: this only shows who would be."))
            return Told(tuple(lines), tables, data)

        is_over = count > needs.confirm_above

        async def confirmed(person: Person, answers: Answers) -> Step:
            t = person.t
            if is_over and not said_number(answers, count):
                text = t.gettext(
                    "This is not the number of people to be reminded, which is %(count)d. Nobody "
                    "was reminded: begin again if it is right."
                )
                return problem(text % {"count": count}, data)
            if not is_over and not said_yes(answers):
                return Told((t.gettext("Nobody was reminded."),), data=data)
            return await _start(needs, person, order, data)

        question = _question(person, is_over=is_over)
        title = DESCRIPTION.title(t)
        return Ask(title, tuple(lines), (question,), confirmed, tables, data, confirm=CONFIRM)

    return Command(DESCRIPTION, run, {_PREVIEW: choices})


@dataclass(frozen=True, slots=True)
class _Previews:
    """The texts for people, and for programs: what → language → text."""

    lines: tuple[str, ...]
    data: Mapping[str, Mapping[str, str]]


async def _preview(needs: Announcing, person: Person, wanted: str, *, by_mail: bool) -> _Previews:
    deadline = (await needs.window.schedule()).deadline(needs.clock())
    lines: list[str] = []
    data: dict[str, Mapping[str, str]] = {}
    for is_mail in (False, True) if by_mail else (False,):
        notice = replace(reminder(needs.link, needs.lifetime, by_mail=is_mail), deadline=deadline)
        texts = needs.preview.compose(notice, wanted)
        lines += tell_previews(person.t, notice, texts)
        data["mail" if is_mail else "chat"] = texts
    return _Previews(tuple(lines), data)


def _read_order(needs: Announcing, person: Person, answers: Answers) -> Order | Told:
    """What is wanted, or what is wrong with it."""
    t, now = person.t, needs.clock()
    days = read_number(answers[_SEEN]) if answers[_SEEN] else None
    if answers[_SEEN] and (days is None or not 0 < days <= _MOST_DAYS):
        return problem(t.gettext("Write a number of days, such as 30, or nothing."))
    by_mail = answers[_MAIL] == "1"
    if by_mail and not needs.has_mails:
        return problem(t.gettext("The settings have no mail server: see [mail]."))
    seen_after = None if days is None else now - days * DAY
    return Order(Selection(answers[_WHO].strip().lower(), seen_after, by_mail), now)


async def _start(
    needs: Announcing, person: Person, order: Order, data: Mapping[str, object]
) -> Told:
    """Put the job on the list."""
    job = await start_job(person, needs.jobs, needs.wake, JobKind.ANNOUNCE, order.as_json())
    text = person.t.gettext("Job %(number)d reminds them.") % {"number": job.number}
    told = (text, *tell_start(person))
    return Told(told, data={**data, "job": job.number}, job=job.number)


def _question(person: Person, *, is_over: bool) -> Question:
    t = person.t
    if is_over:
        return ask_number(t, t.gettext("How many people are to be reminded?"))
    return ask_yes(t.gettext("Remind them now?"))
