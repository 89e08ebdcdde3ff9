"""The catalogues are complete, and their texts can be filled in as the English ones are."""

import re
from collections.abc import Iterator

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from component.domain.reminders import Reply, fold_word, read_reply
from component.frontdoors.answers import all_answers, answer_words
from component.frontdoors.texts import load_catalogues
from component.frontdoors.web.notices import LINK_NOTICES
from tests.unit.locale.extraction import extract_texts, key_of, messages, paths, read, update

TEXTS = extract_texts()
CATALOGUES = {language: read(path) for language, path in paths().items()}
LOADED = load_catalogues()
ANSWERS = ("answers", "commands")
"""The contexts of the words that people may answer."""

_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)[sd]|.|$)", re.DOTALL)
_MARKUP = re.compile(r"[<>&{}`]|https?:")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

every_language = pytest.mark.parametrize("language", CATALOGUES)


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """A text, or its forms in singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def faults(message: Message, plurals: int) -> Iterator[str]:
    """What is wrong with a translation.

    Args:
        message: A text and its translation.
        plurals: How many forms a text with a number has in the language.
    """
    source, translated = forms(message.id), forms(message.string or "")
    if len(translated) != (1 if isinstance(message.id, str) else plurals):
        yield "the number of plural forms"
    if message.fuzzy:
        yield "it is fuzzy"
    if not all(text.strip() for text in translated):
        yield "it is not translated"
        return
    wanted = {match[0] for match in _PLACEHOLDER.finditer(source[-1])}
    for text in translated:
        if {match[0] for match in _PLACEHOLDER.finditer(text)} != wanted:
            yield "the placeholders"
        if not set(_MARKUP.findall(text)) <= set(_MARKUP.findall(source[-1])):
            yield "markup"
        if _INVISIBLE.search(text) or text != text.strip():
            yield "signs that are not seen"


@every_language
def test_a_catalogue_has_the_texts_of_the_sources_and_no_others(language: str) -> None:
    catalogue = CATALOGUES[language]
    assert {key_of(m) for m in messages(catalogue)} == {key_of(m) for m in messages(TEXTS)}, (
        "run `make texts`"
    )
    assert not catalogue.obsolete


@every_language
def test_a_catalogue_is_as_the_tool_writes_it(language: str) -> None:
    content = paths()[language].read_bytes()
    assert update(TEXTS, language, content) == content, "run `make texts`"


@every_language
def test_every_text_is_translated_and_can_be_filled_in(language: str) -> None:
    plurals = get_plural(Locale.parse(language, sep="-")).num_plurals
    assert CATALOGUES[language].num_plurals == plurals
    found = {str(m.id): list(faults(m, plurals)) for m in messages(CATALOGUES[language])}
    assert {text: wrong for text, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("source", "translated", "expected"),
    [
        ("Go to %(site)s", "Zu %(site)s", []),
        ("Go to %(site)s", "", ["it is not translated"]),
        ("Go to %(site)s", "Zu", ["the placeholders"]),
        ("Go to %(site)s", "Zu %(sit)s", ["the placeholders"]),
        ("Go to %(site)s", "Zu %(site)", ["the placeholders"]),
        ("Go to %(site)s", "Zu %(site)s, 100%", ["the placeholders"]),
        ("%(hours)d hours", "%(hours)s Stunden", ["the placeholders"]),
        ("Continue", "<b>Weiter</b>", ["markup"]),
        ("Continue", "Weiter auf https://elsewhere.test", ["markup"]),
        ("Continue", "Weiter&nbsp;", ["markup"]),
        ("Continue", "Weiter\n", ["signs that are not seen"]),
        ("Continue", " Weiter", ["signs that are not seen"]),
        ("Continue", "Weiter\u202e", ["signs that are not seen"]),
        ("Continue", ("Weiter", "Weiter"), ["the number of plural forms"]),
        (("%(n)d day", "%(n)d days"), ("%(n)d Tag", "%(n)d Tage"), []),
        (("%(n)d day", "%(n)d days"), ("%(n)d Tag",), ["the number of plural forms"]),
        (("%(n)d day", "%(n)d days"), ("%(n)d Tag", ""), ["it is not translated"]),
        (("%(n)d day", "%(n)d days"), ("ein Tag", "%(n)d Tage"), ["the placeholders"]),
    ],
)
def test_a_wrong_translation_is_found(
    source: str | tuple[str, str], translated: str | tuple[str, ...], expected: list[str]
) -> None:
    assert list(faults(Message(source, translated), 2)) == expected


def test_a_fuzzy_translation_is_found() -> None:
    assert list(faults(Message("Continue", "Fort", flags=["fuzzy"]), 2)) == ["it is fuzzy"]


BREACHES = {
    "de": re.compile(r"\b(?:Ihnen|Ihr\w*)\b|[\"']"),
    "es": re.compile(r"\b[Uu]sted(?:es)?\b|[\"'“”]"),
    "fr": re.compile(
        r"\b(?:[Tt]u|[Tt]on|[Tt]a|[Tt]es|[Tt]oi)\b"
        r"|(?<!\u202f)[;!?]|(?<!\u00a0)(?:»|:(?!(?<=\d:)\d))|«(?!\u00a0)|[\"'“”]"
    ),
    "ja": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff][,.:;!?]|[\"'“”]"),
}
"""Language → what breaks a rule that its catalogue begins with: address, quotes, punctuation."""


def test_every_catalogue_has_rules() -> None:
    assert set(BREACHES) == set(CATALOGUES)


@every_language
def test_people_are_addressed_in_one_way_and_punctuation_is_that_of_the_language(
    language: str,
) -> None:
    said = [m.string for m in messages(CATALOGUES[language]) if m.context not in ANSWERS]
    texts = [text for string in said for text in forms(string or "")]
    assert [text for text in texts if BREACHES[language].search(text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Öffnen Sie Ihren Link."),
        ("de", 'Antworte "hilfe".'),
        ("es", "Abra usted el enlace."),
        ("es", 'Responde "ayuda".'),
        ("fr", "Ouvre ton lien."),
        ("fr", "Ouvrez l'adresse."),
        ("fr", "Mot de passe oublié ?"),
        ("fr", "Par ce mot : aide"),
        ("ja", "開いてください."),
        ("ja", '"ヘルプ"'),
    ],
)
def test_a_breach_of_the_rules_is_found(language: str, text: str) -> None:
    assert BREACHES[language].search(text)


def test_a_time_of_day_is_no_breach_of_the_rules() -> None:
    assert not BREACHES["fr"].search("Une date comme 2027-05-31 18:00.")


def ambiguous(languages: dict[str, dict[Reply, list[str]]]) -> set[str]:
    """The words that mean one thing in a language and another one elsewhere."""
    meanings: dict[str, set[Reply]] = {}
    for answers in languages.values():
        for reply, words in answers.items():
            for word in words:
                meanings.setdefault(fold_word(word), set()).add(reply)
    return {word for word, meant in meanings.items() if len(meant) > 1 or not word}


def test_a_word_that_people_may_answer_means_the_same_in_all_languages() -> None:
    assert ambiguous({code: dict(answer_words(t)) for code, t in LOADED.items()}) == set()


def test_a_word_with_two_meanings_is_found() -> None:
    german, other = {Reply.STOP: ["Stopp", "aus"]}, {Reply.STOP: ["stop"], Reply.HELP: ["AUS"]}
    assert ambiguous({"de": german, "xx": other}) == {"aus"}
    assert ambiguous({"de": {Reply.STOP: ["?"]}}) == {""}


@pytest.mark.parametrize("language", LOADED)
def test_the_words_that_people_are_told_are_understood(language: str) -> None:
    understood = all_answers(LOADED.values())
    for reply, words in answer_words(LOADED[language]).items():
        assert words
        for word in words:
            for said in (word, word.upper(), f"„{word}“", f" {word}! ", f"«\u00a0{word}\u00a0»."):
                assert read_reply(said, understood) is reply


@pytest.mark.parametrize("language", LOADED)
def test_the_page_of_a_link_that_does_not_open_tells_the_word_for_a_new_one(language: str) -> None:
    told = LOADED[language]
    word = answer_words(told)[Reply.MIGRATE][0]
    asked = {more for _notice, more in LINK_NOTICES.values() if more}
    assert asked
    assert [told.gettext(text).endswith(word) for text in asked] == [True] * len(asked)


def test_the_tool_keeps_translations_and_drops_what_is_gone() -> None:
    texts = Catalog()
    texts.add("Continue", locations=[("component/a.py", 1)])
    texts.add("Stop", auto_comments=["Translators: a button."])
    texts.add(("%(n)d day", "%(n)d days"))
    old = (
        b"# How people are addressed.\n"
        b'msgid ""\nmsgstr ""\n"Language: de\\n"\n\n'
        b'# A note.\nmsgid "Continue"\nmsgstr "Weiter"\n\n'
        b'msgid "Gone"\nmsgstr "Weg"\n\n'
        b'#, fuzzy\nmsgid "Stop"\nmsgstr "Halt?"\n'
    )
    new = update(texts, "de", old).decode("utf-8")
    assert new.startswith("# How people are addressed.\n")
    assert '# A note.\n#: component/a.py\nmsgid "Continue"\nmsgstr "Weiter"\n' in new
    assert '#. Translators: a button.\nmsgid "Stop"\nmsgstr ""\n' in new
    assert 'msgstr[0] ""\nmsgstr[1] ""\n' in new
    assert "Gone" not in new
    assert update(texts, "de", new.encode("utf-8")).decode("utf-8") == new


def test_the_tool_begins_a_catalogue() -> None:
    new = update(TEXTS, "pt-BR", b"").decode("utf-8")
    assert '"Language: pt_BR\\n"' in new
    assert 'msgid "Continue"\nmsgstr ""\n' in new
