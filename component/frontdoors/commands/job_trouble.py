"""How it is told that a job has not done what it was for, and why; what has changed meanwhile."""

from collections.abc import Iterator, Mapping
from gettext import NullTranslations

from component.domain.group_plan import StepKind
from component.domain.id_change import ChangeTrouble
from component.domain.jobs import Trouble
from component.frontdoors.commands import purge_words
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.doubt_words import doubt_words
from component.frontdoors.commands.id_words import change_trouble_words
from component.frontdoors.commands.words import MOST_ROWS, cut_off, shown
from component.usecases.doubt import Doubt
from component.usecases.merge_order import MergeTrouble
from component.usecases.purge_order import PurgeTrouble
from component.usecases.sync_job import SyncTrouble

Outcome = Mapping[str, object]
_DIFFERENCES = ("new", "gone")


def tell_trouble(t: NullTranslations, outcome: Outcome) -> Iterator[str]:
    """Say why a job has ended otherwise than it should; nothing where it has not.

    Args:
        t: Texts in the language of who is told.
        outcome: Of the job: `trouble` names the cause, `why` has the words for who looks into it.
    """
    trouble = outcome.get("trouble")
    yield from _words(t, trouble, outcome)
    why = outcome.get("why")
    if isinstance(why, str) and why and trouble not in _SAID_IN_FULL:
        yield shown(why)


def difference_lines(t: NullTranslations, outcome: Outcome) -> tuple[str, ...]:
    """Say how many steps of a difference are not shown."""
    count = sum(_counted(outcome, name) for name in _DIFFERENCES)
    return cut_off(t, count, len(_steps(t, outcome)[:MOST_ROWS]))


def difference_tables(t: NullTranslations, outcome: Outcome) -> tuple[Table, ...]:
    """Show how a plan differs from the one that was shown, where that is the trouble."""
    rows = _steps(t, outcome)[:MOST_ROWS]
    if not rows:
        return ()
    columns = {
        "difference": t.gettext("Difference"),
        "step": t.gettext("Change"),
        "where": t.gettext("Group or room"),
        "who": t.gettext("Member"),
    }
    return (Table(t.gettext("What is otherwise than it was shown"), columns, rows),)


_SAID_IN_FULL = (
    *(*Doubt, Trouble.LEFT, SyncTrouble.OUTDATED, SyncTrouble.LIMITS),
    MergeTrouble.CLOSED,
    *(PurgeTrouble.WINDOW, PurgeTrouble.NUMBER, PurgeTrouble.LIMITS),
)
"""Troubles to whose words `why` has nothing to add."""


def _words(t: NullTranslations, trouble: object, outcome: Outcome) -> Iterator[str]:
    """The sentences for a trouble; none where it is not known."""
    if trouble in tuple(Doubt):
        yield doubt_words(t, Doubt(str(trouble)))
    elif trouble in tuple(ChangeTrouble):
        yield change_trouble_words(t, ChangeTrouble(str(trouble)))
    elif trouble == SyncTrouble.OUTDATED:
        yield from _outdated_words(t, outcome)
    elif trouble == SyncTrouble.LIMITS:
        yield _limits_words(t, outcome)
    words: Mapping[str, str] = {
        Trouble.FAULT: t.gettext(
            "Something went wrong that should not: the log of the bridge has it."
        ),
        Trouble.UNAVAILABLE: t.gettext("A server that this job needs did not answer."),
        Trouble.REJECTED: t.gettext("The chat server refused what this job asked of it."),
        Trouble.LEFT: t.gettext("This job was broken off too often to be taken up again."),
        SyncTrouble.SETTINGS: t.gettext("This job does not fit the settings as they are now."),
        MergeTrouble.CLOSED: t.gettext("The migration is over: nothing is merged any more."),
    }
    text = words.get(str(trouble)) or purge_words.tell_trouble(t, outcome)
    if text:
        yield text


def _outdated_words(t: NullTranslations, outcome: Outcome) -> Iterator[str]:
    yield t.gettext("Site or chat have changed since the plan was shown: look at a new plan.")
    new, gone = (_counted(outcome, name) for name in _DIFFERENCES)
    if new:
        yield t.ngettext("%(count)d change is new.", "%(count)d changes are new.", new) % {
            "count": new
        }
    if gone:
        yield t.ngettext(
            "%(count)d change is not to be made any more.",
            "%(count)d changes are not to be made any more.",
            gone,
        ) % {"count": gone}


def _limits_words(t: NullTranslations, outcome: Outcome) -> str:
    found = outcome.get("removals")
    removals = found if isinstance(found, int) else 0
    return t.ngettext(
        "This job would take away %(count)d membership or affiliation, which the settings do not "
        "allow without being confirmed. Look at the plan, and confirm it.",
        "This job would take away %(count)d memberships and affiliations, which the settings do "
        "not allow without being confirmed. Look at the plan, and confirm it.",
        removals,
    ) % {"count": removals}


def _counted(outcome: Outcome, name: str) -> int:
    part = outcome.get(name)
    count = part.get("count") if isinstance(part, Mapping) else None
    return count if isinstance(count, int) else 0


def _steps(t: NullTranslations, outcome: Outcome) -> list[tuple[str, ...]]:
    titles = {"new": t.gettext("new"), "gone": t.gettext("no more")}
    rows: list[tuple[str, ...]] = []
    for name in _DIFFERENCES:
        part = outcome.get(name)
        listed = part.get("first") if isinstance(part, Mapping) else None
        for step in listed if isinstance(listed, list) else ():
            if isinstance(step, Mapping):
                where, who = str(step.get("where", "")), str(step.get("who", ""))
                what = _step_words(t, str(step.get("step", "")))
                rows.append((titles[name], what, shown(where), shown(who) if who else ""))
    return rows


def _step_words(t: NullTranslations, kind: str) -> str:
    words: Mapping[str, str] = {
        StepKind.CREATE: t.gettext("the group is made"),
        StepKind.DESCRIBE: t.gettext("the group shows otherwise"),
        StepKind.ADD: t.gettext("comes in"),
        StepKind.REMOVE: t.gettext("goes"),
        StepKind.RELEASE: t.gettext("is managed no more"),
        StepKind.DELETE: t.gettext("the group is deleted"),
        StepKind.GIVE: t.gettext("gets an affiliation"),
        StepKind.TAKE: t.gettext("loses an affiliation"),
        StepKind.RELEASE_AFFILIATION: t.gettext("has an affiliation that is managed no more"),
    }
    return words.get(kind, kind)
