"""`allocate-ids`: Live Chat IDs for people of the site who have none, without asking them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.jobs import JobKind
from component.domain.names import fold
from component.domain.run_items import ItemState, RunItem
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
    Step,
    Table,
    Told,
)
from component.frontdoors.commands.id_choice import JobStart
from component.frontdoors.commands.id_words import why_left_words
from component.frontdoors.commands.words import MOST_ROWS, cut_off, problem, shown
from component.usecases.allocate_job import AllocateOrder
from component.usecases.choose_accounts import EVERYBODY, Choice

if TYPE_CHECKING:
    from gettext import NullTranslations

    from component.usecases.allocate_many import AllocateMany, Preview

DESCRIPTION = Description(
    "allocate-ids",
    title=lambda t: t.gettext("Allocate Live Chat IDs"),
    summary=lambda t: t.gettext(
        "Gives Live Chat IDs to people of the site who have none, made of their user names. Those "
        "whose chat account of the same name has not migrated are left out."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            "who",
            label=lambda t: t.gettext("User names of the site"),
            value=EVERYBODY,
            is_required=True,
            hint=lambda t: t.gettext("A user name, or a pattern with * and ?; * for everybody."),
            is_argument=True,
        ),
        Parameter(
            "group",
            label=lambda t: t.gettext("Only members of this group of the site"),
            hint=lambda t: t.gettext("Nothing for any."),
        ),
        dry_run(),
    ),
)


@dataclass(frozen=True, slots=True)
class AllocateNeeds:
    """What the command needs.

    Attributes:
        many: Tells what would be done.
        start: Puts jobs on the list.
        unconfirmed: More accounts than that have to be confirmed by their number.
    """

    many: "AllocateMany"
    start: JobStart
    unconfirmed: int


def make_allocate_ids(needs: AllocateNeeds) -> Command:
    """Make the command."""

    async def run(person: Person, answers: Answers) -> Step:
        t, choice = person.t, Choice(answers["who"], answers["group"])
        is_dry = is_dry_run(answers)
        if choice.group and not await _is_group(needs, choice.group):
            text = t.gettext("The site has no such group: %(group)s")
            return problem(text % {"group": shown(choice.group)}, _data(choice, None))
        preview = await needs.many.preview(choice, MOST_ROWS)
        data = _data(choice, preview)
        if not preview.count:
            return Told((t.gettext("Nobody who is chosen lacks a Live Chat ID."),), data=data)
        order = AllocateOrder(choice, is_dry)
        if is_dry:
            told = await needs.start(person, JobKind.ALLOCATE, order.as_json(), data)
            lines = (*_tell(t, preview), t.gettext("Nothing is changed: it is only noted."))
            return Told((*lines, *told.lines), _tables(t, preview), told.data, job=told.job)
        is_over = preview.count > needs.unconfirmed

        async def confirmed(person: Person, answers: Answers) -> Step:
            if is_over and not said_number(answers, preview.count):
                return problem(_wrong_number(person.t, preview), data)
            if not is_over and not said_yes(answers):
                return Told((person.t.gettext("Nothing was changed."),), data=data)
            return await needs.start(person, JobKind.ALLOCATE, order.as_json(), data)

        question = (
            ask_number(t, t.gettext("How many accounts are chosen?"))
            if is_over
            else ask_yes(t.gettext("Allocate these IDs?"))
        )
        title = DESCRIPTION.title(t)
        tables = _tables(t, preview)
        return Ask(title, _tell(t, preview), (question,), confirmed, tables, data, CONFIRM)

    return Command(DESCRIPTION, run)


async def _is_group(needs: AllocateNeeds, group: str) -> bool:
    return fold(group) in map(fold, await needs.many.tiki.group_names())


def _tell(t: "NullTranslations", preview: "Preview") -> tuple[str, ...]:
    text = t.ngettext(
        "%(count)d account of the site that is chosen has no Live Chat ID.",
        "%(count)d accounts of the site that are chosen have no Live Chat ID.",
        preview.count,
    )
    return (text % {"count": preview.count}, *cut_off(t, preview.count))


def _tables(t: "NullTranslations", preview: "Preview") -> tuple[Table, ...]:
    columns = {
        "login": t.gettext("User name on the site"),
        "id": t.gettext("Live Chat ID"),
        "why": t.gettext("Is left out, because"),
    }
    return (Table(t.gettext("What would be done"), columns, _rows(t, preview.first)),)


def _rows(t: "NullTranslations", items: Sequence[RunItem]) -> list[tuple[str, ...]]:
    return [
        (shown(item.subject), shown(item.detail), "")
        if item.state is ItemState.WOULD
        else (shown(item.subject), "", why_left_words(t, item.why) or shown(item.why))
        for item in items
    ]


def _wrong_number(t: "NullTranslations", preview: "Preview") -> str:
    text = t.gettext(
        "This is not the number of accounts that are chosen, which is %(count)d. Nothing was "
        "changed: begin again if it is right."
    )
    return text % {"count": preview.count}


def _data(choice: Choice, preview: "Preview | None") -> dict[str, object]:
    return {
        **choice.as_json(),
        "count": None if preview is None else preview.count,
        "first": []
        if preview is None
        else [
            {
                "account": item.subject,
                "state": item.state.value,
                "why": item.why,
                "id": item.detail or None,
            }
            for item in preview.first
        ],
        "job": None,
    }
