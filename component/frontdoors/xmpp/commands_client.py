"""Runs ad-hoc commands of the chat server, as their client (XEP-0050): one form, one note."""

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from component.ports import Fields, Rejected, Unavailable

COMMANDS = "http://jabber.org/protocol/commands"
Result = Mapping[str, Sequence[str]]
"""Field of a command's result → its values."""
_FORMS = "jabber:x:data"
_ADMIN_FORM = "http://jabber.org/protocol/admin"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def execute(node: str) -> Element:
    """The element that starts a command."""
    return Element(f"{{{COMMANDS}}}command", {"node": node, "action": "execute"})


def fill_in(fields: Fields) -> Element:
    """A command's form, filled in.

    Raises:
        Rejected: A value has a character that XML cannot carry: it would break the stream.
    """
    form = Element(f"{{{_FORMS}}}x", {"type": "submit"})
    for name, given in {"FORM_TYPE": _ADMIN_FORM, **fields}.items():
        field = SubElement(form, f"{{{_FORMS}}}field", {"var": name})
        for value in (given,) if isinstance(given, str) else given:
            if _NOT_XML.search(value):
                raise Rejected(f"{name} has a character that XML cannot carry")
            SubElement(field, f"{{{_FORMS}}}value").text = value
    return form


def complete(node: str, session: str, form: Element) -> Element:
    """The element that hands in a command's form and ends it."""
    attributes = {"node": node, "action": "complete", "sessionid": session}
    command = Element(f"{{{COMMANDS}}}command", attributes)
    command.append(form)
    return command


def is_complete(answer: Element) -> bool:
    """Tell whether a command ended at once, since it has no form."""
    command = answer.find(f"{{{COMMANDS}}}command")
    return command is not None and command.get("status") == "completed"


def session_of(answer: Element, node: str) -> str:
    """Read the session id of a command that has been started.

    Raises:
        Unavailable: The answer is not that of a command that waits for its form.
    """
    command = answer.find(f"{{{COMMANDS}}}command")
    session = command.get("sessionid") if command is not None else None
    if not session:
        raise Unavailable("Openfire", f"the command {node} gave no session")
    return session


def check_note(answer: Element, node: str) -> None:
    """Read the note at the end of a command; only its type counts, its text is localised.

    Raises:
        Rejected: The server says that it did not do it.
    """
    for note in answer.iter(f"{{{COMMANDS}}}note"):
        if note.get("type") == "error":
            raise Rejected(f"{node.rpartition('#')[2]}: {note.text or 'no reason given'}")


def result_of(answer: Element) -> Result:
    """Read what a command that has ended tells; nothing if it has no result."""
    fields = answer.iterfind(f"{{{COMMANDS}}}command/{{{_FORMS}}}x/{{{_FORMS}}}field")
    return {
        field.get("var", ""): [value.text or "" for value in field.iterfind(f"{{{_FORMS}}}value")]
        for field in fields
    }
