"""`restore-account`: a chat account that was purged is put back, as an export has it."""

from collections.abc import Iterator
from gettext import NullTranslations
from typing import TYPE_CHECKING

from component.domain.names import normalise
from component.domain.undo import MAX_PASSWORD_CHARACTERS
from component.frontdoors.commands.accounts import NAME
from component.frontdoors.commands.actors import acting
from component.frontdoors.commands.confirming import CONFIRM, ask_yes, said_yes
from component.frontdoors.commands.description import (
    Answers,
    Ask,
    Audience,
    Command,
    Description,
    Kind,
    Parameter,
    Person,
    Question,
    Step,
    Told,
)
from component.frontdoors.commands.words import iso, labelled, moment, problem, shown
from component.ports.exports import BadExport
from component.usecases.restore_account import RestoreAccount, RestorePlan, RestoreProblem

if TYPE_CHECKING:
    from component.domain.snapshot import Snapshot

_EXPORT, _PASSWORD = "export", "password"

DESCRIPTION = Description(
    "restore-account",
    title=lambda t: t.gettext("Put a chat account back"),
    summary=lambda t: t.gettext(
        "Puts back a chat account that was purged, as it stands in an export: contacts, groups, "
        "profile, private storage and messages that wait. It gets another password."
    ),
    audience=Audience.ADMINS,
    parameters=(
        Parameter(
            NAME.name,
            label=lambda t: t.gettext("Chat username"),
            is_required=True,
            is_argument=True,
        ),
        Parameter(
            _EXPORT,
            label=lambda t: t.gettext("Export"),
            hint=lambda t: t.gettext(
                "The name of the file; by default the newest in which the account is."
            ),
        ),
    ),
)


def make_restore_account(restore: RestoreAccount) -> Command:
    """Make the command; `restore` is the use case."""
    domain = restore.domain

    async def run(person: Person, answers: Answers) -> Step:
        t, username = person.t, normalise(answers[NAME.name], domain).chat
        if username is None:
            return problem(t.gettext("This cannot be the name of a chat account."))
        try:
            plan = await restore.look(username, answers[_EXPORT])
        except BadExport as error:
            return problem(shown(str(error)))
        if isinstance(plan, RestoreProblem):
            return problem(_tell_problem(t, plan))

        async def confirmed(person: Person, answers: Answers) -> Step:
            t = person.t
            if not said_yes(answers):
                return Told((t.gettext("Nothing was changed."),), data=_data(plan))
            try:
                done = await restore(plan, answers.get(_PASSWORD, ""), acting(person))
            except BadExport as error:
                return problem(shown(str(error)), _data(plan))
            if isinstance(done, RestoreProblem):
                return problem(_tell_problem(t, done), _data(plan))
            text = t.gettext("The chat account is back.")
            return Told((text,), data=_data(done, restored=True))

        questions = (*_ask_password(t, plan), ask_yes(t.gettext("Put exactly this back?")))
        title, lines = DESCRIPTION.title(t), tuple(_tell_plan(t, plan, domain))
        return Ask(title, lines, questions, confirmed, data=_data(plan), confirm=CONFIRM)

    return Command(DESCRIPTION, run)


def _tell_plan(t: NullTranslations, plan: RestorePlan, domain: str) -> Iterator[str]:
    kept = plan.account.snapshot
    yield labelled(t, t.gettext("Chat address"), shown(f"{kept.username}@{domain}"))
    at = {"name": plan.export.name, "at": moment(plan.export.head.made_at)}
    yield labelled(t, t.gettext("Export"), t.gettext("%(name)s, made at %(at)s") % at)
    yield t.gettext(
        "Contacts: %(contacts)d, groups: %(groups)d, messages that wait: %(messages)d"
    ) % {
        "contacts": len(kept.roster),
        "groups": len(kept.groups),
        "messages": len(kept.offline),
    }
    if plan.is_there:
        yield t.gettext("There is such an account now: only what it lacks of this is put back.")
    if plan.is_linked:
        yield t.gettext(
            "It belongs to an account of the site, whose password it is signed in to with."
        )


def _ask_password(t: NullTranslations, plan: RestorePlan) -> tuple[Question, ...]:
    """Ask for a password, where there can be one."""
    if plan.is_linked:
        return ()
    hint = t.gettext("Nothing for one that nobody knows.")
    if plan.is_there:
        hint = t.gettext("Nothing for the one that it has.")
    return (Question(_PASSWORD, t.gettext("New password"), Kind.PRIVATE, hint=hint),)


def _tell_problem(t: NullTranslations, found: RestoreProblem) -> str:
    match found:
        case RestoreProblem.DOMAIN:
            return t.gettext("The export is of another chat server.")
        case RestoreProblem.NOT_EXPORTED:
            return t.gettext("There is no such account in the export.")
        case RestoreProblem.LINKED:
            return t.gettext(
                "The account belongs to an account of the site by now: it gets no password of its "
                "own. Nothing was changed."
            )
        case RestoreProblem.MIGRATING:
            return t.gettext("Somebody is migrating to this name just now: try again later.")
        case RestoreProblem.PASSWORD:
            return t.gettext(
                "This cannot be a password: it must not be empty, begin or end with a blank, or "
                "be longer than %(most)d characters. Nothing was changed."
            ) % {"most": MAX_PASSWORD_CHARACTERS}


def _data(plan: RestorePlan, *, restored: bool = False) -> dict[str, object]:
    kept: Snapshot = plan.account.snapshot
    return {
        "username": kept.username,
        "export": plan.export.name,
        "made_at": iso(plan.account.created_at),
        "seen_at": iso(plan.account.seen_at),
        "contacts": len(kept.roster),
        "groups": [member.group for member in kept.groups],
        "messages": len(kept.offline),
        "is_there": plan.is_there,
        "is_linked": plan.is_linked,
        "restored": restored,
    }
