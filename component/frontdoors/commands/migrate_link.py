"""`migrate`: a personal link to connect a chat account with an account on the site.

A link proves who opens it, so it is told to nobody but the person: where somebody else asks, as in
the shell, it is sent into the person's chat.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from component.domain.audit import Actor
from component.domain.names import ChatUsername
from component.domain.reminders import Notice, Say
from component.frontdoors.commands.actors import acting
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
from component.frontdoors.commands.words import problem
from component.frontdoors.wording import Site, compose

DESCRIPTION = Description(
    "migrate",
    title=lambda t: t.gettext("Connect my accounts"),
    summary=lambda t: t.gettext(
        "Gives you a personal link, by which you connect your chat account with your account on "
        "the site."
    ),
    audience=Audience.EVERYBODY,
)

GiveLink = Callable[[ChatUsername, Actor], AbstractAsyncContextManager[Notice]]
SendLink = Callable[[ChatUsername, Actor], Awaitable[Say]]


def make_migrate(give_link: GiveLink, send_link: SendLink | None, site: Site) -> Command:
    """Make the command.

    Args:
        give_link: `give_link.GiveLink`.
        send_link: `give_link.SendLink`; None where nobody is written to in the chat.
        site: What the account is connected with.
    """

    async def run(person: Person, _answers: Answers) -> Step:
        username = own_username(person)
        if person.is_in_chat:
            async with give_link(username, acting(person)) as notice:
                return _tell(person, notice)
        if send_link is None:
            return problem(
                person.t.gettext(
                    "A personal link is told only to the person: they get one by this command in "
                    "their chat."
                ),
                {"link": None},
            )
        say = await send_link(username, acting(person))
        if say is not Say.LINK:
            return _tell(person, Notice(say))
        return Told(
            (person.t.gettext("The personal link was sent to the person in the chat."),),
            data={"result": say.value, "link": None},
        )

    def _tell(person: Person, notice: Notice) -> Told:
        t, say = person.t, Say(notice.what)
        data = {"result": say.value, "link": notice.link or None}
        if say is Say.LINK_SENT:
            text = t.gettext(
                "There was a link less than a minute ago, and it still works. If it does not open, "
                "ask again in a minute."
            )
            return Told((text,), data=data)
        lines = tuple(compose(notice, t, site, person.language).body.split("\n\n"))
        return Told(lines, data=data, is_problem=say is Say.CLOSED)

    return Command(DESCRIPTION, run)
