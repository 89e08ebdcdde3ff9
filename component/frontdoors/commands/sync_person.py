"""`sync-person`: one person's groups and profile are brought up to date at once, for an admin."""

from collections.abc import Awaitable, Callable, Sequence
from gettext import NullTranslations

from component.domain.account_view import AccountView, Connection
from component.domain.names import ChatUsername, normalise
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
from component.frontdoors.commands.doubt_words import tell_doubt
from component.frontdoors.commands.refresh_words import refreshed_data, tell_refreshed
from component.frontdoors.commands.words import joined, labelled, problem, shown
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
    refresh: Callable[[ChatUsername, str], Awaitable[Refreshed | None]],
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
        meant = _meant(views, answers["name"], domain)
        if len(meant) != 1:
            return problem(_which(t, meant, domain), _NOBODY)
        username = meant[0]
        try:
            refreshed = await refresh(username, person.name)
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


def _meant(views: Sequence[AccountView], name: str, domain: str) -> list[ChatUsername]:
    """Whose account a name means: as at a sign-in, a Live Chat ID counts before all else."""
    chat = normalise(name, domain).chat
    linked = [v.username for v in views if v.connection is Connection.LINKED and v.username]
    return [chat] if chat is not None and chat in linked else linked


def _which(t: NullTranslations, linked: Sequence[str], domain: str) -> str:
    """Say why it is not clear whom to sync."""
    if not linked:
        return t.gettext(
            "This account is on one side only, so there is nothing to bring up to date: it has no "
            "Live Chat ID."
        )
    addresses = joined(t, (shown(f"{name}@{domain}") for name in linked))
    text = t.gettext("This may mean several people: give a chat address. These are possible:")
    return f"{text} {addresses}"


def _failures(t: NullTranslations, refreshed: Refreshed) -> tuple[Table, ...]:
    if not refreshed.failures:
        return ()
    columns = {"where": t.gettext("Group or room"), "why": t.gettext("Why it was not possible")}
    rows = [(shown(where), shown(why)) for where, why in refreshed.failures]
    return (Table(t.gettext("Not possible now"), columns, rows),)
