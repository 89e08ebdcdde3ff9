"""`jobs` lists what is still to be done, `runs` what has come to an end."""

from collections.abc import Sequence
from gettext import NullTranslations
from typing import TYPE_CHECKING

from component.domain.jobs import Job, JobState
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
from component.frontdoors.commands.job_words import (
    counts_words,
    job_data,
    kind_words,
    progress_words,
    state_words,
)
from component.frontdoors.commands.words import (
    MOST_ROWS,
    cut_off,
    joined,
    moment,
    problem,
    read_number,
    shown,
)

if TYPE_CHECKING:
    from component.ports.jobs import Jobs

MOST = 200
"""The most that are listed."""
_USUAL = "20"

JOBS = Description(
    "jobs",
    title=lambda t: t.gettext("Pending jobs"),
    summary=lambda t: t.gettext("Lists the jobs that wait or are under way, and how far they are."),
    audience=Audience.ADMINS,
)

RUNS = Description(
    "runs",
    title=lambda t: t.gettext("Last runs"),
    summary=lambda t: t.gettext("Lists the jobs that ended last, with what came of them."),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            "most",
            label=lambda t: t.gettext("How many at most"),
            value=_USUAL,
            is_required=True,
        ),
    ),
)


def make_jobs(jobs: "Jobs") -> Command:
    """Make the command; `jobs` is the list."""

    async def run(person: Person, _answers: Answers) -> Step:
        t, found = person.t, await jobs.newest(MOST, only_open=True)
        data = {"jobs": [job_data(job) for job in found]}
        if not found:
            text = t.gettext('No job waits or is under way. "%(command)s" lists those that ended.')
            return Told((text % {"command": RUNS.name},), data=data)
        columns = {
            **_columns(t),
            "progress": t.gettext("Progress"),
            "asked": t.gettext("Asked for"),
        }
        rows = [
            (
                *_cells(t, job),
                progress_words(t, job),
                joined(t, (shown(job.asker.name), _asked(job))),
            )
            for job in found[:MOST_ROWS]
        ]
        return Told(cut_off(t, len(found)), (Table(JOBS.title(t), columns, rows),), data)

    return Command(JOBS, run)


def make_runs(jobs: "Jobs") -> Command:
    """Make the command; `jobs` is the list."""

    async def run(person: Person, answers: Answers) -> Step:
        t, most = person.t, read_number(answers["most"])
        if most is None or not 1 <= most <= MOST:
            text = t.gettext("Say how many with a number from 1 to %(most)d.") % {"most": MOST}
            return problem(text, {"runs": None})
        pending = len(await jobs.newest(MOST, only_open=True))
        newest = await jobs.newest(most + pending)
        found = [job for job in newest if not job.state.is_open][:most]
        data = {"runs": [job_data(job) for job in found]}
        if not found:
            return Told((t.gettext("No job has ended yet."),), data=data)
        table = Table(RUNS.title(t), _run_columns(t), _run_rows(t, found[:MOST_ROWS]))
        return Told(cut_off(t, len(found)), (table,), data)

    return Command(RUNS, run)


def _columns(t: NullTranslations) -> dict[str, str]:
    return {"number": t.gettext("Number"), "kind": t.gettext("Job"), "state": t.gettext("State")}


def _cells(t: NullTranslations, job: Job) -> tuple[str, str, str]:
    state = state_words(t, job.state)
    if job.cancelling and job.state is JobState.RUNNING:
        state = t.gettext("is being cancelled")
    return str(job.number), kind_words(t, job.kind), state


def _asked(job: Job) -> str:
    return moment(job.asked_at)


def _run_columns(t: NullTranslations) -> dict[str, str]:
    return {
        **_columns(t),
        "ended": t.gettext("Ended"),
        "asker": t.gettext("Asked for by"),
        "changed": t.gettext("Changed"),
        "failed": t.gettext("Not possible"),
    }


def _run_rows(t: NullTranslations, jobs: Sequence[Job]) -> list[tuple[str, ...]]:
    return [
        (
            *_cells(t, job),
            "" if job.ended_at is None else moment(job.ended_at),
            shown(job.asker.name),
            counts_words(t, job.outcome),
            str(job.outcome.get("failed") or ""),
        )
        for job in jobs
    ]
