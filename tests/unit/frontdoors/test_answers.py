"""Answers are checked against questions, whatever anybody answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from component.frontdoors.commands.answers import (
    MOST_CHARACTERS,
    UnansweredError,
    check_answers,
    propose,
)
from component.frontdoors.commands.description import Choice, Kind, Question

TEXT = Question("name", "Name")
NEEDED = Question("name", "Name", is_required=True)
FILLED = Question("name", "Name", value="bob", is_required=True)
CHOICE = Question("name", "Name", Kind.CHOICE, (Choice("a", "A"), Choice("b ", "B")))
CHOSEN = Question("name", "Name", Kind.CHOICE, (Choice("a", "A"),), "a", is_required=True)
YES_NO = Question("name", "Name", Kind.YES_NO)
CONFIRM = Question("name", "Name", Kind.YES_NO, is_required=True)
TICKED = Question("name", "Name", Kind.YES_NO, value="1")


@pytest.mark.parametrize(
    ("question", "given_", "expected"),
    [
        (TEXT, None, ""),
        (TEXT, "", ""),
        (TEXT, "  Alice Smith\n", "Alice Smith"),
        (TEXT, "a" * MOST_CHARACTERS, "a" * MOST_CHARACTERS),
        (TEXT, "a" * (MOST_CHARACTERS + 1), None),
        (TEXT, " " * (MOST_CHARACTERS + 1), None),
        (TEXT, "two\nlines", None),
        (TEXT, "two\u2028lines", None),
        (TEXT, "nul\0", None),
        (TEXT, "\ud800", None),
        (TEXT, "می\u200cخواهم 🐱", "می\u200cخواهم 🐱"),
        (NEEDED, None, None),
        (NEEDED, "", None),
        (NEEDED, " \t ", None),
        (NEEDED, "x", "x"),
        (FILLED, None, "bob"),
        (FILLED, "", None),
        (CHOICE, None, ""),
        (CHOICE, "", ""),
        (CHOICE, "a", "a"),
        (CHOICE, " a ", "a"),
        (CHOICE, "b ", "b "),
        (CHOICE, "b", None),
        (CHOICE, "A", None),
        (CHOICE, "c", None),
        (CHOSEN, None, "a"),
        (CHOSEN, "", None),
        (YES_NO, None, "0"),
        (YES_NO, "", "0"),
        (YES_NO, "0", "0"),
        (YES_NO, "false", "0"),
        (YES_NO, "1", "1"),
        (YES_NO, "true", "1"),
        (YES_NO, "yes", None),
        (YES_NO, "2", None),
        (CONFIRM, None, None),
        (CONFIRM, "", None),
        (CONFIRM, "0", "0"),
        (CONFIRM, "1", "1"),
        (TICKED, None, "1"),
        (TICKED, "", "0"),
    ],
)
def test_an_answer_is_taken_or_asked_for_again(
    question: Question, given_: str | None, expected: str | None
) -> None:
    answers = {} if given_ is None else {"name": given_}
    if expected is None:
        with pytest.raises(UnansweredError, match=r"^name$") as raised:
            check_answers([question], answers)
        assert raised.value.questions == [question]
    else:
        assert check_answers([question], answers) == {"name": expected}


def test_all_questions_that_are_not_answered_are_told_and_others_are_not() -> None:
    one = Question("one", "One", is_required=True)
    two = Question("two", "Two", Kind.CHOICE)
    with pytest.raises(UnansweredError, match=r"^one, two$"):
        check_answers([one, TEXT, two], {"two": "x", "name": "bob"})


def test_answers_to_nothing_are_dropped() -> None:
    assert check_answers([TEXT], {"other": "x"}) == {"name": ""}
    assert check_answers([], {"other": "x"}) == {}


QUESTIONS = st.builds(
    Question,
    name=st.sampled_from(["one", "two"]),
    label=st.just("L"),
    kind=st.sampled_from(Kind),
    choices=st.lists(
        st.builds(Choice, st.sampled_from(["a", "b", "c"]), st.just("")), max_size=3
    ).map(tuple),
    value=st.sampled_from(["", "a", "1", "0"]),
    is_required=st.booleans(),
)
ANSWERS = st.dictionaries(
    st.sampled_from(["one", "two", "three"]),
    st.one_of(st.sampled_from(["", "a", "b", "1", "true", " 0 "]), st.text(max_size=8)),
)


@given(st.lists(QUESTIONS, max_size=2, unique_by=lambda q: q.name), ANSWERS)
def test_whatever_is_answered_commands_get_what_they_are_promised(
    questions: list[Question], answers: dict[str, str]
) -> None:
    try:
        checked = check_answers(questions, answers)
    except UnansweredError:
        return
    assert set(checked) == {question.name for question in questions}
    for question in questions:
        answer = checked[question.name]
        assert answer or not question.is_required
        if question.kind is Kind.YES_NO:
            assert answer in ("0", "1")
        if question.kind is Kind.CHOICE:
            assert answer in ("", *(choice.value for choice in question.choices))
    assert check_answers(questions, checked) == checked


@given(st.lists(QUESTIONS, max_size=2, unique_by=lambda q: q.name), ANSWERS)
def test_what_was_answered_is_proposed_where_it_can_be(
    questions: list[Question], answers: dict[str, str]
) -> None:
    proposed = propose(questions, answers)
    for before, after in zip(questions, proposed, strict=True):
        if before.kind is Kind.PRIVATE:
            assert after == before
            continue
        only = {before.name: answers[before.name]} if before.name in answers else {}
        try:
            expected = check_answers([before], only)[before.name]
        except UnansweredError:
            assert after.value in ("", before.value)
        else:
            assert after.value == expected or not only


def test_what_is_private_is_never_proposed_again() -> None:
    question = Question("password", "New password", Kind.PRIVATE)
    assert check_answers([question], {"password": "a secret"}) == {"password": "a secret"}
    assert propose([question], {"password": "a secret"})[0].value == ""
