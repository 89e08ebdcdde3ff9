"""`merge-matching`: how many accounts may match, then a job that merges those that do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.jobs import JobKind
from component.domain.login import Window
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
    Parameter,
    Person,
    Question,
    Step,
    Told,
)
from component.frontdoors.commands.job_start import start_job, tell_start
from component.frontdoors.commands.merge_words import survey_data, survey_tables, tell_survey
from component.frontdoors.commands.words import problem
from component.usecases.find_pairs import EVERYBODY, Survey
from component.usecases.merge_order import MergeOrder

if TYPE_CHECKING:
    from component.ports.jobs import Jobs
    from component.usecases.window_now import WindowNow

DESCRIPTION = Description(
    "merge-matching",
    title=lambda t: t.gettext("Merge matching accounts"),
    summary=lambda t: t.gettext(
        "Links every chat account with the Tiki account of the same name if both have the same "
        "password, as a sign-in does; a dry run only says which."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            "names",
            label=lambda t: t.gettext("Chat usernames"),
            value=EVERYBODY,
            is_required=True,
            hint=lambda t: t.gettext(
                "Only chat accounts whose username fits this pattern, such as b*; * for all."
            ),
            is_argument=True,
        ),
        dry_run(lambda t: t.gettext("Only try the passwords, and change nothing")),
    ),
)


@dataclass(frozen=True, slots=True)
class MergeMatching:
    """What the command needs.

    Attributes:
        survey: Counts what there is: `FindPairs.survey`.
        window: Where the migration stands.
        jobs: The list that jobs are put on.
        wake: Has them looked at now: `RunJobs.wake`.
        unasked: More pairs than that have to be confirmed by their number.
    """

    survey: Callable[[str], Awaitable[Survey]]
    window: "WindowNow"
    jobs: "Jobs"
    wake: Callable[[], None]
    unasked: int


def make_merge_matching(needs: MergeMatching) -> Command:
    """Make the command."""

    async def run(person: Person, answers: Answers) -> Step:
        t, names, is_dry = person.t, answers["names"], is_dry_run(answers)
        if await needs.window() is Window.CLOSED:
            text = t.gettext("The migration is over: nothing is merged any more.")
            return problem(text, {"survey": None, "job": None})
        survey = await needs.survey(names)
        data = {"survey": survey_data(survey), "job": None}
        lines, tables = list(tell_survey(t, survey)), survey_tables(t, survey)
        if not survey.pairs:
            return Told((*lines, t.gettext("There is nothing to merge.")), tables, data)
        if is_dry:
            return await _start(
                needs,
                person,
                survey,
                MergeOrder(is_dry=True, names=names, accounts=survey.accounts),
            )
        is_over = survey.pairs > needs.unasked

        async def confirmed(person: Person, answers: Answers) -> Step:
            if is_over and not said_number(answers, survey.pairs):
                return problem(_tell_wrong_number(person, survey), data)
            if not is_over and not said_yes(answers):
                return Told((person.t.gettext("Nothing was changed."),), data=data)
            return await _start(
                needs,
                person,
                survey,
                MergeOrder(is_dry=False, names=names, accounts=survey.accounts),
            )

        lines.append(
            t.gettext("Those whose passwords are the same are merged, the others are listed.")
        )
        title, question = DESCRIPTION.title(t), _ask(person, is_over=is_over)
        return Ask(title, tuple(lines), (question,), confirmed, tables, data, confirm=CONFIRM)

    return Command(DESCRIPTION, run)


async def _start(needs: MergeMatching, person: Person, survey: Survey, order: MergeOrder) -> Told:
    job = await start_job(person, needs.jobs, needs.wake, JobKind.MERGE, order.as_json())
    t = person.t
    text = (
        t.gettext("Job %(number)d tries the passwords, and changes nothing.")
        if order.is_dry
        else t.gettext("Job %(number)d merges the accounts whose passwords are the same.")
    )
    lines = (*tell_survey(t, survey), text % {"number": job.number}, *tell_start(person))
    data = {"survey": survey_data(survey), "job": job.number}
    return Told(lines, survey_tables(t, survey), data, job=job.number)


def _ask(person: Person, *, is_over: bool) -> Question:
    t = person.t
    if is_over:
        return ask_number(t, t.gettext("On how many accounts may passwords be tried?"))
    return ask_yes(t.gettext("Merge the accounts that match?"))


def _tell_wrong_number(person: Person, survey: Survey) -> str:
    text = person.t.gettext(
        "This is not the number of accounts to be tried, which is %(count)d. Nothing was changed: "
        "begin again if it is right."
    )
    return text % {"count": survey.pairs}
