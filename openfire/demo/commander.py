"""Ad-hoc commands as any chat client uses them (XEP-0050): slixmpp's own client side of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slixmpp import ClientXMPP
from slixmpp.plugins.xep_0004 import Form

PLUGINS = ("xep_0004", "xep_0030", "xep_0050")
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client shows at one step of a command.

    Attributes:
        status: `executing`, `completed` or `canceled`.
        session: Its id.
        actions: What may be done next.
        notes: Type and text of each note.
        title: Of the form, '' for none.
        text: Everything that is to be read in the form: instructions and fixed fields.
        fields: Value of each field that can be filled in, by its name.
        labels: Label of each, likewise.
        options: Values to choose from, likewise.
        rows: Of a table, cells by the labels of their columns.
    """

    status: str
    session: str
    actions: frozenset[str]
    notes: tuple[tuple[str, str], ...]
    title: str
    text: str
    fields: Mapping[str, str]
    labels: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]]
    rows: tuple[Mapping[str, str], ...]

    @property
    def words(self) -> str:
        """All that can be read: notes, texts, and tables."""
        cells = (" ".join(row.values()) for row in self.rows)
        return "\n".join([*(text for _, text in self.notes), self.title, self.text, *cells])


class Commander:
    """Somebody's commands at an address.

    Args:
        xmpp: Their client, with `PLUGINS` registered.
        jid: The address.
    """

    def __init__(self, xmpp: ClientXMPP, jid: str) -> None:
        self._xmpp = xmpp
        self._adhoc: Any = xmpp.plugin["xep_0050"]
        self._jid = jid

    async def listed(self) -> Mapping[str, str]:
        """The commands that are offered, in that order: node → title."""
        answer = await self._adhoc.get_commands(self._jid, timeout=_SECONDS)
        items = answer.xml.iter("{http://jabber.org/protocol/disco#items}item")
        return {item.get("node", ""): item.get("name", "") for item in items}

    async def execute(self, node: str, *, language: str = "") -> Shown:
        """Begin a command.

        Raises:
            slixmpp.exceptions.IqError: The answer is a stanza error.
        """
        return await self.send(node, "execute", language=language)

    async def send(
        self,
        node: str,
        action: str,
        session: str | None = None,
        values: Mapping[str, str] | None = None,
        *,
        language: str = "",
    ) -> Shown:
        """Send any step of a command; raises as `execute`."""
        form = None
        if values is not None:
            form = Form()
            form["type"] = "submit"
            for name, value in values.items():
                form.add_field(var=name, value=value)
        iq = self._xmpp.make_iq_set(ito=self._jid)
        if language:
            iq["lang"] = language
        command = iq["command"]
        command["node"], command["action"] = node, action
        if session is not None:
            command["sessionid"] = session
        if form is not None:
            command.append(form)
        return _read(await iq.send(timeout=_SECONDS))


def _read(answer: Any) -> Shown:  # noqa: ANN401  slixmpp's stanza
    command = answer["command"]
    notes = tuple((str(kind), str(text)) for kind, text in command["notes"])
    form = command["form"] if command.xml.find("{jabber:x:data}x") is not None else None
    fields = form.get_fields() if form is not None else {}
    fixed = [] if form is None else _texts(form)
    asked = {name: field for name, field in fields.items() if name and field["type"] != "fixed"}
    return Shown(
        status=str(command["status"]),
        session=str(command["sessionid"]),
        actions=frozenset(command["actions"]),
        notes=notes,
        title="" if form is None else str(form["title"]),
        text="\n".join(fixed),
        fields={name: _value(field) for name, field in asked.items()},
        labels={name: str(field["label"]) for name, field in asked.items()},
        options={
            name: tuple(str(option["value"]) for option in field["options"])
            for name, field in asked.items()
            if field["options"]
        },
        rows=() if form is None else _rows(form),
    )


def _texts(form: Any) -> list[str]:  # noqa: ANN401  slixmpp's stanza
    namespace = "{jabber:x:data}"
    found = [e.text or "" for e in form.xml.iterfind(f"{namespace}instructions")]
    for field in form.xml.iterfind(f"{namespace}field"):
        if field.get("type") in ("fixed", "text-multi") or form["type"] == "result":
            label = field.get("label", "")
            values = [v.text or "" for v in field.iterfind(f"{namespace}value")]
            found += [f"{label}: {value}" if label else value for value in values]
    return found


def _value(field: Any) -> str:  # noqa: ANN401  slixmpp's stanza
    values = [v.text or "" for v in field.xml.iterfind("{jabber:x:data}value")]
    return "\n".join(values)


def _rows(form: Any) -> tuple[Mapping[str, str], ...]:  # noqa: ANN401  slixmpp's stanza
    namespace = "{jabber:x:data}"
    labels = {
        field.get("var", ""): field.get("label", "")
        for field in form.xml.iterfind(f"{namespace}reported/{namespace}field")
    }
    return tuple(
        {
            labels[field.get("var", "")]: field.findtext(f"{namespace}value", "")
            for field in item.iterfind(f"{namespace}field")
        }
        for item in form.xml.iterfind(f"{namespace}item")
    )
