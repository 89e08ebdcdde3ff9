"""Shells that are slow, stuck or many hold up nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from component.frontdoors.control.client import NotDoneError, ask
from component.frontdoors.control.server import ControlServer
from tests.unit.control.doors import ECHO, EchoArguments, echo

HELLO = EchoArguments(text="hello")
SECONDS = 20
"""Until a test that would hang fails."""


@asynccontextmanager
async def listening(path: Path, *, idle_seconds: float) -> AsyncIterator[ControlServer]:
    server = ControlServer(path, [echo()], 1.0, most_connections=3, idle_seconds=idle_seconds)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def stuck(path: Path, said: bytes) -> AsyncIterator[asyncio.StreamReader]:
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(said)
    try:
        yield reader
    finally:
        writer.close()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"PO",
        b"POST /echo HTTP/1.1\r\nHost: x\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\n{",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT \r\n\r\n",
    ],
    ids=["silent", "method", "head", "body", "chunk", "kept", "connect"],
)
async def test_those_that_say_nothing_more_make_room(path: Path, said: bytes) -> None:
    async with listening(path, idle_seconds=0.3), AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(stuck(path, said)) for _ in range(3)]
        async with asyncio.timeout(SECONDS):
            for reader in readers:
                await reader.read()
        assert (await ask(path, ECHO, HELLO))[0] == "hello"


async def test_there_are_only_so_many(path: Path) -> None:
    async with listening(path, idle_seconds=SECONDS), AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(stuck(path, b"PO"))
        await asyncio.sleep(0)
        with pytest.raises(NotDoneError, match="too many ask the component at once"):
            await ask(path, ECHO, HELLO)
    async with listening(path, idle_seconds=SECONDS):
        assert (await ask(path, ECHO, HELLO))[0] == "hello"


async def test_arguments_that_are_cut_off_or_too_long_are_not_carried_out(path: Path) -> None:
    async with listening(path, idle_seconds=0.3):
        body = b'{"text": "' + b"x" * 2_000_000 + b'"}'
        head = b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        async with stuck(path, head % len(body) + body) as reader, asyncio.timeout(SECONDS):
            assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
        async with stuck(path, head % 90 + b"{") as reader, asyncio.timeout(SECONDS):
            answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 422 ")
        assert b"did not come in time, or whole" in answer
