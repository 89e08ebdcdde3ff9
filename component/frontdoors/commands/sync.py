"""`sync-groups`: what would change in the roster groups and rooms, then exactly that as a job."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from component.domain.group_plan import GroupPlan, Limits
from component.domain.group_plan_json import pack
from component.domain.jobs import JobKind
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
from component.frontdoors.commands.doubt_words import tell_doubt
from component.frontdoors.commands.job_start import start_job, tell_start
from component.frontdoors.commands.plan_words import plan_data, plan_tables, tell_plan
from component.frontdoors.commands.words import problem, shown
from component.usecases.doubt import Doubtful

if TYPE_CHECKING:
    from component.ports.jobs import Jobs

ALL = "*"
"""The choice of all roster groups."""

DESCRIPTION = Description(
    "sync-groups",
    title=lambda t: t.gettext("Sync groups"),
    summary=lambda t: t.gettext(
        "Shows what is to change in roster groups and rooms so that they follow the groups of the "
        "site, and does exactly that once you confirm it."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            "group",
            label=lambda t: t.gettext("Roster group"),
            kind=Kind.CHOICE,
            value=ALL,
            is_required=True,
            hint=lambda t: t.gettext("One roster group of the settings, or * for all of them."),
            is_argument=True,
        ),
        dry_run(),
    ),
)


class PlanGroups(Protocol):
    """The use case of this name."""

    async def __call__(self, rosters: Sequence[str] = ()) -> GroupPlan:
        """Plan for some roster groups, none for all."""


@dataclass(frozen=True, slots=True)
class SyncGroups:
    """What the command needs.

    Attributes:
        plan: Makes plans.
        jobs: The list that jobs are put on.
        wake: Has them looked at now: `RunJobs.wake`.
        limits: More removals than that have to be confirmed by their number.
        rosters: The roster groups of the settings.
    """

    plan: PlanGroups
    jobs: "Jobs"
    wake: Callable[[], None]
    limits: Limits
    rosters: Sequence[str]


def make_sync_groups(needs: SyncGroups) -> Command:
    """Make the command."""

    async def choices(person: Person) -> Sequence[Choice]:
        every = Choice(ALL, person.t.gettext("All roster groups of the settings"))
        return [every, *[Choice(roster, shown(roster)) for roster in needs.rosters]]

    async def run(person: Person, answers: Answers) -> Step:
        t, chosen = person.t, answers["group"]
        rosters = () if chosen == ALL else (chosen,)
        try:
            plan = await needs.plan(rosters)
        except Doubtful as error:
            doubt = {"rosters": list(rosters), "plan": None, "doubt": error.why.value}
            return Told(tell_doubt(t, error), data=doubt, is_problem=True)
        lines, data = [*tell_plan(t, plan)], _data(rosters, plan)
        is_over = plan.exceeds(needs.limits)
        if is_over:
            lines += _tell_limits(person, plan, needs.limits)
        tables = plan_tables(t, plan)
        if plan.is_empty or is_dry_run(answers):
            if not plan.is_empty:
                lines.append(t.gettext("Nothing was changed: this only shows what would be."))
            return Told(tuple(lines), tables, data)

        async def confirmed(person: Person, answers: Answers) -> Step:
            if is_over and not said_number(answers, plan.removals):
                return problem(_tell_wrong_number(person, plan), data)
            if not is_over and not said_yes(answers):
                return Told((person.t.gettext("Nothing was changed."),), data=data)
            return await _start(needs, person, rosters, plan, confirmed=is_over)

        question = _ask(person, is_over=is_over)
        title = DESCRIPTION.title(t)
        return Ask(title, tuple(lines), (question,), confirmed, tables, data, confirm=CONFIRM)

    return Command(DESCRIPTION, run, {"group": choices})


async def _start(
    needs: SyncGroups, person: Person, rosters: Sequence[str], plan: GroupPlan, *, confirmed: bool
) -> Told:
    """Put a job that carries out exactly this plan on the list."""
    arguments = {
        "rosters": list(rosters),
        "plan": pack(plan),
        "confirmed": plan.removals if confirmed else None,
    }
    job = await start_job(person, needs.jobs, needs.wake, JobKind.SYNC_GROUPS, arguments)
    text = person.t.gettext("Job %(number)d does exactly this.") % {"number": job.number}
    lines = (text, *tell_start(person))
    return Told(lines, data={**_data(rosters, plan), "job": job.number}, job=job.number)


def _data(rosters: Sequence[str], plan: GroupPlan) -> dict[str, object]:
    return {"rosters": list(rosters), "plan": plan_data(plan), "job": None}


def _tell_limits(person: Person, plan: GroupPlan, limits: Limits) -> tuple[str, str]:
    t = person.t
    takes = t.ngettext(
        "This takes away %(count)d membership or affiliation; the bridge manages %(managed)d in "
        "all.",
        "This takes away %(count)d memberships and affiliations; the bridge manages %(managed)d in "
        "all.",
        plan.removals,
    )
    rule = t.gettext(
        "By the settings, more than %(removals)d have to be confirmed if they are also more than "
        "%(percent)s %% of all."
    )
    return (
        takes % {"count": plan.removals, "managed": plan.managed},
        rule % {"removals": limits.removals, "percent": f"{limits.percent:g}"},
    )


def _tell_wrong_number(person: Person, plan: GroupPlan) -> str:
    text = person.t.ngettext(
        "That is another number: %(count)d membership or affiliation is to be taken away. Nothing "
        "was changed. To do it, begin again and type this number.",
        "That is another number: %(count)d memberships and affiliations are to be taken away. "
        "Nothing was changed. To do it, begin again and type this number.",
        plan.removals,
    )
    return text % {"count": plan.removals}


def _ask(person: Person, *, is_over: bool) -> Question:
    t = person.t
    if is_over:
        label = t.gettext("How many memberships and affiliations are to be taken away?")
        return ask_number(t, label)
    return ask_yes(t.gettext("Make exactly these changes?"))
