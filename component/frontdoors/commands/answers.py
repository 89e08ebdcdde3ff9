"""Checks answers against questions, whichever door they came through."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from component.frontdoors.commands.description import Answers, Kind, Question

MOST_CHARACTERS = 1_000
"""Of an answer."""

_YES_NO = {"1": "1", "true": "1", "0": "0", "false": "0"}
"""The lexical forms of `boolean` (XEP-0004 §3.3), and what becomes of them."""
_NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters, surrogates, ends of lines and paragraphs (Unicode's general category)."""


class UnansweredError(ValueError):
    """Questions are not answered, or not with something that can be an answer.

    Attributes:
        questions: Those; the message has their names.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(", ".join(question.name for question in questions))
        self.questions = questions


def check_answers(questions: Iterable[Question], given: Answers) -> Answers:
    """Make complete and checked answers of what somebody gave, see `Answers`.

    What is proposed stands for an answer that is not given at all; '' is an answer, and clears it.
    Answers to anything else are dropped (as XEP-0004 §3.2 has it for fields).

    Args:
        questions: What was asked.
        given: Name of a question → the answer.

    Returns:
        An answer for each question.

    Raises:
        UnansweredError: Some have no answer, or one that cannot be.
    """
    checked, wrong = {}, []
    for question in questions:
        answer = _check(question, given.get(question.name, question.value))
        if answer is None or (question.is_required and not answer):
            wrong.append(question)
        else:
            checked[question.name] = answer
    if wrong:
        raise UnansweredError(wrong)
    return checked


def propose(questions: Iterable[Question], answers: Answers) -> tuple[Question, ...]:
    """Propose what somebody answered before, as far as it can be proposed."""
    return tuple(
        replace(question, value=_proposed(question, answers.get(question.name, question.value)))
        for question in questions
    )


def _proposed(question: Question, answer: str) -> str:
    if question.kind is Kind.PRIVATE:
        return question.value
    checked = _check(question, answer)
    return question.value if checked is None else checked


def _check(question: Question, answer: str) -> str | None:
    """An answer as it is passed on; None if it is none to this question."""
    if len(answer) > MOST_CHARACTERS:
        return None
    stripped = answer.strip()
    match question.kind:
        case Kind.YES_NO:
            return _check_yes_no(question, stripped)
        case Kind.CHOICE:
            values = {choice.value for choice in question.choices} | {""}
            return next((value for value in (answer, stripped) if value in values), None)
        case Kind.TEXT | Kind.PRIVATE:
            is_line = not any(unicodedata.category(c) in _NOT_IN_A_LINE for c in stripped)
            return stripped if is_line else None


def _check_yes_no(question: Question, answer: str) -> str | None:
    """Nothing is no, where an answer is not required."""
    if not answer:
        return "" if question.is_required else "0"
    return _YES_NO.get(answer)
