"""`job` shows a job, `cancel-job` asks for its end."""

from collections.abc import Awaitable, Callable, Iterator
from gettext import NullTranslations
from typing import TYPE_CHECKING

from component.domain.jobs import Job, JobState
from component.frontdoors.commands import job_list
from component.frontdoors.commands.description import (
    Answers,
    Audience,
    Command,
    Description,
    Parameter,
    Person,
    Step,
    Table,
    Told,
)
from component.frontdoors.commands.job_trouble import difference_lines, difference_tables
from component.frontdoors.commands.job_words import failures_of, job_data, tell_job
from component.frontdoors.commands.merge_words import merge_tables
from component.frontdoors.commands.words import (
    MOST_ROWS,
    cut_off,
    labelled,
    moment,
    problem,
    read_number,
    shown,
)

if TYPE_CHECKING:
    from component.ports.jobs import Jobs

_NUMBER = Parameter(
    "number",
    label=lambda t: t.gettext("Number of the job"),
    is_required=True,
    is_argument=True,
)
_NONE = {"job": None}

JOB = Description(
    "job",
    title=lambda t: t.gettext("Show a job"),
    summary=lambda t: t.gettext(
        "Shows how far a job is or what came of it, and what could not be done."
    ),
    audience=Audience.ADMINS,
    parameters=(_NUMBER,),
)

CANCEL = Description(
    "cancel-job",
    title=lambda t: t.gettext("Cancel a job"),
    summary=lambda t: t.gettext("Ends a job. What it has changed so far stays changed."),
    audience=Audience.ADMINS,
    parameters=(_NUMBER,),
)


def make_job(jobs: "Jobs") -> Command:
    """Make the command; `jobs` is the list."""

    async def run(person: Person, answers: Answers) -> Step:
        t, number = person.t, read_number(answers["number"])
        job = None if number is None else await jobs.find(number)
        if job is None:
            return problem(_no_job(t), _NONE)
        lines = (
            *tell_job(t, job),
            *_tell_times(t, job),
            *cut_off(t, len(failures_of(job))),
            *difference_lines(t, job.outcome),
        )
        tables = (
            *merge_tables(t, job.outcome),
            *_failures(t, job),
            *difference_tables(t, job.outcome),
        )
        return Told(lines, tables, {"job": job_data(job)})

    return Command(JOB, run)


def make_cancel_job(jobs: "Jobs", cancel: Callable[[int], Awaitable[Job | None]]) -> Command:
    """Make the command.

    Args:
        jobs: The list.
        cancel: `RunJobs.cancel`.
    """

    async def run(person: Person, answers: Answers) -> Step:
        t, number = person.t, read_number(answers["number"])
        found = None if number is None else await jobs.find(number)
        if found is None:
            return problem(_no_job(t), _NONE)
        job = await cancel(found.number)
        if job is None:
            text = t.gettext("Job %(number)d has ended already: nothing is left to cancel.")
            return problem(text % {"number": found.number}, {"job": job_data(found)})
        return Told(tuple(tell_job(t, job)), data={"job": job_data(job)})

    return Command(CANCEL, run)


def _no_job(t: NullTranslations) -> str:
    text = t.gettext('There is no job of this number. "%(jobs)s" and "%(runs)s" list them.')
    return text % {"jobs": job_list.JOBS.name, "runs": job_list.RUNS.name}


def _tell_times(t: NullTranslations, job: Job) -> Iterator[str]:
    asked = {"asker": shown(job.asker.name), "at": moment(job.asked_at)}
    yield t.gettext("Asked for by %(asker)s at %(at)s.") % asked
    if job.began_at is not None:
        yield labelled(t, t.gettext("Began"), moment(job.began_at))
    if job.ended_at is not None:
        yield labelled(t, t.gettext("Ended"), moment(job.ended_at))
    if job.state is JobState.RUNNING and job.attempts > 1:
        yield t.gettext("This job was broken off before, and is resumed.")


def _failures(t: NullTranslations, job: Job) -> tuple[Table, ...]:
    failures = failures_of(job)[:MOST_ROWS]
    if not failures:
        return ()
    columns = {
        "where": t.gettext("Group, room or account"),
        "who": t.gettext("Member"),
        "why": t.gettext("Why it was not possible"),
    }
    rows = [(shown(where), shown(who) if who else "", shown(why)) for where, who, why in failures]
    return (Table(t.gettext("Not possible"), columns, rows),)
