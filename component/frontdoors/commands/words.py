"""How names, times and lists are put in what commands tell people."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import reduce
from gettext import NullTranslations

from component.domain.profile import clean
from component.domain.reminders import DAY
from component.frontdoors.commands.description import Told

_NUMBER = re.compile("#?([0-9]{1,9})")
MOST_NAMES = 10
"""Names within a sentence or a cell."""
MOST_ROWS = 50
"""Rows of a table; what programs get is never cut."""


def shown(name: str) -> str:
    """A name of any origin as people read it: without what could break a line or its direction."""
    return clean(name) or "?"


def listed(t: NullTranslations, names: Sequence[str], most: int = MOST_NAMES) -> str:
    """Names with commas between, as many as fit into a sentence."""
    first = joined(t, map(shown, names[:most]))
    more = len(names) - most
    if more <= 0:
        # Translators: there are no names to be listed.
        return first or t.pgettext("names", "none")
    return t.ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {
        "names": first,
        "more": more,
    }


def joined(t: NullTranslations, items: Iterable[str]) -> str:
    """Items with commas between, or what the language has for them; '' for none."""
    # Translators: a list so far, and its next item.
    return _strung(t.pgettext("list", "%(items)s, %(item)s"), items)


def clauses(t: NullTranslations, items: Iterable[str]) -> str:
    """Parts of a sentence with semicolons between, or what the language has for them."""
    # Translators: some parts of a sentence, and the next one.
    return _strung(t.pgettext("clauses", "%(items)s; %(item)s"), items)


def moment(seconds: float) -> str:
    """A time as people read it, from seconds since the epoch."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def iso(seconds: float | None) -> str | None:
    """A time as programs read it (ISO 8601, UTC), from seconds since the epoch; None for none."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def labelled(t: NullTranslations, label: str, value: str) -> str:
    """A line that says one thing."""
    # Translators: a label and what stands behind it.
    return t.gettext("%(label)s: %(value)s") % {"label": label, "value": value}


def cut_off(t: NullTranslations, count: int, most: int = MOST_ROWS) -> tuple[str, ...]:
    """A line that says how many rows are not shown, where there are such."""
    more = count - most
    if more <= 0:
        return ()
    text = t.ngettext("%(more)d more row is not shown.", "%(more)d more rows are not shown.", more)
    return (text % {"more": more},)


def bracketed(t: NullTranslations, what: str, more: str) -> str:
    """Something with more about it in brackets."""
    # Translators: somebody or something, and more about it.
    return t.gettext("%(what)s (%(more)s)") % {"what": what, "more": more}


def problem(text: str, data: Mapping[str, object] | None = None) -> Told:
    """The end of a command that could not be carried out.

    Args:
        text: Why, and what to do.
        data: The same for programs.
    """
    return Told((text,), data=data, is_problem=True)


def read_number(text: str) -> int | None:
    """Read a whole number as people type it, `#` before it or not; None if it is none."""
    found = _NUMBER.fullmatch(text)
    return None if found is None else int(found[1])


def _strung(form: str, items: Iterable[str]) -> str:
    parts = iter(items)
    return reduce(
        lambda so_far, item: form % {"items": so_far, "item": item}, parts, next(parts, "")
    )


def read_since(text: str, now: float) -> float | None:
    """Read a number of days back, or a day (ISO 8601), as people type it.

    Args:
        text: That.
        now: Seconds since the epoch.

    Returns:
        The moment, in seconds since the epoch; None if it is none.
    """
    days = read_number(text)
    if days is not None:
        return max(now - days * DAY, 0.0)
    try:
        return datetime.combine(date.fromisoformat(text), time.min, UTC).timestamp()
    except ValueError:
        return None
