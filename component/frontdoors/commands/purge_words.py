"""How a purge is told of: whom a stage concerns, who is spared and why, what came of it."""

from collections.abc import Callable, Iterator, Mapping
from gettext import NullTranslations

from component.domain.purge import Spared, Stage
from component.domain.unmigrated import ListedChatAccount
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.words import MOST_ROWS, cut_off, iso, labelled, moment, shown
from component.usecases.plan_purge import PurgePlan
from component.usecases.purge_order import PurgeTrouble

SPARED: Mapping[str, Callable[[NullTranslations], str]] = {
    Spared.NATIVE_ONLY: lambda t: t.gettext("only in the chat, by the settings"),
    Spared.ADMIN: lambda t: t.gettext("admin"),
    Spared.LISTED: lambda t: t.gettext("kept by the settings"),
    Spared.ONLINE: lambda t: t.gettext("online"),
    Spared.RECENT: lambda t: t.gettext("made or seen not long ago"),
    Spared.MIGRATED: lambda t: t.gettext("migrated"),
    Spared.MIGRATING: lambda t: t.gettext("just migrating"),
    Spared.RETIRED: lambda t: t.gettext("the name was a Live Chat ID once"),
    Spared.SEEN: lambda t: t.gettext("seen since the export"),
    Spared.CHANGED: lambda t: t.gettext("changed since the export"),
    Spared.GONE: lambda t: t.gettext("not there any more"),
}
"""Why chat accounts are not deleted."""

_TROUBLES: Mapping[str, Callable[[NullTranslations], str]] = {
    PurgeTrouble.EXPORT: lambda t: t.gettext("The export cannot be relied upon or made."),
    PurgeTrouble.WINDOW: lambda t: t.gettext(
        "People who have not migrated may still sign in: refuse them first."
    ),
    PurgeTrouble.NUMBER: lambda t: t.gettext(
        "More accounts would go than were confirmed: %(count)s instead of %(confirmed)s. Look "
        "again."
    ),
    PurgeTrouble.LIMITS: lambda t: t.gettext(
        "More accounts would go than the settings allow: %(count)s. Look at purge.most and "
        "purge.percent if that is right."
    ),
}


def tell_plan(t: NullTranslations, plan: PurgePlan) -> Iterator[str]:
    """Say in sentences whom a stage concerns."""
    yield _concerned(t, plan) % {"count": plan.size, "all": plan.chat_accounts}
    if plan.export is not None:
        yield labelled(
            t,
            t.gettext("Export"),
            t.gettext("%(name)s, made at %(at)s, with %(count)d accounts")
            % {
                "name": plan.export.name,
                "at": moment(plan.export.head.made_at),
                "count": plan.export.accounts,
            },
        )
    if plan.spared:
        yield labelled(t, t.gettext("Left alone"), _spared(t, plan.spared))
    if plan.not_exported:
        yield t.ngettext(
            "%(count)d account is not in the export, and stays.",
            "%(count)d accounts are not in the export, and stay.",
            plan.not_exported,
        ) % {"count": plan.not_exported}
    yield from cut_off(t, plan.size)


def plan_tables(t: NullTranslations, plan: PurgePlan) -> tuple[Table, ...]:
    """The accounts, as many as people read."""
    if not plan.accounts:
        return ()
    columns = {
        "username": t.gettext("Chat account"),
        "made": t.gettext("Made"),
        "seen": t.gettext("Last seen"),
    }
    rows = [_row(t, account) for account in plan.accounts[:MOST_ROWS]]
    return (Table(t.gettext("Chat accounts"), columns, rows),)


def plan_data(plan: PurgePlan) -> dict[str, object]:
    """A plan for programs: all of it."""
    return {
        "stage": plan.stage.value,
        "chat_accounts": plan.chat_accounts,
        "count": plan.size,
        "accounts": [
            {
                "username": account.username,
                "made_at": iso(account.created_at),
                "seen_at": iso(account.seen_at),
            }
            for account in plan.accounts
        ],
        "spared": {why.value: count for why, count in plan.spared.items()},
        "not_exported": plan.not_exported,
        "export": None if plan.export is None else plan.export.name,
    }


def tell_trouble(t: NullTranslations, outcome: Mapping[str, object]) -> str:
    """The sentence for the trouble of a purge; '' where it is none of its own."""
    words = _TROUBLES.get(str(outcome.get("trouble")))
    if words is None:
        return ""
    return words(t) % {"count": outcome.get("count"), "confirmed": outcome.get("confirmed")}


def tell_outcome(t: NullTranslations, outcome: Mapping[str, object]) -> Iterator[str]:
    """Say what a purge or an export left alone, or would do."""
    export, would = outcome.get("export"), outcome.get("would_purge")
    if isinstance(export, str):
        yield labelled(t, t.gettext("Export"), shown(export))
    if isinstance(would, int) and would:
        yield t.ngettext(
            "%(count)d chat account would be deleted.",
            "%(count)d chat accounts would be deleted.",
            would,
        ) % {"count": would}
    spared = outcome.get("spared")
    if isinstance(spared, Mapping) and spared:
        known = {Spared(why): int(count) for why, count in spared.items() if why in tuple(Spared)}
        yield labelled(t, t.gettext("Left alone"), _spared(t, known))


def _concerned(t: NullTranslations, plan: PurgePlan) -> str:
    match plan.stage:
        case Stage.WARN:
            return t.ngettext(
                "%(count)d chat account of %(all)d is reminded to migrate, unless its owner wants "
                "no reminders.",
                "%(count)d chat accounts of %(all)d are reminded to migrate, but for those whose "
                "owners want no reminders.",
                plan.size,
            )
        case Stage.REFUSE:
            return t.ngettext(
                "%(count)d chat account of %(all)d is not let in any more until it migrates.",
                "%(count)d chat accounts of %(all)d are not let in any more until they migrate.",
                plan.size,
            )
        case Stage.EXPORT:
            return t.ngettext(
                "%(count)d chat account of %(all)d is written to a file.",
                "%(count)d chat accounts of %(all)d are written to a file.",
                plan.size,
            )
        case Stage.DELETE:
            return t.ngettext(
                "%(count)d chat account of %(all)d is deleted for good, unless something of it "
                "has changed since it was exported.",
                "%(count)d chat accounts of %(all)d are deleted for good, but for those of which "
                "something has changed since they were exported.",
                plan.size,
            )


def _spared(t: NullTranslations, spared: Mapping[Spared, int]) -> str:
    return ", ".join(f"{count} ({SPARED[why](t)})" for why, count in spared.items())


def _row(t: NullTranslations, account: ListedChatAccount) -> tuple[str, ...]:
    seen = t.gettext("never, as far as is known")
    if account.seen_at is not None:
        seen = moment(account.seen_at)
    return shown(account.username), moment(account.created_at), seen
