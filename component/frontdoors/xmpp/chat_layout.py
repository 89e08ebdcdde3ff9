"""How the steps of commands look as plain text that is read on a phone."""

from collections.abc import Iterable
from gettext import NullTranslations

from component.domain.reminders import Reply
from component.frontdoors.answers import answer_words
from component.frontdoors.commands.control_words import Control, control_words
from component.frontdoors.commands.description import (
    Ask,
    Description,
    Kind,
    Parameter,
    Question,
    Step,
)
from component.frontdoors.commands.table_text import table_lines
from component.frontdoors.commands.typed_answers import PROPOSED
from component.frontdoors.commands.words import MOST_ROWS, labelled, shown

MOST_CHARACTERS = 4_000
"""Of what is read in a step, before the question: a few screens of a phone."""
_MOST_CHOICES = 40
_YES = "yes"
"""As typed for a parameter, which is English in all languages."""
_DOT = " · "


def step_text(step: Step, t: NullTranslations) -> str:
    """What is to be read in a step, without its questions; cut with a hint where it is long."""
    parts = [step.title] if isinstance(step, Ask) and step.title not in step.lines else []
    parts += step.lines
    for table in step.tables:
        parts += [table.title, "\n".join(table_lines(table, t, MOST_ROWS))]
    return _cut("\n\n".join(part for part in parts if part), t)


def question_text(question: Question, t: NullTranslations, *, is_first: bool) -> str:
    """A question, with what can be answered.

    Args:
        question: It.
        t: Texts in the language of who is asked.
        is_first: Of its step: then it says how to go back and to break off.
    """
    words = control_words(t)
    lines = [question.label]
    if question.kind is Kind.YES_NO:
        lines = [f"{question.label} ({words[Control.YES][0]} / {words[Control.NO][0]})"]
    if question.hint:
        lines.append(question.hint)
    if question.kind is Kind.CHOICE:
        lines += _choice_lines(question, t)
    lines += _proposal_lines(question, t)
    if is_first:
        lines.append(
            t.gettext('"%(back)s" goes a step back, "%(cancel)s" ends this.')
            % {"back": words[Control.BACK][0], "cancel": words[Control.CANCEL][0]}
        )
    return "\n".join(lines)


def list_text(descriptions: Iterable[Description], t: NullTranslations) -> str:
    """All that somebody may use."""
    lines = [t.gettext("You can write these commands here:")]
    lines += [f"{d.name}{_DOT}{d.summary(t)}" for d in descriptions]
    lines.append(
        t.gettext('"%(help)s" and the name of a command explains that command.')
        % {"help": answer_words(t)[Reply.HELP][0]}
    )
    return "\n\n".join(lines)


def description_text(description: Description, t: NullTranslations) -> str:
    """A command, how it is written, and what its parameters are."""
    parts = [description.title(t), description.summary(t), usage_text(description, t)]
    parts += ["\n".join(_parameter_lines(parameter, t)) for parameter in description.parameters]
    return "\n\n".join(parts)


def usage_text(description: Description, t: NullTranslations) -> str:
    """How a command is written."""
    words = [description.name]
    for parameter in description.parameters:
        word = _YES if parameter.kind is Kind.YES_NO else parameter.name.upper()
        if not parameter.is_argument:
            word = f"{parameter.name}={word}"
        is_needed = parameter.is_required and not parameter.value
        words.append(word if is_needed else f"[{word}]")
    return t.gettext("Write: %(command)s") % {"command": " ".join(words)}


def _choice_lines(question: Question, t: NullTranslations) -> list[str]:
    first = question.choices[:_MOST_CHOICES]
    lines = [
        f"{place}. {shown(choice.label)}"
        + (f" ({shown(choice.value)})" if choice.value != choice.label else "")
        for place, choice in enumerate(first, start=1)
    ]
    if len(question.choices) > len(first):
        lines.append(_more(len(question.choices) - len(first), t))
    return lines


def _proposal_lines(question: Question, t: NullTranslations) -> list[str]:
    if question.value:
        return [
            t.gettext('"%(sign)s" means: %(answer)s')
            % {"sign": PROPOSED, "answer": _shown_answer(question, t)}
        ]
    if question.is_required:
        return []
    return [t.gettext('"%(sign)s" leaves it out.') % {"sign": PROPOSED}]


def _shown_answer(question: Question, t: NullTranslations) -> str:
    if question.kind is Kind.YES_NO:
        is_yes = question.value == "1"
        return control_words(t)[Control.YES if is_yes else Control.NO][0]
    labels = {choice.value: choice.label for choice in question.choices}
    return shown(labels.get(question.value, question.value))


def _parameter_lines(parameter: Parameter, t: NullTranslations) -> list[str]:
    lines = [labelled(t, parameter.name.upper(), parameter.label(t))]
    if parameter.hint(t):
        lines.append(parameter.hint(t))
    lines += [labelled(t, value, label(t)) for value, label in parameter.choices.items()]
    return lines


def _cut(text: str, t: NullTranslations) -> str:
    """Keep as many whole lines as a message is to have, at least a part of the first."""
    if len(text) <= MOST_CHARACTERS:
        return text
    lines = text.split("\n")
    kept, length = [lines[0][:MOST_CHARACTERS]], len(lines[0])
    for line in lines[1:]:
        length += 1 + len(line)
        if length > MOST_CHARACTERS:
            break
        kept.append(line)
    left = sum(1 for line in lines[len(kept) :] if line)
    return "\n".join([*kept, _more(left, t)])


def _more(count: int, t: NullTranslations) -> str:
    return t.ngettext("… and %(count)d more line", "… and %(count)d more lines", count) % {
        "count": count
    }
