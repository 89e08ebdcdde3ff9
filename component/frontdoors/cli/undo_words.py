"""How the shell tells what undoing a migration does, and why it cannot be done."""

from collections.abc import Iterator
from datetime import datetime

from component.domain.migration import Path
from component.domain.undo import (
    MAX_PASSWORD_CHARACTERS,
    ChatAccountFate,
    Kept,
    Undone,
    UndoPlan,
    UndoProblem,
)

BAD_PASSWORD = (
    f"A chat password has 1 to {MAX_PASSWORD_CHARACTERS} characters, none of them a control "
    "character, and no blank at either end."
)

_PROBLEMS = {
    UndoProblem.NOTHING: "There is no finished migration of {name}, or it is undone already; "
    "`tiki-livechat migrations` lists them.",
    UndoProblem.OPEN: "A migration of {name} is under way: wait until it is finished.",
    UndoProblem.TOO_LATE: "The migration of {name} was longer ago than migration.undo_days.",
    UndoProblem.NO_SNAPSHOT: "There is no snapshot of the chat account of {name}: it was not there "
    "when it migrated, so there is nothing to put back.",
    UndoProblem.MOVED_ON: "The Live Chat ID of {name} is another Tiki account's by now, or the "
    "Tiki account has another Live Chat ID: to undo the migration would take it from them.",
    UndoProblem.PASSWORD: BAD_PASSWORD,
    UndoProblem.OUTDATED: "{name} has migrated anew since it was shown: look again.",
    UndoProblem.OVERTAKEN: "Somebody else undid the migration of {name} at the same time, perhaps "
    "with another password. If yours does not work, theirs does.",
}

_WAYS = {
    Path.BOTH: "two accounts became one",
    Path.CHAT_ONLY: "a Tiki account was made for a chat account",
    Path.TIKI_ONLY: "a Tiki account got a Live Chat ID",
}


def shown(name: str) -> str:
    """A name for a terminal: what is not printable is escaped, bytes of an old Tiki too."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def quoted(name: str) -> str:
    """A name within a sentence."""
    return f"'{shown(name)}'"


def time_of(seconds: float) -> str:
    """A time as people here write it, from seconds since the epoch."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")


def tell_problem(problem: UndoProblem, name: str) -> str:
    """Say why a migration is not undone, and what to do."""
    return _PROBLEMS[problem].format(name=quoted(name))


def tell_plan(plan: UndoPlan) -> Iterator[str]:
    """Say what undoing does, line by line."""
    migration, tiki = plan.migration, quoted(plan.migration.plan.tiki_login)
    chat = quoted(migration.plan.livechat_id)
    yield f"Migration {migration.number} of {time_of(migration.at)}: {_WAYS[migration.plan.path]}."
    yield f"It can be undone until {time_of(plan.until)}. Then:"
    if plan.is_linked:
        yield f"- The Tiki account {tiki} stays, and loses its Live Chat ID {chat}."
    else:
        yield f"- The Tiki account {tiki} is as it is: it has no Live Chat ID any more."
    yield from _tell_chat_account(plan, chat)
    if plan.leaves:
        groups = ", ".join(map(quoted, plan.leaves))
        yield f"- The chat account leaves the roster groups {groups}."
    if plan.fate is not ChatAccountFate.ABSENT:
        yield f"- Whoever is signed in as {chat} is signed out."


def tell_result(undone: Undone) -> Iterator[str]:
    """Say how things are now, line by line."""
    chat = quoted(undone.plan.migration.plan.livechat_id)
    yield f"Migration {undone.plan.migration.number} is undone."
    if undone.plan.needs_password:
        yield f"{chat} signs in to the chat with the new password from now on."
    for group in undone.stays_in:
        yield f"Openfire did not take {chat} out of the roster group {quoted(group)}: do so there."


def _tell_chat_account(plan: UndoPlan, chat: str) -> Iterator[str]:
    if plan.fate is ChatAccountFate.ABSENT:
        yield f"- The Live Chat ID {chat} is given to nobody again; there is no chat account of it."
        return
    if plan.fate is ChatAccountFate.LEFT:
        yield f"- The Live Chat ID {chat} is given to nobody again."
        yield (
            f"- The chat account {chat}, which the migration made, stays, and nobody can sign in "
            "to it: delete it in Openfire if nobody wants it."
        )
        return
    if plan.fate is ChatAccountFate.REMADE:
        yield f"- The chat account {chat}, which is gone, is made anew."
    yield f"- The chat account {chat} gets back what it lacks of {_count(plan.kept)}."
    yield f"- {chat} signs in with a password of its own, which you give it, not with Tiki's."


def _count(kept: Kept) -> str:
    parts = (
        f"contacts ({kept.contacts})",
        f"roster groups ({kept.groups})",
        f"private storage ({kept.private_items})",
        f"waiting messages ({kept.messages})",
    )
    return ", ".join((*parts, "the vCard")) if kept.has_vcard else ", ".join(parts)
