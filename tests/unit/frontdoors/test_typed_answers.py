"""How answers are read that people type: no text breaks it, and what they mean is found."""

import contextlib
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.frontdoors.commands.all_descriptions import DESCRIPTIONS as ALL
from component.frontdoors.commands.control_words import Control, control_words, read_control
from component.frontdoors.commands.description import Choice, Kind, Question
from component.frontdoors.commands.typed_answers import (
    NotAnAnswerError,
    read_answer,
    read_answers,
    unanswered,
)
from component.frontdoors.texts import read_catalogue
from tests.fakes.commands import DESCRIPTIONS

ENGLISH = NullTranslations()
GERMAN = read_catalogue(
    b"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "commands"
msgid "yes, y, ok"
msgstr "ja, j"

msgctxt "commands"
msgid "no, n"
msgstr "nein"

msgctxt "commands"
msgid "back"
msgstr "zur\xc3\xbcck"
""",
    "de",
)
CHOICES = (Choice("*", "All groups"), Choice("support", "Support Team"), Choice("Zoë", "Zoë's"))
CHOICE = Question("group", "Group", Kind.CHOICE, CHOICES, "*")
YES_NO = Question("apply", "Do it?", Kind.YES_NO, is_required=True)
TEXT = Question("name", "Name", is_required=True)
NOTE = Question("note", "Note")
QUESTIONS = (CHOICE, YES_NO, TEXT, NOTE)
TYPED = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(["yes", "ja", "cancel", "1", "-", "*", '"', "'", "support", "\n", "\ud800"])
    ).map(" ".join),
)


@pytest.mark.parametrize("password", ['"secret"', "'it's'", "„lang“", '"two words"'])
def test_quotes_around_a_password_are_part_of_it(password: str) -> None:
    """Whoever is told the password types it as it was given."""
    assert read_answer(Question("password", "New", Kind.PRIVATE), password, ENGLISH) == password


@given(TYPED, st.sampled_from(QUESTIONS), st.sampled_from([ENGLISH, GERMAN]))
def test_no_text_makes_reading_an_answer_fail(
    text: str, question: Question, t: NullTranslations
) -> None:
    read_control(text, t)
    with contextlib.suppress(NotAnAnswerError):
        answer = read_answer(question, text, t)
        assert question.kind is not Kind.YES_NO or answer in ("0", "1")
        assert question.kind is not Kind.CHOICE or answer in ("", *(c.value for c in CHOICES))


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (CHOICE, "*", "*"),
        (CHOICE, "support", "support"),
        (CHOICE, " SUPPORT ", "support"),
        (CHOICE, "support team", "support"),
        (CHOICE, "zoe", "Zoë"),
        (CHOICE, "1", "*"),
        (CHOICE, "3", "Zoë"),
        (CHOICE, "٢", "support"),
        (CHOICE, "-", "*"),
        (YES_NO, "yes", "1"),
        (YES_NO, "OK!", "1"),
        (YES_NO, "ja", "1"),
        (YES_NO, "Nein.", "0"),
        (YES_NO, "no", "0"),
        (YES_NO, "1", "1"),
        (YES_NO, "0", "0"),
        (TEXT, " Alice Smith ", "Alice Smith"),
        (TEXT, '"cancel"', "cancel"),
        (TEXT, "d'artagnan", "d'artagnan"),
        (TEXT, "'d'artagnan'", "d'artagnan"),
        (TEXT, "'a' or 'b'", "'a' or 'b'"),
        (NOTE, "-", ""),
        (NOTE, "", ""),
    ],
)
def test_an_answer_is_read_as_it_is_meant(question: Question, text: str, expected: str) -> None:
    assert read_answer(question, text, GERMAN) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (CHOICE, "nobody"),
        (CHOICE, "0"),
        (CHOICE, "4"),
        (CHOICE, "1" * 5_000),
        (YES_NO, "perhaps"),
        (YES_NO, ""),
        (YES_NO, "-"),
        (TEXT, ""),
        (TEXT, "-"),
        (TEXT, "a\nb"),
        (TEXT, "x" * 2_000),
    ],
)
def test_what_is_no_answer_is_none(question: Question, text: str) -> None:
    with pytest.raises(NotAnAnswerError):
        read_answer(question, text, GERMAN)


def test_a_choice_that_two_labels_fit_is_not_guessed() -> None:
    twins = Question("x", "X", Kind.CHOICE, (Choice("a", "Team"), Choice("b", "team")))
    with pytest.raises(NotAnAnswerError):
        read_answer(twins, "team", ENGLISH)
    assert read_answer(twins, "b", ENGLISH) == "b"


def test_only_what_is_needed_and_not_proposed_is_asked_for() -> None:
    proposed = Question("most", "How many", value="20", is_required=True)
    assert unanswered([CHOICE, proposed, TEXT, NOTE], {}) == [TEXT]
    assert unanswered([CHOICE, proposed, TEXT, NOTE], {"name": "x"}) == []
    assert read_answers([CHOICE, TEXT], {"group": "2"}, ENGLISH) == {"group": "support"}


@pytest.mark.parametrize(
    ("text", "t", "expected"),
    [
        ("Back!", GERMAN, Control.BACK),
        ("zurueck", GERMAN, None),
        ("zurück", GERMAN, Control.BACK),
        ("ZURUCK", GERMAN, Control.BACK),
        ("zurück", ENGLISH, None),
        ("stop", GERMAN, Control.CANCEL),
        ("", ENGLISH, None),
        ("!", ENGLISH, None),
        ("yes " * 1_000, ENGLISH, None),
    ],
)
def test_words_of_the_language_and_english_ones_are_known(
    text: str, t: NullTranslations, expected: Control | None
) -> None:
    assert read_control(text, t) is expected


def test_each_word_has_one_meaning() -> None:
    words = [word for words in control_words(ENGLISH).values() for word in words]
    assert len(set(words)) == len(words)
    assert {d.name for d in DESCRIPTIONS}.isdisjoint(words)
    assert {d.name for d in ALL}.isdisjoint(words)
