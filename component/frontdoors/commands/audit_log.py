"""`audit`: who did what to which account, when, and by which way."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from gettext import NullTranslations
from typing import TYPE_CHECKING

from component.domain.account_view import AccountView
from component.domain.audit import AuditEntry, AuditQuery, Way
from component.frontdoors.commands.description import (
    Answers,
    Audience,
    Command,
    Description,
    Parameter,
    Person,
    Step,
    Table,
    Told,
)
from component.frontdoors.commands.words import (
    MOST_ROWS,
    cut_off,
    iso,
    moment,
    problem,
    read_number,
    read_since,
    shown,
)

if TYPE_CHECKING:
    from component.ports.audit import AuditLog
    from component.usecases.reminding import Clock

MOST = 10_000
"""The most that are listed."""
_USUAL = "50"

DESCRIPTION = Description(
    "audit",
    title=lambda t: t.gettext("Audit"),
    summary=lambda t: t.gettext(
        "Lists what was done to accounts: who did what to which account, when, and by which way."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            "name",
            label=lambda t: t.gettext("Account"),
            hint=lambda t: t.gettext(
                "A Live Chat ID, a chat username, a user name of the site, or an e-mail address; "
                "empty for all accounts."
            ),
            is_argument=True,
        ),
        Parameter(
            "by",
            label=lambda t: t.gettext("Done by"),
            hint=lambda t: t.gettext(
                "A chat address, a user name of the site, or a user of the machine."
            ),
        ),
        Parameter(
            "action",
            label=lambda t: t.gettext("Action"),
            hint=lambda t: (
                t.gettext("As the list names it, such as %(example)s.")
                % {"example": "retire-password"}
            ),
        ),
        Parameter(
            "since",
            label=lambda t: t.gettext("Since"),
            hint=lambda t: (
                t.gettext("A number of days back, or a day such as %(example)s.")
                % {"example": "2026-11-26"}
            ),
        ),
        Parameter(
            "most",
            label=lambda t: t.gettext("How many at most"),
            value=_USUAL,
            is_required=True,
        ),
    ),
)


def make_audit(
    audit: "AuditLog",
    describe: Callable[[str], Awaitable[Sequence[AccountView]]],
    domain: str,
    clock: "Clock",
) -> Command:
    """Make the command.

    Args:
        audit: Where to look.
        describe: `DescribeAccount`, which tells whose names belong together.
        domain: The chat's domain.
        clock: The time.
    """

    async def run(person: Person, answers: Answers) -> Step:
        t = person.t
        most, since = read_number(answers["most"]), read_since(answers["since"], clock.now())
        if most is None or not 1 <= most <= MOST:
            text = t.gettext("Say how many with a number from 1 to %(most)d.") % {"most": MOST}
            return problem(text, {"entries": None})
        if since is None and answers["since"]:
            text = t.gettext("Say since when by a number of days, or by a day like %(example)s.")
            return problem(text % {"example": "2026-11-26"}, {"entries": None})
        name, by = answers["name"], answers["by"]
        subjects = await _names(name, describe) if name else ()
        actors = (by, f"{by}@{domain}") if by else ()
        query = AuditQuery(subjects, actors, answers["action"], since, most)
        entries = await audit.newest(query)
        data = {"entries": [_data(entry) for entry in entries]}
        if not entries:
            return Told((t.gettext("The audit has no such entry."),), data=data)
        return Told(cut_off(t, len(entries)), (_table(t, entries),), data)

    return Command(DESCRIPTION, run)


async def _names(
    name: str, describe: Callable[[str], Awaitable[Sequence[AccountView]]]
) -> tuple[str, ...]:
    """All names of an account; of one that is gone, the name alone."""
    names = {name}
    for view in await describe(name):
        if view.username is not None:
            names.add(view.username)
        if view.tiki is not None:
            names.add(view.tiki.login)
    return tuple(sorted(names))


def _table(t: NullTranslations, entries: Sequence[AuditEntry]) -> Table:
    columns = {
        "at": t.gettext("At"),
        "account": t.gettext("Account"),
        "action": t.gettext("Action"),
        "by": t.gettext("Done by"),
        "way": t.gettext("Way"),
        "more": t.gettext("More"),
    }
    rows = [
        (
            moment(entry.at),
            shown(entry.subject),
            shown(entry.action),
            shown(entry.by),
            way_words(t, entry.way),
            ", ".join(f"{name}: {shown(value)}" for name, value in entry.more.items()),
        )
        for entry in entries[:MOST_ROWS]
    ]
    return Table(DESCRIPTION.title(t), columns, rows)


def way_words(t: NullTranslations, way: str) -> str:
    """Say by which way something was done; '' where that is not known."""
    words: Mapping[str, str] = {
        Way.SIGN_IN: t.gettext("at a sign-in"),
        Way.PAGE: t.gettext("on the web page"),
        Way.CHAT: t.gettext("by a command in the chat"),
        Way.SHELL: t.gettext("in the shell"),
        Way.API: t.gettext("at a registration"),
        Way.SCHEDULE: t.gettext("by the bridge itself"),
    }
    return words.get(way, "")


def _data(entry: AuditEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": iso(entry.at),
        "action": entry.action,
        "subject": entry.subject,
        "by": entry.by,
        "way": entry.way,
        "detail": dict(entry.more),
    }
