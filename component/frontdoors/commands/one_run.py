"""`show-run` shows what a run did with the accounts, `rerun` tries again what it failed at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.jobs import Job
from component.domain.run_items import ItemState
from component.frontdoors.commands import job_list, sync
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
    Step,
    Told,
)
from component.frontdoors.commands.item_words import (
    STATES,
    count_data,
    count_table,
    item_data,
    item_table,
)
from component.frontdoors.commands.job_start import start_job, tell_start
from component.frontdoors.commands.job_words import job_data, kind_words, tell_job
from component.frontdoors.commands.words import MOST_ROWS, cut_off, problem, read_number
from component.usecases.rerun import arguments_of

if TYPE_CHECKING:
    from component.ports.jobs import Jobs
    from component.ports.run_items import RunItems

MOST = 10_000
"""The most that are listed."""
_USUAL = "50"
_ALL = "all"
_NUMBER = Parameter(
    "number",
    label=lambda t: t.gettext("Number of the run"),
    is_required=True,
    is_argument=True,
)

RUN = Description(
    "show-run",
    title=lambda t: t.gettext("Show a run"),
    summary=lambda t: t.gettext(
        "Shows what a run did with the accounts: how many of each kind, and which of them it "
        "failed at, or of another kind."
    ),
    audience=Audience.ADMINS,
    parameters=(
        _NUMBER,
        Parameter(
            "state",
            label=lambda t: t.gettext("List those that are"),
            kind=Kind.CHOICE,
            value=ItemState.FAILED.value,
            is_required=True,
            choices={
                **{state.value: words for state, words in STATES.items()},
                _ALL: lambda t: t.gettext("of any kind"),
            },
        ),
        Parameter(
            "most",
            label=lambda t: t.gettext("How many at most"),
            value=_USUAL,
            is_required=True,
        ),
    ),
)

RERUN = Description(
    "rerun",
    title=lambda t: t.gettext("Try the failures of a run again"),
    summary=lambda t: t.gettext(
        "Shows which accounts a run failed at, and tries those again, and no others, once you "
        "confirm it."
    ),
    audience=Audience.ADMINS,
    parameters=(
        _NUMBER,
        dry_run(lambda t: t.gettext("Only show what would be tried again")),
    ),
)


def make_run(jobs: "Jobs", items: "RunItems") -> Command:
    """Make the command.

    Args:
        jobs: The list.
        items: What runs did with each account.
    """

    async def run(person: Person, answers: Answers) -> Step:
        t, most = person.t, read_number(answers["most"])
        if most is None or not 1 <= most <= MOST:
            text = t.gettext("Say how many with a number from 1 to %(most)d.") % {"most": MOST}
            return problem(text, {"run": None})
        job = await _find(jobs, answers["number"])
        if job is None:
            return _no_run(person)
        wanted = answers["state"]
        state = None if wanted == _ALL else ItemState(wanted)
        counts = await items.counts(job.number)
        found = await items.read(job.number, state=state, most=most)
        count = sum(n for (one, _), n in counts.items() if state in (None, one))
        lines = [*tell_job(t, job), *cut_off(t, count, min(len(found), MOST_ROWS))]
        tables = [count_table(t, counts)] if counts else []
        if found:
            title = t.gettext("The accounts")
            tables.append(item_table(t, title if state is None else STATES[state](t), found))
        if not counts:
            lines.append(t.gettext("It has noted nothing of single accounts."))
        data = {"job": job_data(job), "counts": count_data(counts), "items": item_data(found)}
        return Told(tuple(lines), tuple(tables), {"run": data})

    return Command(RUN, run)


@dataclass(frozen=True, slots=True)
class RerunCommand:
    """What `rerun` needs.

    Attributes:
        jobs: The list.
        items: What runs did with each account.
        wake: Has jobs looked at now: `RunJobs.wake`.
        confirm_above: More failures than that have to be confirmed by their number.
    """

    jobs: "Jobs"
    items: "RunItems"
    wake: Callable[[], None]
    confirm_above: int


def make_rerun(needs: RerunCommand) -> Command:
    """Make the command."""

    async def run(person: Person, answers: Answers) -> Step:
        t, job = person.t, await _find(needs.jobs, answers["number"])
        if job is None:
            return _no_run(person)
        if job.state.is_open:
            text = t.gettext("Job %(number)d has not ended yet: its failures are tried again then.")
            return problem(text % {"number": job.number}, {"failures": None, "job": None})
        count = (await needs.items.counts(job.number)).get((ItemState.FAILED, ""), 0)
        if not count:
            return _nothing_failed(person, job)
        failures = await needs.items.read(job.number, state=ItemState.FAILED, most=MOST)
        text = t.ngettext(
            "Job %(number)d (%(kind)s) failed at %(count)d account.",
            "Job %(number)d (%(kind)s) failed at %(count)d accounts.",
            count,
        )
        words = {"number": job.number, "kind": kind_words(t, job.kind), "count": count}
        shown = min(len(failures), MOST_ROWS)
        lines = (text % words, *cut_off(t, count, shown))
        tables = (item_table(t, STATES[ItemState.FAILED](t), failures),)
        data = {"failures": item_data(failures), "job": None}
        if is_dry_run(answers):
            told = t.gettext("Nothing was tried again: this only shows what would be.")
            return Told((*lines, told), tables, data)
        is_over = count > needs.confirm_above

        async def confirmed(person: Person, answers: Answers) -> Step:
            t = person.t
            if is_over and not said_number(answers, count):
                text = t.gettext(
                    "This is not the number of accounts, which is %(count)d. Nothing was tried "
                    "again: begin again if it is right."
                )
                return problem(text % {"count": count}, data)
            if not is_over and not said_yes(answers):
                return Told((t.gettext("Nothing was tried again."),), data=data)
            return await _start(needs, person, job, data)

        question = (
            ask_number(t, t.gettext("How many accounts are to be tried again?"))
            if is_over
            else ask_yes(t.gettext("Try these accounts again?"))
        )
        return Ask(RERUN.title(t), lines, (question,), confirmed, tables, data, confirm=CONFIRM)

    return Command(RERUN, run)


async def _start(
    needs: RerunCommand, person: Person, first: Job, data: Mapping[str, object]
) -> Told:
    whole = await needs.jobs.find_whole(first.number)
    if whole is None:
        return _no_run(person)
    arguments = arguments_of(whole)
    job = await start_job(person, needs.jobs, needs.wake, first.kind, arguments)
    text = person.t.gettext("Job %(number)d tries them again.") % {"number": job.number}
    told = (text, *tell_start(person))
    return Told(told, data={**data, "job": job.number}, job=job.number)


async def _find(jobs: "Jobs", typed: str) -> Job | None:
    number = read_number(typed)
    return None if number is None else await jobs.find(number)


def _no_run(person: Person) -> Told:
    text = person.t.gettext('There is no run of this number. "%(runs)s" lists them.')
    return problem(text % {"runs": job_list.RUNS.name}, {"run": None})


def _nothing_failed(person: Person, job: Job) -> Told:
    """A sync notes groups and not accounts: another one finds what is left to do by itself."""
    t = person.t
    if job.outcome.get("failed"):
        text = t.gettext('"%(command)s" tries what was not possible again.')
        return problem(text % {"command": sync.DESCRIPTION.name}, {"failures": [], "job": None})
    text = t.gettext("Job %(number)d failed at no account: there is nothing to try again.")
    return Told((text % {"number": job.number},), data={"failures": [], "job": None})
