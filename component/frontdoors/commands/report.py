"""`report`: where the migration stands, and a link to the same with a chart."""

from collections.abc import Awaitable, Callable

from component.domain.names import ChatUsername
from component.domain.report import Report
from component.frontdoors.commands.description import (
    Answers,
    Audience,
    Command,
    Description,
    Kind,
    Parameter,
    Person,
    Step,
    Told,
)
from component.frontdoors.commands.report_words import (
    report_csv,
    report_data,
    report_tables,
    tell_report,
)
from component.frontdoors.commands.words import problem, read_number

MOST_DAYS = 3_660
"""The most that are shown: ten years."""
_USUAL = "30"
_CSV = "csv"

DESCRIPTION = Description(
    "report",
    title=lambda t: t.gettext("Where the migration stands"),
    summary=lambda t: t.gettext(
        "Shows how many accounts have migrated by which path, day by day, how many have not, and "
        "what is stuck or has failed."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            "days",
            label=lambda t: t.gettext("How many days"),
            value=_USUAL,
            is_required=True,
            hint=lambda t: t.gettext("So many days up to today are shown one by one."),
        ),
        Parameter(
            _CSV,
            label=lambda t: t.gettext("Only the days, as comma-separated values"),
            kind=Kind.YES_NO,
            value="0",
        ),
    ),
)


def make_report_command(
    make: Callable[[], Awaitable[Report]], link: Callable[[ChatUsername], str] | None
) -> Command:
    """Make the command.

    Args:
        make: `MakeReport`.
        link: Makes the address of somebody's own page with the chart; None without pages.
    """

    async def run(person: Person, answers: Answers) -> Step:
        t, days = person.t, read_number(answers["days"])
        if days is None or not 1 <= days <= MOST_DAYS:
            text = t.gettext("Say how many days with a number from 1 to %(most)d.")
            return problem(text % {"most": MOST_DAYS}, {"report": None})
        report = await make()
        data = {"report": report_data(report, days)}
        if answers[_CSV] == "1":
            return Told(report_csv(report, days), data=data)
        lines = [*tell_report(t, report)]
        if link is not None and person.is_in_chat and person.username is not None:
            lines.append(t.gettext("The same with a chart, for an hour and for you alone:"))
            lines.append(link(person.username))
        return Told(tuple(lines), report_tables(t, report, days), data)

    return Command(DESCRIPTION, run)
