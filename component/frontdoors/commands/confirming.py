"""The question at the end of a command that changes much: yes or no, or the number of it."""

from gettext import NullTranslations

from component.frontdoors.commands.description import Answers, Kind, Question

CONFIRM = "confirm"
"""The name of the question: the shell answers it by `--yes` or `--confirm NUMBER`."""


def ask_yes(label: str) -> Question:
    """Ask for a yes; `label` is the question."""
    return Question(CONFIRM, label, Kind.YES_NO, value="0", is_required=True)


def ask_number(t: NullTranslations, label: str) -> Question:
    """Ask for the number that was shown; `label` is the question."""
    hint = t.gettext("Type the number as it stands above, if it is right.")
    return Question(CONFIRM, label, Kind.TEXT, is_required=True, hint=hint)


def said_yes(answers: Answers) -> bool:
    """Whether the answer is a yes."""
    return answers[CONFIRM] == "1"


def said_number(answers: Answers, number: int) -> bool:
    """Whether the answer is this number."""
    return answers[CONFIRM] == str(number)
