"""How an announcement is told of: to whom, in which words, who was left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from component.domain.announcement import Addressee, LeftOut, Route
from component.domain.reminders import Letter, Notice, Say
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.words import MOST_ROWS, cut_off, labelled, shown
from component.frontdoors.texts import Texts
from component.frontdoors.wording import Site, compose

ALL = "all"
"""The choice of the texts of all languages."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What people will read.

    Attributes:
        texts: In all languages.
        site: Who writes.
    """

    texts: Texts
    site: Site

    @property
    def languages(self) -> Sequence[str]:
        """All that there are."""
        return sorted(self.texts.catalogues)

    def compose(self, notice: Notice, wanted: str) -> Mapping[str, str]:
        """The text in a language, or in `ALL` of them: language → text."""
        chosen = [one for one in self.languages if wanted in (ALL, one)]
        return {
            language: compose(notice, self.texts.translate(language), self.site, language).body
            for language in chosen
        }


def tell_addressees(t: NullTranslations, chosen: Sequence[Addressee]) -> Iterator[str]:
    """Say how many are reminded by which way, and how many are not."""
    for route, count in _counted(chosen).items():
        if count or route is Route.CHAT:
            yield _route_words(t, route, count) % {"count": count}


def addressee_lines(t: NullTranslations, chosen: Sequence[Addressee]) -> tuple[str, ...]:
    """Say how many are not shown in the table."""
    return cut_off(t, len(chosen))


def addressee_tables(t: NullTranslations, chosen: Sequence[Addressee]) -> tuple[Table, ...]:
    """Show to whom it goes; nothing where it goes to nobody."""
    if not chosen:
        return ()
    ways = {
        Route.CHAT: t.gettext("message in the chat"),
        Route.MAIL: t.gettext("mail"),
        None: t.gettext("none: wants no reminders"),
    }
    columns = {"username": t.gettext("Chat account"), "way": t.gettext("Reminder")}
    rows = [(shown(one.username), ways[one.route]) for one in chosen[:MOST_ROWS]]
    return (Table(t.gettext("Who has not migrated"), columns, rows),)


def addressee_data(chosen: Sequence[Addressee]) -> Mapping[str, object]:
    """All of them for programs."""
    counts = _counted(chosen)
    return {
        "by_chat": counts[Route.CHAT],
        "by_mail": counts[Route.MAIL],
        "stopped": counts[None],
        "people": [
            {"username": one.username, "by": one.route.value if one.route else None}
            for one in chosen
        ],
    }


def tell_previews(t: NullTranslations, notice: Notice, texts: Mapping[str, str]) -> Iterator[str]:
    """Show texts as people will read them, paragraph by paragraph."""
    for language, text in texts.items():
        name = t.gettext("The mail") if isinstance(notice.what, Letter) else t.gettext("The text")
        yield labelled(t, name, language)
        yield from (part.strip() for part in text.split("\n\n"))


def reminder(link: str, lifetime: float, *, by_mail: bool) -> Notice:
    """What is shown as a preview; the link opens nothing."""
    return Notice(Letter.REMINDER if by_mail else Say.REMINDER, link, lifetime, is_first=False)


def tell_left_out(t: NullTranslations, outcome: Mapping[str, object]) -> Iterator[str]:
    """Say how many a run has left out, by why; nothing for runs that leave out nobody."""
    left_out = outcome.get("left_out")
    if not isinstance(left_out, Mapping):
        return
    for why in LeftOut:
        count = left_out.get(why.value)
        if isinstance(count, int) and count:
            yield _why_words(t, why, count) % {"count": count}


def _counted(chosen: Sequence[Addressee]) -> Mapping[Route | None, int]:
    return {way: sum(one.route is way for one in chosen) for way in (*Route, None)}


def _route_words(t: NullTranslations, route: Route | None, count: int) -> str:
    match route:
        case Route.CHAT:
            return t.ngettext(
                "%(count)d person gets a message in the chat.",
                "%(count)d people get a message in the chat.",
                count,
            )
        case Route.MAIL:
            return t.ngettext(
                "%(count)d person who is not in the chat gets a mail.",
                "%(count)d people who are not in the chat get a mail.",
                count,
            )
        case None:
            return t.ngettext(
                "%(count)d person wants no reminders and gets none.",
                "%(count)d people want no reminders and get none.",
                count,
            )


def _why_words(t: NullTranslations, why: LeftOut, count: int) -> str:
    match why:
        case LeftOut.STOPPED:
            return _route_words(t, None, count)
        case LeftOut.MIGRATED:
            return t.ngettext(
                "%(count)d person has migrated meanwhile.",
                "%(count)d people have migrated meanwhile.",
                count,
            )
        case LeftOut.REMINDED:
            return t.ngettext(
                "%(count)d person was reminded meanwhile otherwise.",
                "%(count)d people were reminded meanwhile otherwise.",
                count,
            )
        case LeftOut.CLOSED:
            return t.ngettext(
                "%(count)d person was left out, since the migration was closed.",
                "%(count)d people were left out, since the migration was closed.",
                count,
            )
