"""How answers to questions are read that people type, in a chat or at a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from gettext import NullTranslations

from component.domain.reminders import fold_word
from component.frontdoors.commands.answers import UnansweredError, check_answers
from component.frontdoors.commands.control_words import Control, read_control
from component.frontdoors.commands.description import Answers, Choice, Kind, Question
from component.frontdoors.commands.typed import QUOTES, split_words

PROPOSED = "-"
"""Typed for the answer that is proposed."""
_YES_NO: Mapping[Control | None, str] = {Control.YES: "1", Control.NO: "0"}


class NotAnAnswerError(ValueError):
    """What was typed is no answer to a question; the message is what was typed.

    Attributes:
        question: Which.
    """

    def __init__(self, question: Question, text: str) -> None:
        super().__init__(text)
        self.question = question


def read_answers(
    questions: Iterable[Question], typed: Mapping[str, str], t: NullTranslations
) -> Answers:
    """Read what was typed for parameters; raises NotAnAnswerError."""
    return {
        question.name: read_answer(question, typed[question.name], t)
        for question in questions
        if question.name in typed
    }


def read_answer(question: Question, text: str, t: NullTranslations) -> str:
    """Read an answer as people type it.

    Args:
        question: What was asked.
        text: For a choice its value, its label or its place in the list; for yes and no a word
            for it in English or the person's language; `-` for what is proposed. Quotes around
            other texts do not count, but around a password they are part of it.
        t: Texts in their language.

    Returns:
        The answer, checked as `check_answers` does.

    Raises:
        NotAnAnswerError: It is none.
    """
    typed = text.strip()
    if typed == PROPOSED:
        answer: str | None = question.value
    elif question.kind is Kind.CHOICE:
        answer = _read_choice(question.choices, typed)
    elif question.kind is Kind.YES_NO:
        answer = _YES_NO.get(read_control(typed, t), typed)
    elif question.kind is Kind.PRIVATE:
        answer = typed
    else:
        words = split_words(typed)
        answer = words[0].text if len(words) == 1 and typed[:1] in QUOTES else typed
    if answer is None:
        raise NotAnAnswerError(question, typed)
    try:
        return check_answers([question], {question.name: answer})[question.name]
    except UnansweredError:
        raise NotAnAnswerError(question, typed) from None


def unanswered(questions: Iterable[Question], given: Answers) -> list[Question]:
    """The questions about parameters that somebody has to be asked.

    Those that have no answer by themselves: it is required, was not given, and none is proposed.
    """
    return [q for q in questions if q.is_required and not q.value and q.name not in given]


def _read_choice(choices: Sequence[Choice], typed: str) -> str | None:
    if any(choice.value == typed for choice in choices):
        return typed
    folded = fold_word(typed)
    meant = {
        choice.value
        for choice in choices
        if folded and folded in (fold_word(choice.value), fold_word(choice.label))
    }
    if len(meant) == 1:
        return meant.pop()
    if not meant and typed.isdecimal() and len(typed) <= len(str(len(choices))):
        place = int(typed)
        return choices[place - 1].value if 1 <= place <= len(choices) else None
    return None
