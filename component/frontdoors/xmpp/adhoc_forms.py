"""Steps of a command as people see them in their client: XEP-0050 stages with XEP-0004 forms.

They are made for what clients do show. Gajim and Psi know no tables, and Psi has one note only and
the first `instructions`. A `fixed` field shows its first value only in the one, and no line breaks
in the other. So a table is a `text-multi` field, whose content nobody reads when it comes back; in
a result a single one is there as items too, for the clients that make columns of them.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from component.frontdoors.commands.description import (
    Ask,
    Kind,
    Person,
    Question,
    Table,
    Told,
)
from component.frontdoors.commands.table_text import table_lines
from component.frontdoors.commands.turns import Turn
from component.frontdoors.xmpp.commands_client import COMMANDS, FORMS
from component.frontdoors.xmpp.stanza_text import LANGUAGE, carried

NODE = "urn:tiki-livechat:command:"
"""Begins the node of every command, and ends with its name."""
FORM_TYPE = "FORM_TYPE"
STEP = "urn:tiki-livechat:step"
"""The hidden field that tells which step a form is for."""
MOST_ROWS = 200
"""Of a table in one stanza."""


def show(turn: Turn, person: Person, session: str, problem: str = "") -> Element:
    """Make the `<command/>` of an answer.

    Args:
        turn: Where somebody is.
        person: Who that is.
        session: Its id, also of one that has ended: clients that gave one look for it.
        problem: Why it is the step that was there before; '' if it is another.
    """
    step = turn.step
    status = "executing" if isinstance(step, Ask) else "completed"
    command = _command(turn.description.name, session, status, person.language)
    if isinstance(step, Ask):
        _add_actions(command, step, has_way_back=turn.has_way_back)
        command.append(_form(turn, step, person))
        if problem:
            _add_note(command, "error", problem)
    else:
        _add_note(command, "error" if step.is_problem else "info", "\n".join(step.lines))
        if step.tables:
            command.append(_result(turn, step, person))
    return command


def show_cancelled(name: str, session: str, language: str) -> Element:
    """Make the `<command/>` that says that a command has been cancelled.

    Args:
        name: The command's.
        session: The id of the session.
        language: A BCP 47 tag.
    """
    return _command(name, session, "canceled", language)


def _command(name: str, session: str, status: str, language: str) -> Element:
    attributes = {"node": NODE + name, "sessionid": session, "status": status}
    return Element(f"{{{COMMANDS}}}command", {**attributes, LANGUAGE: language})


def _add_actions(command: Element, step: Ask, *, has_way_back: bool) -> None:
    """Say what buttons there are: a step that asks for a confirmation is the last one."""
    forth = "complete" if step.confirm else "next"
    actions = SubElement(command, f"{{{COMMANDS}}}actions", {"execute": forth})
    if has_way_back:
        SubElement(actions, f"{{{COMMANDS}}}prev")
    SubElement(actions, f"{{{COMMANDS}}}{forth}")


def _add_note(command: Element, kind: str, text: str) -> None:
    SubElement(command, f"{{{COMMANDS}}}note", {"type": kind}).text = carried(text)


def _form(turn: Turn, step: Ask, person: Person) -> Element:
    form = _start("form", step.title)
    if step.lines:
        SubElement(form, f"{{{FORMS}}}instructions").text = carried("\n".join(step.lines))
    form.append(_hidden(FORM_TYPE, NODE + turn.description.name))
    form.append(_hidden(STEP, str(turn.number)))
    form.extend(_tables_as_text(step.tables, person))
    form.extend(_question(question) for question in step.questions)
    return form


def _result(turn: Turn, step: Told, person: Person) -> Element:
    form = _start("result", turn.description.title(person.t))
    form.append(_hidden(FORM_TYPE, NODE + turn.description.name))
    form.extend(_tables_as_text(step.tables, person))
    if len(step.tables) == 1:
        form.extend(_items(step.tables[0]))
    return form


def _start(kind: str, title: str) -> Element:
    form = Element(f"{{{FORMS}}}x", {"type": kind})
    SubElement(form, f"{{{FORMS}}}title").text = carried(title)
    return form


def _tables_as_text(tables: Iterable[Table], person: Person) -> Iterable[Element]:
    for number, table in enumerate(tables, 1):
        field = _field("text-multi", f"urn:tiki-livechat:table:{number}", table.title)
        _add_values(field, table_lines(table, person.t, MOST_ROWS))
        yield field


def _items(table: Table) -> Iterable[Element]:
    """A table as a header and items (XEP-0004 §3.4), of which a form can have one."""
    reported = Element(f"{{{FORMS}}}reported")
    reported.extend(_field("text-single", name, label) for name, label in table.columns.items())
    yield reported
    for row in table.rows[:MOST_ROWS]:
        item = Element(f"{{{FORMS}}}item")
        for name, cell in zip(table.columns, row, strict=True):
            field = SubElement(item, f"{{{FORMS}}}field", {"var": name})
            _add_values(field, (cell,))
        yield item


def _question(question: Question) -> Element:
    field = _field(question.kind.value, question.name, question.label)
    if question.hint:
        SubElement(field, f"{{{FORMS}}}desc").text = carried(question.hint)
    if question.is_required:
        SubElement(field, f"{{{FORMS}}}required")
    value = question.value or ("0" if question.kind is Kind.YES_NO else "")
    if value:
        _add_values(field, (value,))
    for choice in question.choices:
        option = SubElement(field, f"{{{FORMS}}}option", {"label": carried(choice.label)})
        _add_values(option, (choice.value,))
    return field


def _hidden(name: str, value: str) -> Element:
    field = Element(f"{{{FORMS}}}field", {"var": name, "type": "hidden"})
    _add_values(field, (value,))
    return field


def _field(kind: str, name: str, label: str) -> Element:
    attributes = {"var": name, "type": kind, "label": carried(label)}
    return Element(f"{{{FORMS}}}field", attributes)


def _add_values(element: Element, values: Iterable[str]) -> None:
    for value in values:
        SubElement(element, f"{{{FORMS}}}value").text = carried(value)
