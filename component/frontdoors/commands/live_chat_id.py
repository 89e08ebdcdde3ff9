"""`live-chat-id`: whose a Live Chat ID is or was, and whether it can be had."""

from typing import TYPE_CHECKING

from component.frontdoors.commands.accounts import NAME, nobody
from component.frontdoors.commands.description import (
    Answers,
    Audience,
    Command,
    Description,
    Person,
    Step,
    Table,
    Told,
)
from component.frontdoors.commands.id_words import history_table, id_data, tell_id
from component.frontdoors.commands.words import labelled, problem, shown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from component.domain.account_view import AccountView
    from component.usecases.look_up_id import IdFacts

DESCRIPTION = Description(
    "live-chat-id",
    title=lambda t: t.gettext("Look up a Live Chat ID"),
    summary=lambda t: t.gettext(
        "Shows whose a Live Chat ID is, whether it can be had, and who had it when; by any name of "
        "its owner."
    ),
    audience=Audience.ADMINS,
    parameters=(NAME,),
)


def make_live_chat_id(
    look_up: "Callable[[str], Awaitable[tuple[Sequence[AccountView], list[IdFacts]]]]",
    domain: str,
) -> Command:
    """Make the command.

    Args:
        look_up: `LookUpId`.
        domain: The chat's domain.
    """

    async def run(person: Person, answers: Answers) -> Step:
        t = person.t
        views, found = await look_up(answers["name"])
        without = [view.tiki.login for view in views if view.tiki and view.username is None]
        lines: list[str] = []
        tables: list[Table] = []
        for facts in found:
            lines += tell_id(t, facts, domain)
            tables += history_table(t, facts)
        for login in without:
            lines.append(
                labelled(t, t.gettext("On the site, without a Live Chat ID"), shown(login))
            )
        data = {"ids": [id_data(facts, domain) for facts in found], "without_id": without}
        if not lines:
            return problem(nobody(person, answers["name"]), data)
        return Told(tuple(lines), tuple(tables), data)

    return Command(DESCRIPTION, run)
