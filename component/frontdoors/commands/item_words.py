"""How it is told what a run did with each account, and why; and the same for programs."""

from collections.abc import Callable, Mapping, Sequence
from gettext import NullTranslations

from component.domain.announcement import LeftOut, Route
from component.domain.run_items import ItemState, RunItem
from component.frontdoors.commands import merge_words, purge_words
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.words import MOST_ROWS, shown
from component.usecases.allocate_many import WhyNot

_Words = Callable[[NullTranslations], str]

STATES: Mapping[ItemState, _Words] = {
    ItemState.DONE: lambda t: t.gettext("done"),
    ItemState.WOULD: lambda t: t.gettext("would be done"),
    ItemState.LEFT: lambda t: t.gettext("left as it is"),
    ItemState.FAILED: lambda t: t.gettext("not possible"),
}
"""What became of an account."""

_WHY: Mapping[str, _Words] = {
    **merge_words.WHY,
    **purge_words.SPARED,
    WhyNot.HAS_ONE: lambda t: t.gettext("has a Live Chat ID by now"),
    WhyNot.CHAT_ACCOUNT: lambda t: t.gettext("the chat has an account of this name to merge with"),
    WhyNot.NONE_FREE: lambda t: t.gettext("no Live Chat ID that fits is free"),
    LeftOut.STOPPED: lambda t: t.gettext("wants no reminders"),
    LeftOut.MIGRATED: lambda t: t.gettext("has migrated meanwhile"),
    LeftOut.REMINDED: lambda t: t.gettext("was reminded meanwhile"),
    LeftOut.CLOSED: lambda t: t.gettext("the migration was closed"),
    Route.CHAT: lambda t: t.gettext("by a message in the chat"),
    Route.MAIL: lambda t: t.gettext("by mail"),
}
"""Words of the kinds of runs."""

Counts = Mapping[tuple[ItemState, str], int]


def count_table(t: NullTranslations, counts: Counts) -> Table:
    """Show how many accounts there are of each kind."""
    columns = {
        "state": t.gettext("State"),
        "why": t.gettext("Why"),
        "count": t.gettext("Accounts"),
    }
    rows = [
        (STATES[state](t), why_words(t, why), str(count)) for (state, why), count in _sorted(counts)
    ]
    return Table(t.gettext("What became of the accounts"), columns, rows)


def item_table(t: NullTranslations, title: str, items: Sequence[RunItem]) -> Table:
    """Show accounts, one by one."""
    columns = {
        "account": t.gettext("Account"),
        "state": t.gettext("State"),
        "why": t.gettext("Why"),
        "more": t.gettext("More"),
    }
    rows = [
        (
            shown(item.subject),
            STATES[item.state](t),
            why_words(t, item.why),
            shown(item.detail) if item.detail else "",
        )
        for item in items[:MOST_ROWS]
    ]
    return Table(title, columns, rows)


def why_words(t: NullTranslations, why: str) -> str:
    """Say why; what is not known is shown as it is, since it is whoever's words that refused."""
    words = _WHY.get(why)
    if words is not None:
        return words(t)
    return shown(why) if why else ""


def count_data(counts: Counts) -> list[dict[str, object]]:
    """How many, for programs."""
    return [
        {"state": state.value, "why": why, "count": count}
        for (state, why), count in _sorted(counts)
    ]


def item_data(items: Sequence[RunItem]) -> list[dict[str, object]]:
    """Accounts, for programs."""
    return [
        {"subject": i.subject, "state": i.state.value, "why": i.why, "detail": i.detail}
        for i in items
    ]


def _sorted(counts: Counts) -> list[tuple[tuple[ItemState, str], int]]:
    """By state, in their order, then by the number."""
    order = list(ItemState)
    return sorted(counts.items(), key=lambda one: (order.index(one[0][0]), -one[1], one[0][1]))
