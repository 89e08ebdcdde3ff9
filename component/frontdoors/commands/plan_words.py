"""How a plan of a sync is told of: what exactly changes, what else is to know; and for programs."""

from collections.abc import Iterator, Sequence
from gettext import NullTranslations

from component.domain.group_plan import (
    Description,
    Finding,
    FindingKind,
    GroupChange,
    GroupPlan,
    RoomChange,
)
from component.domain.group_plan_json import pack
from component.frontdoors.commands.account_words import affiliation_words
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.words import (
    MOST_NAMES,
    MOST_ROWS,
    bracketed,
    clauses,
    cut_off,
    labelled,
    listed,
    shown,
)

_FINGERPRINT_DIGITS = 12


def tell_plan(t: NullTranslations, plan: GroupPlan) -> Iterator[str]:
    """Say how much changes, what else is to know, and by which fingerprint a plan is known."""
    if plan.is_empty:
        yield t.gettext("Nothing is to change: roster groups and rooms are as they should be.")
    else:
        yield from _tell_counts(t, plan)
    yield from _tell_findings(t, plan.findings)
    yield from cut_off(t, len(plan.groups))
    yield from cut_off(t, len(plan.rooms))
    if not plan.is_empty:
        yield labelled(t, t.gettext("Fingerprint"), plan.fingerprint[:_FINGERPRINT_DIGITS])


def plan_tables(t: NullTranslations, plan: GroupPlan) -> tuple[Table, ...]:
    """Show what changes, a row for each roster group and each room."""
    tables = []
    if plan.groups:
        columns = {
            "group": t.gettext("Roster group"),
            "change": t.gettext("Change"),
            "joins": t.gettext("Comes in"),
            "leaves": t.gettext("Goes"),
            "forgotten": t.gettext("Managed no more"),
        }
        rows = [_group_row(t, change) for change in plan.groups[:MOST_ROWS]]
        tables.append(Table(t.gettext("Roster groups"), columns, rows))
    if plan.rooms:
        columns = {
            "room": t.gettext("Room"),
            "gets": t.gettext("Gets an affiliation"),
            "loses": t.gettext("Loses an affiliation"),
            "forgotten": t.gettext("Managed no more"),
        }
        rooms = [_room_row(t, change) for change in plan.rooms[:MOST_ROWS]]
        tables.append(Table(t.gettext("Rooms"), columns, rooms))
    return tuple(tables)


def plan_data(plan: GroupPlan) -> dict[str, object]:
    """All of a plan, for programs."""
    return {
        **pack(plan),
        "fingerprint": plan.fingerprint,
        "is_empty": plan.is_empty,
        "steps": plan.size,
        "added": plan.added,
        "removed": plan.removed,
        "affiliations": plan.affiliations,
        "removals": plan.removals,
    }


def _tell_counts(t: NullTranslations, plan: GroupPlan) -> Iterator[str]:
    if plan.added:
        yield t.ngettext(
            "%(count)d member comes into roster groups.",
            "%(count)d members come into roster groups.",
            plan.added,
        ) % {"count": plan.added}
    if plan.removed:
        yield t.ngettext(
            "%(count)d member goes from roster groups.",
            "%(count)d members go from roster groups.",
            plan.removed,
        ) % {"count": plan.removed}
    if plan.affiliations:
        yield t.ngettext(
            "%(count)d affiliation in rooms is given or taken away.",
            "%(count)d affiliations in rooms are given or taken away.",
            plan.affiliations,
        ) % {"count": plan.affiliations}
    if plan.left_alone:
        yield t.ngettext(
            "%(count)d member whom the bridge did not add stays.",
            "%(count)d members whom the bridge did not add stay.",
            plan.left_alone,
        ) % {"count": plan.left_alone}


def _tell_findings(t: NullTranslations, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings[:MOST_NAMES]:
        yield _finding_words(t, finding)
    more = len(findings) - MOST_NAMES
    if more > 0:
        text = t.ngettext(
            "There is %(more)d more thing to know.", "There are %(more)d more things to know.", more
        )
        yield text % {"more": more}


def _finding_words(t: NullTranslations, finding: Finding) -> str:
    where, who = shown(finding.where), listed(t, finding.who)
    match finding.kind:
        case FindingKind.TOO_LARGE:
            text = t.ngettext(
                "%(where)s: %(count)d person belongs there, more than the settings allow. Nothing "
                "changes in this group.",
                "%(where)s: %(count)d people belong there, more than the settings allow. Nothing "
                "changes in this group.",
                finding.count,
            )
        case FindingKind.TIKI_GROUP_GONE:
            text = t.gettext("%(where)s: the site has no such group (any more): %(who)s.")
        case FindingKind.BY_HAND:
            text = t.gettext("%(where)s: the bridge did not add these members: %(who)s.")
        case FindingKind.ROOM_GONE:
            text = t.gettext(
                "%(where)s: there is no such permanent room, so nobody gets an affiliation there."
            )
        case FindingKind.DROPPED:
            text = t.gettext(
                "%(where)s: no longer in the settings. Everybody there stays, and is managed no "
                "more."
            )
        case FindingKind.BANNED:
            text = t.gettext("%(where)s: banned there, and that stays so: %(who)s.")
    return text % {"where": where, "who": who, "count": finding.count}


def _group_row(t: NullTranslations, change: GroupChange) -> tuple[str, ...]:
    return (
        shown(change.roster),
        clauses(t, _group_words(t, change)),
        _counted(t, change.add),
        _counted(t, change.remove),
        _counted(t, change.release),
    )


def _group_words(t: NullTranslations, change: GroupChange) -> Iterator[str]:
    """Say what changes in a group beside its members."""
    if change.create:
        yield t.gettext("is made")
    if change.describe is not None:
        before, after = change.describe
        if before.display_name != after.display_name or change.create:
            yield t.gettext('is called "%(name)s"') % {"name": shown(after.display_name)}
        if before.visible_to != after.visible_to or change.create:
            yield _visible_words(t, after)
    if change.delete:
        yield t.gettext("is deleted")


def _visible_words(t: NullTranslations, description: Description) -> str:
    match description.visible_to:
        case "nobody":
            return t.gettext("is seen by nobody")
        case "members":
            return t.gettext("is seen by its members")
        case "everybody":
            return t.gettext("is seen by everybody")
        case None:
            return t.gettext("is seen in a way that no mapping can say")
        case groups:
            return t.gettext("is seen by the members of: %(groups)s") % {
                "groups": listed(t, groups)
            }


def _room_row(t: NullTranslations, change: RoomChange) -> tuple[str, ...]:
    given = [bracketed(t, who, affiliation_words(t, what)) for who, what in change.give]
    return (
        shown(change.room),
        _counted(t, given),
        _counted(t, change.take),
        _counted(t, change.release),
    )


def _counted(t: NullTranslations, names: Sequence[str]) -> str:
    """How many, and who, as far as there is room; '' for nobody."""
    return labelled(t, str(len(names)), listed(t, names)) if names else ""
