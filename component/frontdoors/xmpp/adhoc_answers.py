"""Reads the forms that people's clients hand in (XEP-0004), which may hold anything."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from component.frontdoors.commands.description import Answers, Question
from component.frontdoors.xmpp.adhoc_forms import FORM_TYPE, STEP
from component.frontdoors.xmpp.commands_client import FORMS

_MOST_FIELDS = 200
_NUMBER = re.compile(r"[0-9]{1,9}")


class BadPayloadError(ValueError):
    """It is no form that answers these questions; the message is for the log."""


def read_answers(
    command: Element, form_type: str, questions: Sequence[Question]
) -> tuple[Answers, int | None]:
    """Read the form in a command.

    What is not there has been cleared: Gajim leaves out fields that are empty and boxes that are
    not ticked. Fields that nobody asked for are ignored (XEP-0004 §3.2), and so are types, which
    need not be given: the question knows its own.

    Args:
        command: The `<command/>`.
        form_type: What the form's `FORM_TYPE` is, if it has one.
        questions: Of the step.

    Returns:
        An answer to every question, not checked yet, and the number of the step that the form is
        for; None if the client dropped it. Nothing if there is no form and there are no questions.

    Raises:
        BadPayloadError: There is no form, or several, or it is another one.
    """
    forms = command.findall(f"{{{FORMS}}}x")
    if not forms and not questions:
        return {}, None
    if len(forms) != 1 or forms[0].get("type") != "submit":
        raise BadPayloadError("not one form that is submitted")
    names = {question.name for question in questions}
    fields = _fields(forms[0], {*names, FORM_TYPE, STEP})
    if questions and not fields:
        raise BadPayloadError("a form of something else")
    if fields.get(FORM_TYPE, form_type) != form_type:
        raise BadPayloadError("a form of another type")
    return {name: fields.get(name, "") for name in names}, _number(fields.get(STEP))


def _fields(form: Element, names: set[str]) -> dict[str, str]:
    """The values of the fields with these names."""
    elements = form.findall(f"{{{FORMS}}}field")
    if len(elements) > _MOST_FIELDS:
        raise BadPayloadError("too many fields")
    fields: dict[str, str] = {}
    for element in elements:
        name = element.get("var", "")
        if name not in names:
            continue
        if name in fields:
            raise BadPayloadError("a field that is there twice")
        fields[name] = _value(element)
    return fields


def _value(field: Element) -> str:
    values = field.findall(f"{{{FORMS}}}value")
    if len(values) > 1 or any(len(value) for value in values):
        raise BadPayloadError("a field with several values, or with elements in its value")
    return (values[0].text or "") if values else ""


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadPayloadError("the number of a step that is none")
    return int(text)
