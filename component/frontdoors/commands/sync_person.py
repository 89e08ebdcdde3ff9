"""`sync-person`: one person's groups and profile are brought up to date at once, for an admin."""

from collections.abc import Awaitable, Callable, Sequence
from gettext import NullTranslations

from component.domain.account_view import AccountView
from component.domain.audit import Actor
from component.domain.names import ChatUsername
from component.frontdoors.commands.accounts import NAME, nobody
from component.frontdoors.commands.actors import acting
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
from component.frontdoors.commands.doubt_words import tell_doubt
from component.frontdoors.commands.meant import linked_by, several_linked
from component.frontdoors.commands.refresh_words import refreshed_data, tell_refreshed
from component.frontdoors.commands.words import labelled, problem, shown
from component.usecases.doubt import Doubtful
from component.usecases.refresh_person import Refreshed

DESCRIPTION = Description(
    "sync-person",
    title=lambda t: t.gettext("Sync one person"),
    summary=lambda t: t.gettext(
        "Brings the groups, rooms and profile of one person up to date with the site now."
    ),
    audience=Audience.ADMINS,
    parameters=(NAME,),
)

_NOBODY = {"account": None, "refreshed": None}


def make_sync_person(
    describe: Callable[[str], Awaitable[Sequence[AccountView]]],
    refresh: Callable[[ChatUsername, Actor], Awaitable[Refreshed | None]],
    domain: str,
) -> Command:
    """Make the command.

    Args:
        describe: `DescribeAccount`.
        refresh: `RefreshPerson`.
        domain: The chat's domain.
    """

    async def run(person: Person, answers: Answers) -> Step:
        t, views = person.t, await describe(answers["name"])
        if not views:
            return problem(nobody(person, answers["name"]), _NOBODY)
        meant = linked_by(views, answers["name"], domain)
        username = meant[0].username if len(meant) == 1 else None
        if username is None:
            return problem(_which(t, meant, domain), _NOBODY)
        try:
            refreshed = await refresh(username, acting(person))
        except Doubtful as error:
            return Told(tell_doubt(t, error), data=_NOBODY, is_problem=True)
        if refreshed is None:
            text = t.gettext("This account has just lost its Live Chat ID: nothing was changed.")
            return problem(text, _NOBODY)
        lines = [
            labelled(t, t.gettext("Chat address"), shown(f"{username}@{domain}")),
            *tell_refreshed(t, refreshed),
        ]
        return Told(
            tuple(lines),
            tables=_failures(t, refreshed),
            data={"account": username, "refreshed": refreshed_data(refreshed)},
            is_problem=bool(refreshed.failures),
        )

    return Command(DESCRIPTION, run)


def _which(t: NullTranslations, linked: Sequence[AccountView], domain: str) -> str:
    """Say why it is not clear whom to sync."""
    if linked:
        return several_linked(t, linked, domain)
    return t.gettext(
        "This account is on one side only, so there is nothing to bring up to date: it has no "
        "Live Chat ID."
    )


def _failures(t: NullTranslations, refreshed: Refreshed) -> tuple[Table, ...]:
    if not refreshed.failures:
        return ()
    columns = {"where": t.gettext("Group or room"), "why": t.gettext("Why it was not possible")}
    rows = [(shown(where), shown(why)) for where, why in refreshed.failures]
    return (Table(t.gettext("Not possible now"), columns, rows),)
