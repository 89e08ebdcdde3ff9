"""Whoever has no business at the door, and what is no request: refused, and nobody is harmed."""

import asyncio
import json
import logging
import os
import struct
from pathlib import Path

import pytest
from pydantic import SecretStr

from component.frontdoors.control import socket_file
from component.frontdoors.control.client import UnreachableError, ask
from tests.unit.control.doors import ECHO, EchoArguments, door, echo

HELLO = EchoArguments(text="hello")
PASSWORD = "sesame-1234"


async def speak(path: Path, request: bytes) -> bytes:
    """Send bytes as they are; gives all that comes back, '' if the connection is just closed."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(request)
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


def post(target: str, body: bytes, length: int | None = None) -> bytes:
    length = len(body) if length is None else length
    return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        target.encode(),
        length,
        body,
    )


@pytest.mark.parametrize("uid", [1, 65_534, 2**31 - 1])
async def test_whoever_is_neither_the_same_user_nor_root_is_refused(
    path: Path, uid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    async def work() -> None:
        asked.append(1)

    class Credentials(struct.Struct):
        """What the kernel would say of another user."""

        def unpack(self, _buffer: object) -> tuple[int, ...]:
            return 1, uid, uid

    monkeypatch.setattr(socket_file, "_CREDENTIALS", Credentials("3i"))
    async with door(path, echo(work)):
        with pytest.raises(UnreachableError, match="for root and the user"):
            await ask(path, ECHO, HELLO)
    assert asked == []


@pytest.mark.parametrize("uid", [0, 4_294_967])
async def test_root_and_the_same_user_are_let_in(
    path: Path, uid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Credentials(struct.Struct):
        """What the kernel would say of this user."""

        def unpack(self, _buffer: object) -> tuple[int, ...]:
            return 1, uid, uid

    monkeypatch.setattr(socket_file, "_CREDENTIALS", Credentials("3i"))
    monkeypatch.setattr(os, "geteuid", lambda: 4_294_967)
    async with door(path, echo()):
        _, caller = await ask(path, ECHO, HELLO)
    assert caller == ("root (uid 0)" if uid == 0 else "uid 4294967")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
        (post("/", b"{}"), 404),
        (post("/echo/", b"{}"), 404),
        (post("/../echo", b"{}"), 404),
        (post("/ECHO", b"{}"), 404),
        (post("/echo", b""), 422),
        (post("/echo", b"{}"), 422),
        (post("/echo", b"[]"), 422),
        (post("/echo", b"\xff\xfe"), 422),
        (post("/echo", b'{"text": 7}'), 422),
        (post("/echo", b'{"text": "x", "more": 1}'), 422),
        (post("/echo", b'{"text": null}'), 422),
        (post("/echo", b"[" * 100_000), 422),
        (post("/echo", b'{"text": "' + b"x" * 2_000_000 + b'"}'), 413),
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    ],
    ids=range(16),
)
async def test_a_hostile_request_gets_an_error_and_runs_nothing(
    path: Path, request_: bytes, status: int
) -> None:
    asked: list[int] = []

    async def work() -> None:
        asked.append(1)

    async with door(path, echo(work)):
        answer = await speak(path, request_)
        assert answer.startswith((b"HTTP/1.1 %d " % status, b"HTTP/1.0 %d " % status))
        assert asked == []
        assert (await ask(path, ECHO, HELLO))[0] == "hello"


async def test_one_who_says_nothing_keeps_nobody_waiting(path: Path) -> None:
    async with door(path, echo(), patience=0.1):
        silent = [await asyncio.open_unix_connection(str(path)) for _ in range(30)]
        halfway = await asyncio.open_unix_connection(str(path))
        halfway[1].write(post("/echo", b"{", 100))
        assert (await ask(path, ECHO, HELLO))[0] == "hello"
    for _, writer in [*silent, halfway]:
        writer.close()


async def test_a_secret_is_sent_but_never_shown(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    heard: list[str] = []

    async def handle(arguments: EchoArguments, _caller: object) -> tuple[str, str]:
        heard.append(arguments.password.get_secret_value())
        return str(arguments), repr(arguments)

    arguments = EchoArguments(text="x", password=SecretStr(PASSWORD))
    async with door(path, ECHO.handled_by(handle)):
        shown = await ask(path, ECHO, arguments)
        await speak(path, post("/echo", json.dumps({"password": PASSWORD}).encode()))
        await speak(path, post("/other", json.dumps({"password": PASSWORD}).encode()))
        await speak(path, PASSWORD.encode() + b"\r\n\r\n")
    assert heard == [PASSWORD]
    assert PASSWORD not in caplog.text + str(shown) + str(arguments.model_dump())
