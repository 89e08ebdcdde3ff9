"""No text of messages and mails escapes translation: in a language of brackets all is in brackets.

That of the pages is shown in `tests/unit/web/test_translation.py`.
"""

import re
from dataclasses import replace
from gettext import NullTranslations

import pytest

from component.domain.login import Window
from component.domain.reminders import Deadline, Letter, Notice, Say
from component.frontdoors.texts import load_catalogues
from component.frontdoors.web.notices import TOO_MANY
from component.frontdoors.web.words import FORM_WORDS, FREE, ID_WORDS, PROOF_WORDS
from component.frontdoors.wording import Site, compose
from tests.unit.locale.extraction import extract_texts, key_of, messages

LINK = "https://www.our-site.test/chat/m/Token"
SITE = Site("Our Site", "chat.test")
SITES = pytest.mark.parametrize(
    "site", [SITE, replace(SITE, keeps_contacts=False)], ids=["keep", "anew"]
)
KNOWN = frozenset(key_of(message) for message in messages(extract_texts()))
LOADED = load_catalogues()
HOUR, DAY = 3600.0, 86_400.0

NOTICES = [
    Notice(what, link, lifetime, is_first=is_first)
    for what in (*Say, *Letter)
    for link, lifetime in ((LINK, HOUR), (LINK, 2 * HOUR), (LINK, 7 * DAY), (LINK, 0.0))
    for is_first in (True, False)
] + [
    Notice(what, LINK, DAY, deadline=Deadline(0.0, to, is_over))
    for what in (Say.REMINDER, Say.HELP, Letter.CHAT_REFUSED, Letter.REMINDER)
    for to, is_over in ((Window.REFUSING, False), (Window.REFUSING, True), (Window.CLOSED, False))
]


def name(notice: Notice) -> str:
    """What a notice is called in a report; without its link."""
    to = "" if notice.deadline is None else f"-until {notice.deadline.to}"
    over = "-over" if notice.deadline is not None and notice.deadline.is_over else ""
    first = "first" if notice.is_first else "again"
    return f"{notice.what}-{notice.lifetime:.0f}-{first}{to}{over}"


class Brackets(NullTranslations):
    """A language in which all that the sources mark is in brackets, and nothing else."""

    def gettext(self, message: str) -> str:
        """See `NullTranslations.gettext`."""
        return f"⟦{message}⟧" if (message, None) in KNOWN else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """See `NullTranslations.ngettext`."""
        text = msgid1 if n == 1 else msgid2
        return f"⟦{text}⟧" if ((msgid1, msgid2), None) in KNOWN else text

    def pgettext(self, context: str, message: str) -> str:
        """See `NullTranslations.pgettext`; words in a list are words of their own."""
        if (message, context) not in KNOWN:
            return message
        return ", ".join(f"⟦{word}⟧" for word in message.split(", "))


def outside(text: str, *values: str) -> str:
    """The letters of a text that are in no brackets.

    Args:
        text: It.
        values: Names and addresses that may stand alone in a line.
    """
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = inner
    lines = [line for line in text.split("\n") if line not in values]
    return "".join(re.findall(r"[^\W_]|[⟦⟧]", "".join(lines)))


@SITES
@pytest.mark.parametrize("notice", NOTICES, ids=name)
def test_a_message_or_mail_is_translated_whole(notice: Notice, site: Site) -> None:
    wording = compose(notice, Brackets(), site, "en")
    assert outside(wording.body.replace("January 1, 1970", ""), LINK) == ""
    assert outside(wording.subject) == ""
    assert "⟦" in wording.body
    assert bool(wording.subject) == isinstance(notice.what, Letter)


@SITES
@pytest.mark.parametrize("language", LOADED)
@pytest.mark.parametrize("notice", NOTICES, ids=name)
def test_a_message_or_mail_can_be_filled_in_in_every_language(
    notice: Notice, language: str, site: Site
) -> None:
    wording = compose(notice, LOADED[language], site, language)
    assert "%" not in wording.body + wording.subject
    assert "\n" not in wording.subject
    english = compose(notice, LOADED["en"], site, "en")
    assert wording.body.count("\n") == english.body.count("\n")
    assert wording.body.count(LINK) == english.body.count(LINK)
    assert language == "en" or wording.body != english.body


@pytest.mark.parametrize("language", set(LOADED) - {"en"})
def test_a_problem_on_a_page_is_told_in_every_language(language: str) -> None:
    told = [*ID_WORDS.values()]
    texts = [*PROOF_WORDS.values(), *FORM_WORDS.values(), *(t.text for t in told), FREE, TOO_MANY]
    assert [text for text in texts if LOADED[language].gettext(text) == text] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⟦Hello⟧", ""),
        ('⟦Answer "⟦help⟧" now⟧', ""),
        (f"⟦Here:⟧\n\n{LINK}\n\n⟦Once.⟧ ⟦Soon.⟧", ""),
        ("Hello", "Hello"),
        ("⟦Hello⟧ there", "there"),
        ("⟦Hello⟧ こ 3", "こ3"),
        (f"Open {LINK}", "Openhttpswwwoursitetestchatmtoken"),
        ("⟦Hello", "⟦Hello"),
    ],
)
def test_a_text_outside_of_brackets_is_found(text: str, expected: str) -> None:
    assert outside(text, LINK).lower() == expected.lower()


def test_a_text_that_the_sources_do_not_mark_is_found() -> None:
    texts = Brackets()
    assert outside(texts.gettext("Not marked")) == "Notmarked"
    assert outside(texts.ngettext("one", "many", 2)) == "many"
    assert outside(texts.pgettext("answers", "aus")) == "aus"
