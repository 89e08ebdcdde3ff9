"""`show-account`: everything that an admin needs to know of an account."""

from collections.abc import Awaitable, Callable, Sequence

from component.domain.account_view import AccountView
from component.frontdoors.commands.account_words import account_data, tell_account
from component.frontdoors.commands.description import (
    Answers,
    Audience,
    Command,
    Description,
    Parameter,
    Person,
    Step,
    Told,
)
from component.frontdoors.commands.words import problem, shown

NAME = Parameter(
    "name",
    label=lambda t: t.gettext("Name"),
    is_required=True,
    hint=lambda t: t.gettext(
        "A Live Chat ID, a chat username, a user name of the site, or an e-mail address."
    ),
    is_argument=True,
)
"""How an admin names an account."""

DESCRIPTION = Description(
    "show-account",
    title=lambda t: t.gettext("Show an account"),
    summary=lambda t: t.gettext(
        "Shows the accounts that a name means, on the site and in the chat: their state, their "
        "groups and rooms, and how they are connected."
    ),
    audience=Audience.ADMINS,
    parameters=(NAME,),
)


def make_show_account(
    describe: Callable[[str], Awaitable[Sequence[AccountView]]], domain: str
) -> Command:
    """Make the command.

    Args:
        describe: `DescribeAccount`.
        domain: The chat's domain.
    """

    async def run(person: Person, answers: Answers) -> Step:
        t, views = person.t, await describe(answers["name"])
        data = {"accounts": [account_data(view, domain) for view in views]}
        if not views:
            return problem(nobody(person, answers["name"]), data)
        lines = []
        for number, view in enumerate(views, 1):
            if len(views) > 1:
                heading = t.gettext("Account %(number)d of %(count)d that this may mean:")
                lines.append(heading % {"number": number, "count": len(views)})
            lines += tell_account(t, view, domain)
        return Told(tuple(lines), data=data)

    return Command(DESCRIPTION, run)


def nobody(person: Person, name: str) -> str:
    """Say that a name is nobody's."""
    text = person.t.gettext("Nobody has this name or address, neither on the site nor in the chat:")
    return f"{text} {shown(name)}"
