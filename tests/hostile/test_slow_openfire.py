"""A chat server that is slow, stuck or endless: it is let go, and a good one is found again.

What it does when there is none is in tests/wire/test_stream.py, of pings in test_pings.py.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from component.frontdoors.xmpp import stream as stream_module
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.stream import ComponentStream
from component.frontdoors.xmpp.stream_settings import StreamSettings
from tests.hostile.counting import tried
from tests.wire.conftest import QuickBackoff, running, until
from tests.wire.fake_server import DOMAIN, JID, SECRET
from tests.wire.questions import SEAL, Answers

HEADER = (
    "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' "
    f"xmlns='jabber:component:accept' from='{JID}' id='s1'>"
).encode()
PROOF = hashlib.sha1(f"s1{SECRET}".encode()).hexdigest().encode()  # noqa: S324  XEP-0114 says so
Ways = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
QUICK = 0.5
SECONDS = 20


async def _never(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(SECONDS)


async def _trickle(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for place in range(len(HEADER)):
        writer.write(HEADER[place : place + 1])
        await asyncio.sleep(0.2)


async def _blanks(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEADER)
    while True:
        writer.write(b" " * 1000)
        await asyncio.sleep(0.05)


async def _bind(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEADER)
    await reader.readuntil(PROOF)
    writer.write(b"<handshake/>")


async def _bound_and_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _bind(reader, writer)
    await asyncio.sleep(SECONDS)


async def _half_a_stanza(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _bind(reader, writer)
    writer.write(f"<message from='{DOMAIN}' to='{JID}'><body>and then".encode())
    await asyncio.sleep(SECONDS)


async def _endless_stanza(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _bind(reader, writer)
    writer.write(f"<message from='{DOMAIN}' to='{JID}'><body>".encode())
    while True:
        writer.write(b"and so on ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _asks_and_never_reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _bind(reader, writer)
    for number in range(1_000_000):
        writer.write(
            f"<iq type='get' id='{number}' from='{DOMAIN}' to='{JID}'>"
            f"<login xmlns='urn:tiki-livechat:login:1'>{'x' * 500}</login></iq>".encode()
        )
        await writer.drain()
        await asyncio.sleep(0.001)


@asynccontextmanager
async def serving(*ways: Ways) -> AsyncIterator[tuple[int, list[int]]]:
    """A server that treats its first connections in these ways, and the next as it should."""
    connections: list[int] = []
    sessions: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(connections)
        connections.append(number)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                if number < len(ways):
                    await ways[number](reader, writer)
                else:
                    await _bind(reader, writer)
                    await _answer_pings(reader, writer)
        finally:
            writer.transport.abort()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sessions.append(asyncio.ensure_future(serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], connections
    finally:
        server.close()
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        await server.wait_closed()


async def _answer_pings(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while found := await reader.readuntil(b"</iq>"):
        stanza_id = found.partition(b'id="')[2].partition(b'"')[0].decode()
        writer.write(f"<iq type='result' id='{stanza_id}' from='{DOMAIN}' to='{JID}'/>".encode())


@pytest.mark.parametrize(
    "way",
    [
        _never,
        _trickle,
        _blanks,
        _bound_and_silent,
        _half_a_stanza,
        _endless_stanza,
        _asks_and_never_reads,
    ],
)
async def test_it_lets_go_and_comes_back(way: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    tried("slow servers")
    monkeypatch.setattr(stream_module, "Backoff", QuickBackoff)
    async with serving(way) as (port, connections):
        stream = ComponentStream(
            StreamSettings(
                "127.0.0.1",
                port,
                DOMAIN,
                JID,
                SECRET,
                connect_timeout=QUICK,
                request_timeout=QUICK,
                ping_interval=QUICK,
            )
        )
        stream.attach(LoginQuestions(Answers(), SEAL, DOMAIN))
        async with running(stream):
            await until(lambda: len(connections) > 1 and stream.is_up)
            assert stream.is_up
