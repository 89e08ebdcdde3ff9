"""`refresh`: a person's groups and profile are brought up to date at once."""

import time
from collections.abc import Awaitable, Callable

from cachetools import TTLCache

from component.domain.audit import Actor
from component.domain.names import ChatUsername
from component.frontdoors.commands import migrate_link
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
from component.frontdoors.commands.refresh_words import refreshed_data, tell_refreshed
from component.frontdoors.commands.words import labelled, listed, problem
from component.usecases.doubt import Doubtful
from component.usecases.refresh_person import Refreshed

DESCRIPTION = Description(
    "refresh",
    title=lambda t: t.gettext("Refresh my groups and profile"),
    summary=lambda t: t.gettext(
        "Brings your groups, your name and your picture in the chat up to date with the site now."
    ),
    audience=Audience.EVERYBODY,
)

_SPACING = 10
"""Seconds from one time to the next: it asks both servers a lot."""
_REMEMBERED_PEOPLE = 10_000


def make_refresh(
    refresh: Callable[[ChatUsername, Actor], Awaitable[Refreshed | None]],
    clock: Callable[[], float] = time.monotonic,
) -> Command:
    """Make the command.

    Args:
        refresh: `RefreshPerson`.
        clock: Seconds since whenever.
    """
    just_now: TTLCache[ChatUsername, bool] = TTLCache(_REMEMBERED_PEOPLE, _SPACING, timer=clock)

    async def run(person: Person, _answers: Answers) -> Step:
        t, username = person.t, own_username(person)
        if username in just_now:
            text = t.ngettext(
                "That was done just now: try again in %(seconds)d second.",
                "That was done just now: try again in %(seconds)d seconds.",
                _SPACING,
            )
            return problem(text % {"seconds": _SPACING}, {"refreshed": None})
        just_now[username] = True
        try:
            refreshed = await refresh(username, acting(person))
        except Doubtful:
            text = t.gettext(
                "The groups of the site cannot be relied upon at the moment: try again later."
            )
            return problem(text, {"refreshed": None})
        if refreshed is None:
            text = t.gettext(
                "This chat account is not connected with an account on the site, so there is "
                'nothing to bring up to date. The command "%(command)s" says how to connect it.'
            )
            return problem(text % {"command": migrate_link.DESCRIPTION.name}, {"refreshed": None})
        lines = [*tell_refreshed(t, refreshed)]
        if refreshed.failures:
            # Why is for admins alone.
            groups = sorted({where for where, _ in refreshed.failures})
            lines.append(labelled(t, t.gettext("Not possible now"), listed(t, groups)))
        data = {"refreshed": {**refreshed_data(refreshed), "failures": len(refreshed.failures)}}
        return Told(tuple(lines), data=data, is_problem=bool(refreshed.failures))

    return Command(DESCRIPTION, run)
