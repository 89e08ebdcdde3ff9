"""What a command asks first, in the language of who is asked."""

from collections.abc import Sequence
from gettext import NullTranslations

from component.frontdoors.commands.description import Choice, Command, Parameter, Person, Question


async def first_questions(command: Command, person: Person) -> tuple[Question, ...]:
    """Make questions of a command's parameters; raises what finding their choices raises."""
    questions = []
    for parameter in command.description.parameters:
        find = command.choices.get(parameter.name)
        choices = _fixed(parameter, person.t) if find is None else await find(person)
        questions.append(_question(parameter, choices, person.t))
    return tuple(questions)


def _fixed(parameter: Parameter, t: NullTranslations) -> Sequence[Choice]:
    return [Choice(value, label(t)) for value, label in parameter.choices.items()]


def _question(parameter: Parameter, choices: Sequence[Choice], t: NullTranslations) -> Question:
    return Question(
        name=parameter.name,
        label=parameter.label(t),
        kind=parameter.kind,
        choices=tuple(choices),
        value=parameter.value,
        is_required=parameter.is_required,
        hint=parameter.hint(t),
    )
