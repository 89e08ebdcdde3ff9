"""`purge`: the end of chat accounts that nobody has migrated, in stages."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.announcement import Order, Selection
from component.domain.audit import Actor
from component.domain.jobs import JobKind
from component.domain.purge import PurgeLimits, Stage
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
from component.frontdoors.commands.job_start import start_job, tell_start
from component.frontdoors.commands.purge_words import plan_data, plan_tables, tell_plan
from component.frontdoors.commands.words import problem, shown
from component.ports.exports import BadExport
from component.usecases.plan_purge import PlanPurge, PurgePlan
from component.usecases.purge_order import PurgeOrder

if TYPE_CHECKING:
    from component.ports.jobs import Jobs

_STAGE, _EXPORT = "stage", "export"

DESCRIPTION = Description(
    "purge",
    title=lambda t: t.gettext("Purge chat accounts"),
    summary=lambda t: t.gettext(
        "Ends the chat accounts that nobody has migrated, in stages: they are warned, not let in "
        "any more, written to a file, and deleted. Shows first whom it concerns."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            _STAGE,
            label=lambda t: t.gettext("Stage"),
            kind=Kind.CHOICE,
            is_required=True,
            choices={
                Stage.WARN.value: lambda t: t.gettext("Warn them"),
                Stage.REFUSE.value: lambda t: t.gettext("Do not let them in any more"),
                Stage.EXPORT.value: lambda t: t.gettext("Write their accounts to a file"),
                Stage.DELETE.value: lambda t: t.gettext("Delete what stands in such a file"),
            },
            is_argument=True,
        ),
        Parameter(
            _EXPORT,
            label=lambda t: t.gettext("Export"),
            hint=lambda t: t.gettext(
                "The name of the file to delete by, for the last stage; the newest by default."
            ),
        ),
        dry_run(lambda t: t.gettext("Only show what would be done")),
    ),
)


@dataclass(frozen=True, slots=True)
class Purge:
    """What the command needs.

    Attributes:
        plan: Makes plans.
        jobs: The list that jobs are put on.
        wake: Has them looked at now: `RunJobs.wake`.
        limits: More than that has to be confirmed by its number, and is never deleted.
        warns: Whether anybody can be written to.
        has_mails: The settings have a mail server.
        refuse: Turns the window, so that nobody is let in who has not migrated; False if somebody
            else has turned it meanwhile.
        clock: The time, seconds since the epoch.
    """

    plan: PlanPurge
    jobs: "Jobs"
    wake: Callable[[], None]
    limits: PurgeLimits
    warns: bool
    has_mails: bool
    refuse: Callable[[Actor], Awaitable[bool]]
    clock: Callable[[], float]


def make_purge(needs: Purge) -> Command:
    """Make the command."""

    async def run(person: Person, answers: Answers) -> Step:
        t, stage, is_dry = person.t, Stage(answers[_STAGE]), is_dry_run(answers)
        if stage is Stage.WARN and not needs.warns:
            return problem(t.gettext("Nobody is written to: there is no migration page."))
        try:
            if stage is Stage.EXPORT:
                needs.plan.folder()
            plan = await needs.plan(stage, answers[_EXPORT])
        except BadExport as error:
            return problem(shown(str(error)))
        lines, data, tables = [*tell_plan(t, plan)], _data(plan), plan_tables(t, plan)
        if stage is Stage.DELETE and plan.exceeds(needs.limits):
            return Told((*lines, _tell_limits(person, needs)), tables, data, is_problem=True)
        if not plan.accounts or (is_dry and stage is not Stage.DELETE):
            lines.append(t.gettext("Nothing was changed: this only shows what would be."))
            return Told(tuple(lines), tables, data)
        if is_dry:
            return await _start(needs, person, plan, is_dry=True)
        return _ask(needs, person, plan, lines)

    return Command(DESCRIPTION, run)


def _ask(needs: Purge, person: Person, plan: PurgePlan, lines: list[str]) -> Ask:
    by_number = plan.stage is Stage.DELETE or plan.exceeds(needs.limits)

    async def confirmed(person: Person, answers: Answers) -> Step:
        if by_number and not said_number(answers, plan.size):
            return problem(_tell_wrong_number(person, plan), _data(plan))
        if not by_number and not said_yes(answers):
            return Told((person.t.gettext("Nothing was changed."),), data=_data(plan))
        if plan.stage is Stage.REFUSE:
            return await _refuse(needs, person, plan)
        return await _start(needs, person, plan)

    question = _question(person, by_number=by_number)
    return Ask(
        DESCRIPTION.title(person.t),
        tuple(lines),
        (question,),
        confirmed,
        plan_tables(person.t, plan),
        _data(plan),
        confirm=CONFIRM,
    )


async def _refuse(needs: Purge, person: Person, plan: PurgePlan) -> Told:
    t = person.t
    if not await needs.refuse(acting(person)):
        text = t.gettext(
            "Somebody else has changed the window meanwhile. Nothing was changed: begin again."
        )
        return problem(text, _data(plan))
    text = t.gettext("Nobody is let in any more who has not migrated.")
    return Told((text,), data={**_data(plan), "changed": True})


async def _start(needs: Purge, person: Person, plan: PurgePlan, *, is_dry: bool = False) -> Told:
    """Put the job of a stage on the list."""
    kind, arguments = _order(needs, plan, is_dry=is_dry)
    job = await start_job(person, needs.jobs, needs.wake, kind, arguments)
    text = person.t.gettext("Job %(number)d does this.")
    if is_dry:
        text = person.t.gettext("Job %(number)d looks at each of them, and changes nothing.")
    return Told(
        (text % {"number": job.number}, *tell_start(person)),
        data={**_data(plan), "job": job.number},
        job=job.number,
    )


def _order(needs: Purge, plan: PurgePlan, *, is_dry: bool) -> tuple[JobKind, Mapping[str, object]]:
    """The job of a stage, and what it is told."""
    if plan.export is not None:
        order = PurgeOrder(plan.export.name, plan.export.digest, plan.size, is_dry)
        return JobKind.PURGE, order.as_json()
    if plan.stage is Stage.WARN:
        selection = Selection(by_mail=needs.has_mails)
        return JobKind.ANNOUNCE, Order(selection, needs.clock()).as_json()
    return JobKind.EXPORT, {}


def _data(plan: PurgePlan) -> dict[str, object]:
    return {"plan": plan_data(plan), "changed": False, "job": None}


def _tell_limits(person: Person, needs: Purge) -> str:
    text = person.t.gettext(
        "That is more than the settings allow to be deleted (%(most)d, and %(percent)g %%): look "
        "at purge.most and purge.percent if it is right."
    )
    return text % {"most": needs.limits.most, "percent": needs.limits.percent}


def _tell_wrong_number(person: Person, plan: PurgePlan) -> str:
    text = person.t.gettext(
        "This is not the number of accounts that this concerns, which is %(count)d. Nothing was "
        "changed: begin again if it is right."
    )
    return text % {"count": plan.size}


def _question(person: Person, *, by_number: bool) -> Question:
    t = person.t
    if by_number:
        return ask_number(t, t.gettext("How many chat accounts does this concern?"))
    return ask_yes(t.gettext("Do exactly this?"))
