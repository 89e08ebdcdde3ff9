"""The component's side of a stream with all its doors, over fakes, on a server of the tests."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from component.domain.names import ChatUsername
from component.frontdoors.answers import all_answers
from component.frontdoors.commands.description import Person
from component.frontdoors.commands.desk import Desk
from component.frontdoors.texts import Texts, load_catalogues
from component.frontdoors.wording import Site
from component.frontdoors.xmpp.adhoc import AdHocCommands
from component.frontdoors.xmpp.adhoc_discovery import Discovery
from component.frontdoors.xmpp.allowance import Allowance
from component.frontdoors.xmpp.askers import Askers
from component.frontdoors.xmpp.chat_text import ChatText
from component.frontdoors.xmpp.inbox import Inbox
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.messages import ChatMessages
from component.frontdoors.xmpp.presence_watch import PresenceWatch
from component.frontdoors.xmpp.replies import ReminderReplies, Replies
from component.frontdoors.xmpp.rooms_client import RoomsClient
from component.frontdoors.xmpp.seal import NAMESPACE
from component.frontdoors.xmpp.stream import ComponentStream
from component.frontdoors.xmpp.stream_settings import StreamSettings
from tests.unit.frontdoors.errands import Errands, somebody
from tests.unit.usecases.house import House
from tests.wire.conftest import running
from tests.wire.fake_server import DOMAIN, JID, LONGEST, SECRET, Connection, FakeServer
from tests.wire.questions import SEAL
from tests.wire.watched import Listener, Openfire

LOGIN = f"{{{NAMESPACE}}}login"
ROOM = f"helpers@conference.{DOMAIN}"
ADDRESS = f"migration@{JID}"
ALICE, PASSWORD = "Alice Smith", "her pass word é"
PLENTY = 10**9


@dataclass
class Bridge:
    """The running component, and its server.

    Attributes:
        house: What sign-ins are decided in; Alice is in it.
        answers: All stanzas that the component sent since the last look.
    """

    house: House
    server: FakeServer
    connection: Connection
    listener: Listener
    errands: Errands
    answers: list[ET.Element] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def send(self, *stanzas: str) -> None:
        """Send stanzas as they are, then sign Alice in; and look at what was said meanwhile."""
        self.connection.received = b""
        stanza_id = f"alice-{next(self._numbers)}"
        self.connection.send("".join(stanzas))
        self.connection.send(question(stanza_id, ALICE, PASSWORD))
        self.answers = []
        while True:
            stanza = await self.connection.stanza()
            self.answers.append(stanza)
            if stanza.get("id") == stanza_id and stanza.get("to") == DOMAIN:
                break
        login = self.answers[-1].find(LOGIN)
        assert login is not None, ET.tostring(self.answers[-1])
        assert login.attrib == {"decision": "accept", "username": "alicesmith"}
        assert len(self.server.connections) == 1
        assert not self.connection.ended.is_set()

    def check_answers(self) -> None:
        """Nobody but the server was told a decision, and nothing of our inner workings was said."""
        for answer in self.answers:
            login = answer.find(LOGIN)
            if answer.get("to") != DOMAIN:
                assert login is None or not login.attrib, ET.tostring(answer)
            for text in answer.itertext():
                assert "Traceback" not in text
                assert "Error" not in text
                assert "component/" not in text


def question(stanza_id: str, name: str, password: str) -> str:
    """A login question of the server."""
    iq = ET.Element("iq", {"type": "get", "from": DOMAIN, "to": JID, "id": stanza_id})
    ET.SubElement(iq, LOGIN).text = SEAL.seal(name, password, stanza_id)
    return ET.tostring(iq, encoding="unicode")


class _Anybody:
    """Makes out who somebody is: everybody has an account, but the guest."""

    async def find(self, username: ChatUsername, language: str) -> Person | None:
        return None if username == "guest" else somebody(username, language=language or "en")


async def _remind(*_: object) -> None:
    """Take an answer to a reminder."""


async def _concerns(username: ChatUsername) -> bool:
    return username == "bob"


@asynccontextmanager
async def bridge(house: House, server: FakeServer) -> AsyncIterator[Bridge]:
    """The component for the length of a block."""
    house.add(ALICE, PASSWORD, "alicesmith")
    listener, errands = Listener(), Errands()
    server.answer = Openfire()
    settings = StreamSettings(
        "127.0.0.1", server.port, DOMAIN, JID, SECRET, connect_timeout=LONGEST, ping_interval=600
    )
    stream = ComponentStream(settings)
    stream._xmpp._seldom._seconds = 0  # every exception is to be seen
    texts = Texts(load_catalogues())
    messages = ChatMessages(stream, DOMAIN, ADDRESS, texts, Site("Our Site", DOMAIN))
    desk = Desk(errands.commands, errands.is_admin)
    askers = Askers(DOMAIN, {JID, ADDRESS}, _Anybody().find, most=PLENTY, most_of_one=PLENTY)
    replies = Replies(
        desk=desk,
        descriptions=desk.descriptions,
        chat_text=ChatText(desk),
        people=_Anybody(),
        writer=messages,
        words=all_answers(texts.catalogues.values()),
        translate=texts.translate,
        reminders=ReminderReplies(_remind, _concerns),
        a_minute=Allowance(PLENTY, 60.0),
        an_hour=Allowance(PLENTY, 60.0),
        hints=Allowance(PLENTY, 60.0),
    )
    inbox = Inbox(replies, DOMAIN, (JID, ADDRESS))
    watch = PresenceWatch(listener, stream, DOMAIN)
    for door in (
        LoginQuestions(house.log_in, SEAL, DOMAIN),
        messages,
        AdHocCommands(desk, askers),
        Discovery(desk, askers, "Our Site"),
        inbox,
        watch,
        RoomsClient(stream, (ROOM,)),
    ):
        stream.attach(door)
    async with AsyncExitStack() as stack:
        for work in (inbox.run, watch.run):
            task = asyncio.create_task(work())
            stack.push_async_callback(_end, task)
        await stack.enter_async_context(running(stream))
        yield Bridge(house, server, await server.accepted(), listener, errands)


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
