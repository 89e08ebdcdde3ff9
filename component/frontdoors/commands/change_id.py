"""`change-id` and `release-id`: somebody gets another Live Chat ID, or has none any more; as a job.

What is shown first is what the job does; it finds out by itself if that is not possible any more.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.account_view import AccountView, TikiSide
from component.domain.id_change import IdOrder
from component.domain.jobs import JobKind
from component.domain.names import LiveChatId
from component.frontdoors.commands.accounts import NAME, nobody
from component.frontdoors.commands.confirming import CONFIRM, ask_yes, dry_run, is_dry_run, said_yes
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
from component.frontdoors.commands.id_choice import (
    NEW_ID,
    Ids,
    JobStart,
    namesake_lines,
    only_shown,
    prepare,
    tell_unusable,
)
from component.frontdoors.commands.meant import linked_by, several_linked
from component.frontdoors.commands.words import problem, shown

if TYPE_CHECKING:
    from gettext import NullTranslations

_MOVE = Parameter(
    "move",
    label=lambda t: t.gettext("Contacts and groups go along"),
    kind=Kind.YES_NO,
    value="1",
    hint=lambda t: t.gettext(
        "So do the vCard, private storage and waiting messages. Whoever has them as a contact "
        "gets the new address beside the old one."
    ),
)

CHANGE = Description(
    "change-id",
    title=lambda t: t.gettext("Change a Live Chat ID"),
    summary=lambda t: t.gettext(
        "Gives somebody another Live Chat ID, and so another chat address. The old one is retired: "
        "nobody gets it again."
    ),
    audience=Audience.ADMINS,
    parameters=(NAME, NEW_ID, _MOVE, dry_run()),
)
RELEASE = Description(
    "release-id",
    title=lambda t: t.gettext("Release a Live Chat ID"),
    summary=lambda t: t.gettext(
        "Takes the Live Chat ID away from somebody, who cannot sign in to the chat then. It is "
        "retired: nobody gets it again."
    ),
    audience=Audience.ADMINS,
    parameters=(NAME, dry_run()),
)


@dataclass(frozen=True, slots=True)
class ChangeNeeds:
    """What the commands need.

    Attributes:
        describe: `DescribeAccount`.
        ids: What can be had.
        start: Puts jobs on the list.
        domain: The chat's domain.
    """

    describe: Callable[[str], Awaitable[Sequence[AccountView]]]
    ids: Ids
    start: JobStart
    domain: str


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who is meant, with the ID that they have."""

    side: TikiSide
    livechat_id: LiveChatId


def make_change_id(needs: ChangeNeeds) -> Command:
    """Make the command `change-id`."""

    async def run(person: Person, answers: Answers) -> Step:
        t, owner = person.t, await _find(needs, person, answers["name"])
        if isinstance(owner, Told):
            return owner
        wanted = prepare(answers["id"])
        order = _order(owner, wanted, moves=answers[_MOVE.name] == "1")
        unusable = await tell_unusable(t, needs.ids, wanted, owner.side.login)
        if unusable:
            return Told(unusable, data=_data(order), is_problem=True)
        lines = _tell_change(t, order, needs.domain)
        lines += await namesake_lines(t, needs.ids, wanted, owner.side.user_id)
        if is_dry_run(answers):
            return only_shown(t, lines, _data(order))
        return _ask(needs, CHANGE.title(t), t, order, lines)

    return Command(CHANGE, run)


def make_release_id(needs: ChangeNeeds) -> Command:
    """Make the command `release-id`."""

    async def run(person: Person, answers: Answers) -> Step:
        t, owner = person.t, await _find(needs, person, answers["name"])
        if isinstance(owner, Told):
            return owner
        order = _order(owner, None, moves=False)
        lines = _tell_release(t, order, needs.domain)
        if is_dry_run(answers):
            return only_shown(t, lines, _data(order))
        return _ask(needs, RELEASE.title(t), t, order, lines)

    return Command(RELEASE, run)


async def _find(needs: ChangeNeeds, person: Person, name: str) -> _Owner | Told:
    """Find the one person who is meant and has an ID."""
    t, views = person.t, await needs.describe(name)
    meant = linked_by(views, name, needs.domain)
    if len(meant) == 1 and meant[0].tiki is not None and meant[0].username is not None:
        return _Owner(meant[0].tiki, LiveChatId(meant[0].username))
    if meant:
        return problem(several_linked(t, meant, needs.domain))
    if views:
        return problem(t.gettext("This account has no Live Chat ID."))
    return problem(nobody(person, name))


def _order(owner: _Owner, after: LiveChatId | None, *, moves: bool) -> IdOrder:
    return IdOrder(owner.side.user_id, owner.side.login, owner.livechat_id, after, moves)


def _ask(
    needs: ChangeNeeds, title: str, t: "NullTranslations", order: IdOrder, lines: list[str]
) -> Ask:
    """Have it confirmed, then put the job on the list."""
    data = _data(order)

    async def confirmed(person: Person, answers: Answers) -> Step:
        if not said_yes(answers):
            return Told((person.t.gettext("Nothing was changed."),), data=data)
        return await needs.start(person, JobKind.CHANGE_ID, order.as_json(), data)

    question = ask_yes(t.gettext("Do exactly this?"))
    return Ask(title, tuple(lines), (question,), confirmed, data=data, confirm=CONFIRM)


def _data(order: IdOrder) -> dict[str, object]:
    return {**order.as_json(), "job": None}


def _names(order: IdOrder, domain: str) -> dict[str, object]:
    return {
        "login": shown(order.login),
        "number": order.user_id,
        "old": shown(f"{order.before}@{domain}"),
        "new": shown(f"{order.after}@{domain}"),
    }


def _tell_change(t: "NullTranslations", order: IdOrder, domain: str) -> list[str]:
    text = t.gettext("%(login)s (number %(number)d) gets the chat address %(new)s for %(old)s.")
    moving = (
        t.gettext(
            "Contacts, groups, vCard, private storage and waiting messages go along. Whoever has "
            "them as a contact gets the new address beside the old one."
        )
        if order.moves
        else t.gettext("The new chat account begins without contacts; groups follow from the site.")
    )
    return [text % _names(order, domain), moving, *_tell_old(t, order, domain)]


def _tell_release(t: "NullTranslations", order: IdOrder, domain: str) -> list[str]:
    text = t.gettext(
        "%(login)s (number %(number)d) loses the chat address %(old)s, and cannot sign in to the "
        "chat then."
    )
    return [text % _names(order, domain), *_tell_old(t, order, domain)]


def _tell_old(t: "NullTranslations", order: IdOrder, domain: str) -> list[str]:
    text = t.gettext(
        "%(old)s is retired: nobody gets it again. Its chat account stays, with a password that "
        "nobody knows; whoever is signed in to it is told, and signed out."
    )
    return [text % _names(order, domain)]
