"""Asking the component for commands as people's clients do, and reading its answers."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree import ElementTree as ET

from component.domain.names import ChatUsername
from component.frontdoors.commands.description import Person
from component.frontdoors.commands.desk import Desk
from component.frontdoors.xmpp.adhoc import AdHocCommands
from component.frontdoors.xmpp.adhoc_discovery import Discovery
from component.frontdoors.xmpp.askers import Askers
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Unavailable
from tests.unit.frontdoors.errands import Errands, somebody
from tests.wire.conftest import running
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer
from tests.wire.questions import error_of

COMMANDS = "http://jabber.org/protocol/commands"
DATA = "jabber:x:data"
NODE = "urn:tiki-livechat:command:"
ADDRESS = f"migration@{JID}"
ADA, PHONE, BOB = f"ada@{DOMAIN}/home", f"ada@{DOMAIN}/phone", f"bob@{DOMAIN}/x"
GUEST, LOST = "guest", "lost"


async def person_for(username: ChatUsername, language: str) -> Person | None:
    """Everybody has an account but the guest; of one nobody can tell."""
    if username == LOST:
        raise Unavailable("Openfire's database", "away")
    return None if username == GUEST else somebody(username, language=language or "en")


class Client:
    """Asks over a component's connection, in the name of anybody."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._ids = itertools.count(1)

    def send(
        self, payload: str, sender: str = ADA, kind: str = "set", to: str = JID, more: str = ""
    ) -> str:
        """Ask; returns the id of the question."""
        stanza_id = f"q{next(self._ids)}"
        self.connection.send(
            f"<iq type='{kind}' from='{sender}' to='{to}' id='{stanza_id}'{more}>{payload}</iq>"
        )
        return stanza_id

    async def receive(self) -> tuple[str, bytes]:
        """The next answer: its id, and as it came over the wire."""
        answer = await self.connection.stanza()
        stanza_id = answer.get("id", "")
        (raw,) = [r for r in self.connection.raw_stanzas if f'id="{stanza_id}"'.encode() in r]
        return stanza_id, raw

    async def ask(
        self, payload: str, sender: str = ADA, kind: str = "set", to: str = JID, more: str = ""
    ) -> bytes:
        """Ask, and wait for the answer."""
        asked = self.send(payload, sender, kind, to, more)
        answered, raw = await self.receive()
        assert answered == asked
        return raw

    async def result(self, payload: str, sender: str = ADA, more: str = "") -> ET.Element:
        """Ask, and read the `<command/>` that comes."""
        iq = ET.fromstring(await self.ask(payload, sender, more=more))  # noqa: S314  our own XML
        assert (iq.get("type"), iq.get("to"), iq.get("from")) == ("result", sender, JID)
        (found,) = list(iq)
        assert found.tag == f"{{{COMMANDS}}}command"
        return found

    async def refusal(
        self, payload: str, sender: str = ADA, kind: str = "set", to: str = JID, more: str = ""
    ) -> tuple[str, str]:
        """Ask, and read condition and type of the error that comes; beside them a command's own."""
        raw = await self.ask(payload, sender, kind, to, more)
        iq = ET.fromstring(raw)  # noqa: S314  our own XML
        own = [e.tag for e in iq.iterfind(f"error/{{{COMMANDS}}}*")]
        condition, kind, _said = error_of(raw)
        return " ".join([condition, *(t.partition("}")[2] for t in own)]), kind


def command(name: str, form: str = "", **attributes: str) -> str:
    """A `<command/>`."""
    shown = "".join(f" {key.replace('_', ':')}='{value}'" for key, value in attributes.items())
    return f"<command xmlns='{COMMANDS}' node='{NODE}{name}'{shown}>{form}</command>"


def form(*fields: str, kind: str = "submit", **values: str) -> str:
    """A filled-in form; `fields` as they are."""
    named = "".join(f"<field var='{k}'><value>{v}</value></field>" for k, v in values.items())
    return f"<x xmlns='{DATA}' type='{kind}'>{named}{''.join(fields)}</x>"


def session_of(answer: ET.Element) -> str:
    """The id of the session that an answer is in."""
    return answer.get("sessionid", "")


def notes(answer: ET.Element) -> list[tuple[str | None, str | None]]:
    """Type and text of the notes in an answer."""
    return [(note.get("type"), note.text) for note in answer.iterfind(f"{{{COMMANDS}}}note")]


def actions(answer: ET.Element) -> tuple[str, list[str]]:
    """What can be done next: the default, and all."""
    (found,) = answer.findall(f"{{{COMMANDS}}}actions")
    return found.get("execute", ""), [action.tag.partition("}")[2] for action in found]


def values(answer: ET.Element) -> dict[str, list[str]]:
    """The fields of the form in an answer with their values."""
    fields = answer.iterfind(f"{{{DATA}}}x/{{{DATA}}}field")
    return {
        field.get("var", ""): [value.text or "" for value in field.iterfind(f"{{{DATA}}}value")]
        for field in fields
    }


@asynccontextmanager
async def serving(
    server: FakeServer, stream: ComponentStream, errands: Errands
) -> AsyncIterator[Client]:
    """A component with commands that is connected for the length of a block."""
    desk = Desk(errands.commands, errands.is_admin)
    askers = Askers(DOMAIN, {JID, ADDRESS}, person_for, most=20, most_of_one=4)
    for door in (AdHocCommands(desk, askers), Discovery(desk, askers, "Our Site")):
        stream.attach(door)
    async with running(stream):
        yield Client(await asyncio.wait_for(server.accepted(), 10))
