"""Reading catalogues, and which language fits somebody."""

from collections.abc import Sequence
from gettext import NullTranslations

import pytest
from babel.messages.pofile import PoFileError
from hypothesis import given
from hypothesis import strategies as st

from component.frontdoors.texts import SOURCE, Texts, choose, load_catalogues, read_catalogue

AVAILABLE = ("en", "de", "pt-BR", "zh-Hant")


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        ([], "en"),
        (["de"], "de"),
        (["DE"], "de"),
        (["de-AT"], "de"),
        (["de_AT.UTF-8"], "de"),
        (["  de  "], "de"),
        (["de-Latn-CH-1996"], "de"),
        (["de-" * 20_000], "de"),
        (["deu"], "en"),
        (["d"], "en"),
        (["pt-br"], "pt-BR"),
        (["pt_BR"], "pt-BR"),
        (["pt"], "en"),
        (["pt-PT"], "en"),
        (["zh-hant-TW"], "zh-Hant"),
        (["zh"], "en"),
        (["xx", "de"], "de"),
        (["xx-de"], "en"),
        (["en", "de"], "en"),
        (["en-GB", "de"], "en"),
        (["", "de"], "de"),
        (["-", "_", "--de", "*", "de"], "de"),
        (["日本語", "\0", "\ud800"], "en"),
    ],
)
def test_the_first_choice_that_there_is_is_taken(tags: Sequence[str], language: str) -> None:
    assert choose(tags, AVAILABLE) == language


def test_without_any_language_it_is_english() -> None:
    assert choose(["de", "en"], []) == SOURCE


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_wish_leads_to_a_language_that_there_is(tags: list[str]) -> None:
    assert choose(tags, AVAILABLE) in AVAILABLE


@given(
    st.sampled_from(AVAILABLE),
    st.lists(st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True), max_size=3),
    st.lists(st.text(max_size=10), max_size=3),
)
def test_a_language_is_found_by_each_of_its_own_tags(
    language: str, more: list[str], later: list[str]
) -> None:
    tag = "-".join([language, *more])
    assert choose([tag, *later], AVAILABLE) == language
    assert choose([tag.swapcase().replace("-", "_"), *later], AVAILABLE) == language


def test_texts_are_in_the_language_that_fits() -> None:
    german = read_catalogue(b'msgid "Continue"\nmsgstr "Weiter"\n', "de")
    texts = Texts({"en": NullTranslations(), "de": german})
    assert texts.language("fr", "de-AT") == "de"
    assert texts.translate("fr", "de-AT").gettext("Continue") == "Weiter"
    assert texts.language("fr") == "en"
    assert texts.translate("fr").gettext("Continue") == "Continue"
    assert texts.translate().gettext("Continue") == "Continue"


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("de", 1, "eins"),
        ("de", 0, "viele"),
        ("de", 2, "viele"),
        ("fr", 0, "eins"),
        ("fr", 2, "viele"),
        ("pt-BR", 2, "viele"),
    ],
)
def test_the_language_decides_which_plural_it_is(language: str, number: int, expected: str) -> None:
    content = b'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "eins"\nmsgstr[1] "viele"\n'
    assert read_catalogue(content, language).ngettext("one", "many", number) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'msgid "Continue"\nmsgstr ""\n',
        b'#, fuzzy\nmsgid "Continue"\nmsgstr "Fortsetzung?"\n',
        b'#~ msgid "Continue"\n#~ msgstr "Veraltet"\n',
        b'msgctxt "elsewhere"\nmsgid "Continue"\nmsgstr "Anders"\n',
    ],
)
def test_a_text_that_nobody_translated_stays_english(content: bytes) -> None:
    assert read_catalogue(content, "de").gettext("Continue") == "Continue"


@pytest.mark.parametrize(
    "content", [b"nonsense", b"<html>", b'msgid "Continue"\nmsgstr "Weiter"\nnonsense\n']
)
def test_what_is_not_a_catalogue_is_not_read_as_one(content: bytes) -> None:
    with pytest.raises(PoFileError):
        read_catalogue(content, "de")


def test_five_languages_are_installed() -> None:
    catalogues = load_catalogues()
    assert list(catalogues) == ["en", "de", "es", "fr", "ja"]
    said = {code: texts.gettext("Continue") for code, texts in catalogues.items()}
    assert said == {
        "en": "Continue",
        "de": "Weiter",
        "es": "Continuar",
        "fr": "Continuer",
        "ja": "続ける",
    }
