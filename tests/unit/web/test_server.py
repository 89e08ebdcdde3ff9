"""How the pages are served: from start to stop, and what a connection may cost."""

import asyncio
import contextlib
import gc
import logging
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, DummyCookieJar

from component.frontdoors.doors import DoorError, TakenDoorError
from component.frontdoors.web.app import make_app
from component.frontdoors.web.server import WebServer
from tests.unit.web.conftest import SETTINGS, TEXTS, open_pages
from tests.unit.web.guest import Client, Guest
from tests.unit.web.town import LINK, Town
from tests.unit.web.ways import to_both_confirm

HOME = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
SECONDS = 20
"""Until a test that would hang fails."""


@asynccontextmanager
async def served(
    town: Town,
    *,
    most_connections: int = 500,
    idle_seconds: float = 20.0,
    unread_seconds: float = 30.0,
) -> AsyncIterator[WebServer]:
    """A server that runs."""
    server = WebServer(
        make_app(town.services, SETTINGS, TEXTS),
        "127.0.0.1",
        0,
        most_connections=most_connections,
        idle_seconds=idle_seconds,
        unread_seconds=unread_seconds,
    )
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def say(server: WebServer, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send bytes; tells all that comes back until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        async with asyncio.timeout(SECONDS):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_it_serves_from_start_to_stop(town: Town) -> None:
    async with served(town) as server:
        answer = await say(server, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b"</html>")
        port = server.port
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await server.stop()


async def test_a_port_that_is_in_use_is_named_with_its_setting(town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = WebServer(make_app(town.services, SETTINGS, TEXTS), "127.0.0.1", port)
        with pytest.raises(TakenDoorError) as error:
            await server.start()
        assert f"127.0.0.1:{port}, something else listens there" in str(error.value)
        assert "web.host and web.port" in str(error.value)
        await server.stop()


@pytest.mark.parametrize(("host", "is_for_now"), [("192.0.2.1", True), ("no such host", False)])
async def test_a_host_that_is_not_ours_is_named_with_its_setting(
    town: Town, host: str, *, is_for_now: bool
) -> None:
    """An address may be this machine's as soon as its network is up."""
    server = WebServer(make_app(town.services, SETTINGS, TEXTS), host, 0)
    with pytest.raises(DoorError, match=rf"{host}:0, .*; set web\.host and web\.port") as error:
        await server.start()
    assert isinstance(error.value, TakenDoorError) is is_for_now


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b"GET / HTTP/1.1\r\nHost: x\r\n"],
        [b"GET / HTTP/1.1\r\nX: "] + [b"x"] * 40,
        [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
        [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HT"],
    ],
    ids=["silent", "stuck", "trickling", "kept", "stuck-later"],
)
async def test_a_connection_is_closed_that_brings_no_request(
    town: Town, parts: list[bytes]
) -> None:
    loop = asyncio.get_running_loop()
    async with served(town, idle_seconds=0.2) as server:
        began = loop.time()
        await say(server, *parts, pause=0.02)
        assert loop.time() - began < SECONDS / 2


async def test_a_request_that_takes_longer_is_answered_all_the_same(town: Town) -> None:
    town.patience = 0.5
    async with served(town, idle_seconds=0.1) as server, open_pages(town) as pages:
        guest = Guest(pages)
        confirm = await to_both_confirm(guest)
        cookie = "; ".join(f"{name}={value}" for name, value in guest.cookies.items())
        body = f"token={confirm.forms[0]['token']}"
        answer = await say(
            server,
            f"POST /both/check HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"\r\n{body}".encode("ascii"),
        )
    assert answer.startswith(b"HTTP/1.1 303 See Other\r\n")
    assert b"\r\nLocation: /done\r\n" in answer


async def test_a_migration_under_way_is_finished_before_the_end(town: Town) -> None:
    town.patience = 0.3
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        async with served(town) as server:
            guest = Guest(Client(session, server.port))
            await to_both_confirm(guest)
            request = asyncio.create_task(guest.send(follow=False))
            await town.begun.wait()
            assert not request.done()
        assert (await request).headers["Location"] == "/done"


async def test_there_are_only_so_many_connections(town: Town) -> None:
    async with served(town, most_connections=2) as server:
        kept = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(2)]
        request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        for reader, writer in kept:
            writer.write(request)
            assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        assert (await say(server)).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        for _reader, writer in kept:
            writer.close()
            await writer.wait_closed()
        answer = b"HTTP/1.1 503"
        async with asyncio.timeout(SECONDS):
            while answer.startswith(b"HTTP/1.1 503"):
                answer = await say(
                    server, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                )
        assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("rest", [b"", b"\r\n\r\n", b"Host: x\r\n\r\n", b" HTTP/1.1\r\n\r\n"])
async def test_a_request_without_a_target_is_answered(
    town: Town, rest: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(town, idle_seconds=0.3) as server:
        answer = await say(server, b"CONNECT \r\n\r\n" + rest)
        assert answer.split(b" ", 2)[1] in (b"404", b"405")
        gc.collect()
    assert "never retrieved" not in caplog.text


@pytest.mark.parametrize("trickle", [False, True])
async def test_who_leaves_answers_unread_loses_the_connection(town: Town, trickle: bool) -> None:
    """As many requests as fit, and no answer is read, or a byte now and then."""
    async with served(town, most_connections=2, unread_seconds=1.0) as server:
        with socket.socket() as greedy:
            greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            greedy.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(greedy, ("127.0.0.1", server.port))
            style = re.search(rb'href="(/static/style[^"]*)"', await say(server, HOME))
            assert style is not None
            request = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % style[1]
            with contextlib.suppress(TimeoutError, ConnectionError):
                async with asyncio.timeout(0.3):
                    while True:
                        await loop.sock_sendall(greedy, request * 100)
            async with asyncio.timeout(SECONDS):
                while server.connections:
                    await asyncio.sleep(0.1)
                    if trickle:
                        with contextlib.suppress(ConnectionError, BlockingIOError):
                            greedy.recv(1)


@pytest.mark.parametrize(
    "request_",
    [
        f"GET /m/{LINK}{'x' * 5000} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: x\r\nCookie: {LINK}{'x' * 20_000}\r\n\r\n".encode(),
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100 + f"Y: {LINK}\r\n\r\n".encode(),
        f"GET /m/{LINK}\x01 HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nCookie: {LINK}\x00\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: x\r\n{LINK}\r\n\r\n".encode(),
        f"POST / HTTP/1.1\r\nContent-Length: {LINK}\r\n\r\n".encode(),
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        f"\x16\x03\x01\x02 {LINK}\r\n\r\n".encode(),
    ],
    ids=["line", "field", "fields", "path", "value", "name", "length", "smuggling", "tls"],
)
async def test_what_is_no_http_is_refused_and_not_logged(
    town: Town, caplog: pytest.LogCaptureFixture, request_: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    async with served(town) as server:
        answer = await say(server, request_)
    assert answer.startswith((b"HTTP/1.0 400 Bad Request\r\n", b"HTTP/1.1 400 Bad Request\r\n"))
    assert LINK not in caplog.text
    assert not any(record.levelno >= logging.WARNING for record in caplog.records)


def test_an_error_below_the_pages_is_logged_without_what_was_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    WebServer(make_app(Town().services, SETTINGS, TEXTS), "127.0.0.1", 0)
    log = logging.getLogger("component.frontdoors.web.server.http")
    log.error("Unhandled exception", exc_info=ValueError(LINK))
    assert "Unhandled exception: ValueError" in caplog.text
    assert LINK not in caplog.text
