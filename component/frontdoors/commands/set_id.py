"""`set-id`: somebody of the site who has no Live Chat ID gets the one that an admin says."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from typing import TYPE_CHECKING

from component.domain.account_view import AccountView, Connection, TikiSide
from component.domain.id_change import ChangeTrouble
from component.domain.migration import IdProblem
from component.domain.names import LiveChatId
from component.frontdoors.commands.accounts import NAME, nobody
from component.frontdoors.commands.actors import acting
from component.frontdoors.commands.confirming import CONFIRM, ask_yes, dry_run, is_dry_run, said_yes
from component.frontdoors.commands.description import (
    Answers,
    Ask,
    Audience,
    Command,
    Description,
    Person,
    Step,
    Told,
)
from component.frontdoors.commands.id_choice import (
    NEW_ID,
    Ids,
    namesake_lines,
    only_shown,
    prepare,
    tell_unusable,
)
from component.frontdoors.commands.id_words import change_trouble_words, id_problem_words
from component.frontdoors.commands.words import listed, problem, shown

if TYPE_CHECKING:
    from component.usecases.set_id import SetId

DESCRIPTION = Description(
    "set-id",
    title=lambda t: t.gettext("Set a Live Chat ID"),
    summary=lambda t: t.gettext(
        "Gives a Live Chat ID to somebody of the site who has none yet: their chat address from "
        "then on."
    ),
    audience=Audience.ADMINS,
    parameters=(NAME, NEW_ID, dry_run()),
)


@dataclass(frozen=True, slots=True)
class SetIdNeeds:
    """What the command needs.

    Attributes:
        describe: `DescribeAccount`.
        ids: What can be had.
        give: Does it.
        domain: The chat's domain.
    """

    describe: Callable[[str], Awaitable[Sequence[AccountView]]]
    ids: Ids
    give: "SetId"
    domain: str


def make_set_id(needs: SetIdNeeds) -> Command:
    """Make the command."""

    async def run(person: Person, answers: Answers) -> Step:
        t, views = person.t, await needs.describe(answers["name"])
        side = _without_id(views)
        if side is None:
            return problem(_which(person, views, answers["name"], needs.domain), _data(None, None))
        wanted = prepare(answers["id"])
        unusable = await tell_unusable(t, needs.ids, wanted, side.login)
        if unusable:
            return Told(unusable, data=_data(side, wanted), is_problem=True)
        lines = [
            t.gettext("%(login)s (number %(number)d) gets the chat address %(jid)s.")
            % {
                "login": shown(side.login),
                "number": side.user_id,
                "jid": shown(f"{wanted}@{needs.domain}"),
            },
            *await namesake_lines(t, needs.ids, wanted, side.user_id),
        ]
        if is_dry_run(answers):
            return only_shown(t, lines, _data(side, wanted))

        async def confirmed(person: Person, answers: Answers) -> Step:
            if not said_yes(answers):
                return Told((person.t.gettext("Nothing was changed."),), data=_data(side, None))
            stood = await needs.give(side.user_id, side.login, wanted, acting(person))
            if stood is not None:
                return problem(_words(person.t, stood), _data(side, None))
            text = person.t.gettext("%(login)s has the chat address %(jid)s now.")
            names = {"login": shown(side.login), "jid": shown(f"{wanted}@{needs.domain}")}
            return Told((text % names,), data=_data(side, wanted))

        question = ask_yes(t.gettext("Give this Live Chat ID?"))
        title, data = DESCRIPTION.title(t), _data(side, wanted)
        return Ask(title, tuple(lines), (question,), confirmed, data=data, confirm=CONFIRM)

    return Command(DESCRIPTION, run)


def _without_id(views: Sequence[AccountView]) -> TikiSide | None:
    """The one account of the site that has no ID; None where it is not clear which."""
    found = [v.tiki for v in views if v.connection is Connection.TIKI_ONLY and v.tiki]
    return found[0] if len(found) == 1 else None


def _which(person: Person, views: Sequence[AccountView], name: str, domain: str) -> str:
    t = person.t
    without = [v.tiki.login for v in views if v.connection is Connection.TIKI_ONLY and v.tiki]
    if without:
        text = t.gettext("This may mean several people: give one of these user names:")
        return f"{text} {listed(t, without)}"
    linked = [f"{v.username}@{domain}" for v in views if v.connection is Connection.LINKED]
    if linked:
        text = t.gettext('They have a chat address already; "change-id" changes it:')
        return f"{text} {listed(t, linked)}"
    if views:
        return t.gettext(
            "This is only a chat account: its person connects it with the site on the migration "
            "page."
        )
    return nobody(person, name)


def _words(t: NullTranslations, stood: IdProblem | ChangeTrouble) -> str:
    if isinstance(stood, IdProblem):
        return id_problem_words(t, stood)
    return change_trouble_words(t, stood)


def _data(side: TikiSide | None, livechat_id: LiveChatId | None) -> dict[str, object]:
    return {
        "account": None if side is None else side.login,
        "live_chat_id": livechat_id,
    }
