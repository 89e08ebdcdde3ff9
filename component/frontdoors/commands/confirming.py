"""Before a command changes much: only to be shown it, or to confirm it by a yes, or its number."""

from gettext import NullTranslations

from component.frontdoors.commands.description import Answers, Kind, Parameter, Phrase, Question

CONFIRM = "confirm"
"""The name of the question: the shell answers it by `--yes` or `--confirm NUMBER`."""

_DRY = "dry-run"


def dry_run(label: Phrase = lambda t: t.gettext("Only show what would change")) -> Parameter:
    """The parameter of a command by which nothing is changed."""
    return Parameter(_DRY, label, Kind.YES_NO, "0")


def is_dry_run(answers: Answers) -> bool:
    """Whether nothing is to be changed."""
    return answers[_DRY] == "1"


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
