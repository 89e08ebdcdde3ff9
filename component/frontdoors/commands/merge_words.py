"""How a merge of all accounts that match is told of: what is to come, and what came of it."""

from collections.abc import Callable, Iterator, Mapping
from gettext import NullTranslations

from component.domain.accounts import AccountState
from component.domain.matching import Unpaired, WhyLeft
from component.domain.run_items import ItemState
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.words import shown
from component.usecases.find_pairs import Survey

WHY: Mapping[str, Callable[[NullTranslations], str]] = {
    WhyLeft.OTHER_PASSWORD: lambda t: t.gettext("same name, but another password"),
    WhyLeft.AT_SIGN_IN: lambda t: t.gettext(
        "the chat password cannot be read (SCRAM): merged at the next sign-in, if it is the same"
    ),
    WhyLeft.UNREADABLE: lambda t: t.gettext("only Openfire can check the chat password"),
    WhyLeft.NO_PASSWORD: lambda t: t.gettext("the chat account has no password"),
    WhyLeft.OTHER_ID: lambda t: t.gettext("the Tiki account has another Live Chat ID"),
    WhyLeft.SEVERAL: lambda t: t.gettext("several Tiki accounts have this name"),
    WhyLeft.RETIRED: lambda t: t.gettext("the chat username was somebody's Live Chat ID once"),
    WhyLeft.MEANWHILE: lambda t: t.gettext("linked otherwise meanwhile"),
    AccountState.PENDING: lambda t: t.gettext("the Tiki account waits for a confirmation"),
    AccountState.SUSPENDED: lambda t: t.gettext("the Tiki account is suspended"),
    AccountState.PASSWORD_DUE: lambda t: t.gettext("the password has to be changed on the site"),
    AccountState.SECOND_FACTOR: lambda t: t.gettext("the Tiki account has a second factor"),
    Unpaired.NATIVE_ONLY: lambda t: t.gettext("chat accounts that belong to no Tiki account"),
    Unpaired.LINKED: lambda t: t.gettext("chat accounts that are linked already"),
    Unpaired.ALONE: lambda t: t.gettext("chat accounts whose name no Tiki account has"),
}
"""Why accounts are not merged."""


def why_words(t: NullTranslations, why: str) -> str:
    """Say why an account was left as it is; the word itself where it is not known."""
    words = WHY.get(why)
    return shown(why) if words is None else words(t)


def tell_survey(t: NullTranslations, survey: Survey) -> Iterator[str]:
    """Say what a merge has before it."""
    text = t.ngettext(
        "%(accounts)d chat account was looked at.",
        "%(accounts)d chat accounts were looked at.",
        survey.accounts,
    )
    yield text % {"accounts": survey.accounts}
    text = t.ngettext(
        "%(pairs)d of them has a Tiki account of the same name on which its password can be tried.",
        "%(pairs)d of them have a Tiki account of the same name on which their password can be "
        "tried.",
        survey.pairs,
    )
    yield text % {"pairs": survey.pairs}


def survey_tables(t: NullTranslations, survey: Survey) -> tuple[Table, ...]:
    """Show why the other chat accounts are left."""
    return _table(
        t, t.gettext("Left as they are"), _counted(t, {**survey.blocked, **survey.unpaired})
    )


def survey_data(survey: Survey) -> dict[str, object]:
    """The same for programs."""
    return {
        "accounts": survey.accounts,
        "pairs": survey.pairs,
        "blocked": dict(survey.blocked),
        "unpaired": dict(survey.unpaired),
    }


def tell_merge(t: NullTranslations, outcome: Mapping[str, object]) -> Iterator[str]:
    """Say in sentences what came of a merge; nothing where it has no counts."""
    if outcome.get("dry_run") and "would_merge" in outcome:
        would = _number(outcome, "would_merge")
        text = t.ngettext(
            "Nothing was changed: this was a dry run. %(count)d account would be merged.",
            "Nothing was changed: this was a dry run. %(count)d accounts would be merged.",
            would,
        )
        yield text % {"count": would}
    elif "merged" in outcome and not outcome.get("dry_run"):
        merged = _number(outcome, "merged")
        text = t.ngettext(
            "%(count)d account was merged.", "%(count)d accounts were merged.", merged
        )
        yield text % {"count": merged}
    for why in (WhyLeft.OTHER_PASSWORD, WhyLeft.AT_SIGN_IN):
        count = sum(n for state, word, n in _items(outcome) if (state, word) == (_LEFT, why))
        if count:
            yield _line(t, why_words(t, why), count)
    rate = outcome.get("per_second")
    if isinstance(rate, int | float) and rate:
        text = t.gettext("%(count)d passwords were tried, %(rate)g a second.")
        yield text % {"count": _number(outcome, "checked"), "rate": rate}


def merge_tables(t: NullTranslations, outcome: Mapping[str, object]) -> tuple[Table, ...]:
    """Show what became of all chat accounts that a merge has looked at."""
    items, unpaired = list(_items(outcome)), outcome.get("unpaired")
    if not isinstance(unpaired, Mapping):
        return ()
    became = {
        ItemState.DONE: t.gettext("merged"),
        ItemState.WOULD: t.gettext("would be merged"),
        ItemState.FAILED: t.gettext("not possible"),
    }
    rows = [
        (became[ItemState(state)] if state in became else why_words(t, why), str(count))
        for state, why, count in items
    ]
    rows += _counted(t, unpaired)
    return _table(t, t.gettext("What became of the chat accounts"), rows)


_LEFT = ItemState.LEFT.value


def _items(outcome: Mapping[str, object]) -> Iterator[tuple[str, str, int]]:
    listed = outcome.get("items")
    for one in listed if isinstance(listed, list) else ():
        yield str(one["state"]), str(one["why"]), int(one["count"])


def _counted(t: NullTranslations, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(why_words(t, why), str(count)) for why, count in counts.items() if count]


def _table(t: NullTranslations, title: str, rows: list[tuple[str, str]]) -> tuple[Table, ...]:
    columns = {"accounts": t.gettext("Accounts"), "count": t.gettext("How many")}
    return (Table(title, columns, rows),) if rows else ()


def _line(t: NullTranslations, what: str, count: int) -> str:
    # Translators: how many accounts are left as they are, and why.
    return t.gettext("%(count)d left: %(what)s.") % {"count": count, "what": what}


def _number(outcome: Mapping[str, object], name: str) -> int:
    count = outcome.get(name)
    return count if isinstance(count, int) else 0
