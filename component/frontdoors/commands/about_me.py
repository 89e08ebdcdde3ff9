"""`whoami`: what the bridge knows of whoever asks, told to nobody else."""

from collections.abc import Awaitable, Callable, Iterator
from gettext import NullTranslations

from component.domain.account_view import AccountView, Connection, TikiSide
from component.domain.accounts import AccountState
from component.domain.names import ChatUsername
from component.frontdoors.commands import migrate_link
from component.frontdoors.commands.account_words import account_data, state_words, tell_groups
from component.frontdoors.commands.description import (
    Answers,
    Audience,
    Command,
    Description,
    Person,
    Step,
    Told,
)
from component.frontdoors.commands.everybody import own_username
from component.frontdoors.commands.words import labelled, listed, problem, shown
from component.frontdoors.wording import Site

DESCRIPTION = Description(
    "whoami",
    title=lambda t: t.gettext("Who am I?"),
    summary=lambda t: t.gettext(
        "Shows your account on the site, your Live Chat ID, your groups, and whether both accounts "
        "are connected."
    ),
    audience=Audience.EVERYBODY,
)


def make_whoami(
    describe: Callable[[ChatUsername], Awaitable[AccountView | None]], site: Site
) -> Command:
    """Make the command.

    Args:
        describe: `DescribeAccount.of_username`.
        site: Where the person has their account.
    """

    async def run(person: Person, _answers: Answers) -> Step:
        t = person.t
        view = await describe(own_username(person))
        if view is None:
            return problem(t.gettext("There is no such chat account."), {"account": None})
        return Told(tuple(_tell(t, view, site)), data={"account": account_data(view, site.chat)})

    return Command(DESCRIPTION, run)


def _tell(t: NullTranslations, view: AccountView, site: Site) -> Iterator[str]:
    if view.tiki is not None:
        yield from _tell_tiki(t, view.tiki, site)
    yield labelled(t, t.gettext("Your chat address"), shown(f"{view.username}@{site.chat}"))
    yield from tell_groups(t, view.places)
    yield _tell_connection(t, view, site)


def _tell_tiki(t: NullTranslations, tiki: TikiSide, site: Site) -> Iterator[str]:
    yield labelled(t, t.gettext("Your name"), shown(tiki.name))
    account = t.gettext("Your account on %(site)s") % {"site": site.name}
    yield labelled(t, account, shown(tiki.login))
    if tiki.state is not AccountState.ACTIVE:
        yield labelled(t, t.gettext("State"), state_words(t, tiki.state))
    groups = t.gettext("Your groups on %(site)s") % {"site": site.name}
    yield labelled(t, groups, listed(t, tiki.groups))


def _tell_connection(t: NullTranslations, view: AccountView, site: Site) -> str:
    name = {"site": site.name, "command": migrate_link.DESCRIPTION.name}
    if view.connection is Connection.LINKED:
        return (
            t.gettext(
                "Both accounts are connected: you sign in to the chat with your user name and "
                "password of %(site)s."
            )
            % name
        )
    if view.connection is Connection.NATIVE_ONLY:
        return t.gettext("This chat account stays as it is. There is nothing to do.")
    if view.can_migrate:
        return (
            t.gettext(
                "This chat account is not connected with an account on %(site)s yet. The command "
                '"%(command)s" gives you a personal link to connect it.'
            )
            % name
        )
    return (
        t.gettext(
            "This chat account is not connected with an account on %(site)s, and accounts can no "
            "longer be connected. Ask the people who run %(site)s for help."
        )
        % name
    )
