"""Runs ad-hoc commands of the chat server, as their client (XEP-0050): its forms, then one note."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from component.frontdoors.xmpp.asking import SERVER
from component.frontdoors.xmpp.stanza_text import NOT_XML
from component.ports import Fields, Rejected, Unavailable

COMMANDS = "http://jabber.org/protocol/commands"
Result = Mapping[str, Sequence[str]]
"""Field of a command's result → its values."""
FORMS = "jabber:x:data"
_ADMIN_FORM = "http://jabber.org/protocol/admin"
_MOST_STEPS = 5
"""More than any command of Openfire's has."""


async def run(ask: Callable[[Element], Awaitable[Element]], node: str, fields: Fields) -> Result:
    """Run a command to its end.

    Args:
        ask: Sends an IQ of type set, and gives its answer; raises as `ports.CommandRunner`.
        node: The command's node.
        fields: Its form, for whatever step asks for it.

    Returns:
        The values of each field of its result.

    Raises:
        Unavailable: Not known whether it was carried out.
        Rejected: It was not.
    """
    form = fill_in(fields)
    answer = await ask(execute(node))
    for _ in range(_MOST_STEPS):
        check_note(answer, node)
        if is_complete(answer):
            return result_of(answer)
        answer = await ask(hand_in(answer, node, form))
    raise Unavailable(SERVER, f"the command {node} asks for more and more")


def execute(node: str) -> Element:
    """The element that starts a command."""
    return Element(f"{{{COMMANDS}}}command", {"node": node, "action": "execute"})


def fill_in(fields: Fields) -> Element:
    """A command's form, filled in.

    Raises:
        Rejected: A value has a character that XML cannot carry: it would break the stream.
    """
    form = Element(f"{{{FORMS}}}x", {"type": "submit"})
    for name, given in {"FORM_TYPE": _ADMIN_FORM, **fields}.items():
        field = SubElement(form, f"{{{FORMS}}}field", {"var": name})
        for value in (given,) if isinstance(given, str) else given:
            if NOT_XML.search(value):
                raise Rejected(f"{name} has a character that XML cannot carry")
            SubElement(field, f"{{{FORMS}}}value").text = value
    return form


def hand_in(answer: Element, node: str, form: Element) -> Element:
    """The element that hands in the form that a command waits for, the last one if it may be.

    Openfire puts all forms of a command together at its end: each of them may be the whole.

    Args:
        answer: What the server said to the step before.
        node: The command's node.
        form: From `fill_in`.

    Raises:
        Unavailable: The answer is not that of a command that waits for a form.
    """
    command = answer.find(f"{{{COMMANDS}}}command")
    session = command.get("sessionid") if command is not None else None
    if command is None or not session:
        raise Unavailable("Openfire", f"the command {node} gave no session")
    actions = command.find(f"{{{COMMANDS}}}actions")
    ends = actions is None or actions.find(f"{{{COMMANDS}}}complete") is not None
    attributes = {"node": node, "action": "complete" if ends else "next", "sessionid": session}
    submitted = Element(f"{{{COMMANDS}}}command", attributes)
    submitted.append(form)
    return submitted


def is_complete(answer: Element) -> bool:
    """Tell whether a command has ended: at once if it has no form."""
    command = answer.find(f"{{{COMMANDS}}}command")
    return command is not None and command.get("status") == "completed"


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
    fields = answer.iterfind(f"{{{COMMANDS}}}command/{{{FORMS}}}x/{{{FORMS}}}field")
    return {
        field.get("var", ""): [value.text or "" for value in field.iterfind(f"{{{FORMS}}}value")]
        for field in fields
    }
