"""The server's side of XEP-0114 on loopback: no more than the component's stream needs to see."""

import asyncio
import hashlib
import itertools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from xml.etree import ElementTree as ET

DOMAIN = "livechat.test"
JID = f"tiki.{DOMAIN}"
SECRET = "s3cret of the component ß"
LONGEST = 30.0
"""Seconds after which something that should happen at once is given up."""
_STREAM = "http://etherx.jabber.org/streams"
_ACCEPT = "{jabber:component:accept}"
_RAW_STANZA = re.compile(rb"<(iq|message|presence)\b.*?</\1>", re.DOTALL)

Answer = Callable[[ET.Element], str | None]
"""What the server says to a stanza; None for nothing."""


class Connection:
    """One connection of a component.

    Attributes:
        jid: What its stream is addressed to: the name that the component wants.
        is_bound: Whether the component has it.
        may_share: Whether it lets others have it too.
    """

    def __init__(self, writer: asyncio.StreamWriter, number: int) -> None:
        self.number = number
        self.jid = ""
        self.is_bound = False
        self.may_share = False
        self.received = b""
        self.stanzas: asyncio.Queue[ET.Element] = asyncio.Queue()
        self.ended = asyncio.Event()
        self._writer = writer

    @property
    def raw_stanzas(self) -> list[bytes]:
        """The stanzas as they came over the wire, those that have an end tag."""
        return [match[0] for match in _RAW_STANZA.finditer(self.received)]

    def send(self, xml: str) -> None:
        """Send text as it is."""
        if not self._writer.is_closing():
            self._writer.write(xml.encode())

    def drop(self) -> None:
        """Cut the connection."""
        self.is_bound = False
        self._writer.close()

    def refuse(self, condition: str) -> None:
        """End the stream with an error."""
        self.send(
            f"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
            "</stream:error></stream:stream>"
        )
        self.drop()

    async def stanza(self) -> ET.Element:
        """The next stanza of the component."""
        return await asyncio.wait_for(self.stanzas.get(), LONGEST)


class FakeServer:
    """Accepts components.

    Attributes:
        refusal: A stream error that the next handshakes are answered with; `close` for the end
            without a word, `close but for many` for the same, unless the component says that it
            allows others of its name, `close after the id` for the end after the stream's header,
            `silence` for no answer to the handshake.
        refused: The JID that it is for; '' for any.
        answer: What the server says to a component's stanzas.
        connections: All there have been.
    """

    def __init__(self) -> None:
        self.port = 0
        self.refusal: str | None = None
        self.refused = ""
        self.answer: Answer = answer_pings
        self.connections: list[Connection] = []
        self._accepted: asyncio.Queue[Connection] = asyncio.Queue()
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut all connections and listen no longer."""
        if self._server is not None:
            self._server.close()
        for connection in self.connections:
            connection.drop()
        if self._sessions:
            await asyncio.wait(self._sessions)

    async def accepted(self) -> Connection:
        """The next connection whose handshake succeeded."""
        return await asyncio.wait_for(self._accepted.get(), LONGEST)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(writer, next(self._numbers))
        self.connections.append(connection)
        session = asyncio.ensure_future(self._serve(connection, reader))
        self._sessions.add(session)
        session.add_done_callback(self._sessions.discard)

    async def _serve(self, connection: Connection, reader: asyncio.StreamReader) -> None:
        parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(["start", "end"])
        depth = 0
        try:
            while data := await reader.read(65536):
                connection.received += data
                parser.feed(data)
                for item in parser.read_events():
                    event, element = item[0], item[-1]
                    assert isinstance(element, ET.Element)
                    depth += 1 if event == "start" else -1
                    if event == "start" and depth == 1:
                        connection.jid = element.get("to", "")
                        connection.may_share = element.get("allowMultiple") == "true"
                        self._open(connection)
                    elif event == "end" and depth == 1:
                        self._take(connection, element)
                    elif depth == 0:
                        connection.send("</stream:stream>")
                        connection.drop()
        except ConnectionError:
            pass
        finally:
            connection.drop()
            connection.ended.set()

    def _open(self, connection: Connection) -> None:
        refusal = self._refusal(connection)
        if refusal == "close" or (refusal == "close but for many" and not connection.may_share):
            connection.drop()
            return
        connection.send(
            f"<stream:stream xmlns:stream='{_STREAM}' xmlns='jabber:component:accept' "
            f"from='{connection.jid}' id='stream-{connection.number}'>"
        )

    def _take(self, connection: Connection, element: ET.Element) -> None:
        if element.tag == _ACCEPT + "handshake":
            self._check_handshake(connection, element.text or "")
            return
        reply = self.answer(element)
        connection.stanzas.put_nowait(element)
        if reply is not None:
            connection.send(reply)

    def _check_handshake(self, connection: Connection, digest: str) -> None:
        expected = hashlib.sha1(  # noqa: S324  XEP-0114 says so
            f"stream-{connection.number}{SECRET}".encode()
        ).hexdigest()
        refusal = self._refusal(connection)
        if refusal == "close after the id":
            connection.drop()
        elif refusal == "silence":
            return
        elif refusal is not None:
            connection.refuse(refusal)
        elif digest != expected:
            connection.refuse("not-authorized")
        elif not connection.may_share and any(
            one.is_bound and one.jid == connection.jid for one in self.connections
        ):
            connection.refuse("conflict")
        else:
            connection.is_bound = True
            connection.send("<handshake/>")
            self._accepted.put_nowait(connection)

    def _refusal(self, connection: Connection) -> str | None:
        return self.refusal if self.refused in ("", connection.jid) else None


def answer_pings(stanza: ET.Element) -> str | None:
    """What Openfire says to a component's ping, and nothing else."""
    if stanza.find("{urn:xmpp:ping}ping") is None:
        return None
    return f"<iq type='result' id='{stanza.get('id')}' from='{DOMAIN}' to='{stanza.get('from')}'/>"


@asynccontextmanager
async def fake_server() -> AsyncIterator[FakeServer]:
    """A server that listens, and is gone afterwards."""
    server = FakeServer()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
