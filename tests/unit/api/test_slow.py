"""Sites that send slowly hold no turn for ever, and one that hangs up is no fault."""

import asyncio
import logging

import pytest

from component.frontdoors.api import live_chat_ids
from component.frontdoors.api.app import LIVE_CHAT_IDS
from tests.unit.api.conftest import TOKEN, Giver, Site

SECONDS = 20
HEAD = (
    f"POST {LIVE_CHAT_IDS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n"
).encode()


async def test_a_body_that_does_not_come_gives_its_turn_back(
    site: Site, giver: Giver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_chat_ids, "BODY_SECONDS", 0.3)
    slow = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(4)]
    for _, writer in slow:
        writer.write(HEAD + b"{")
    async with asyncio.timeout(SECONDS):
        for reader, _ in slow:
            assert await reader.readline() == b"HTTP/1.1 408 Request Timeout\r\n"
            head = await reader.readuntil(b"\r\n\r\n")
            assert b"Content-Type: application/problem+json" in head
        assert (await site.ask("alice")).status == 201
    assert giver.logins == ["alice"]
    for _, writer in slow:
        writer.close()


async def test_a_client_that_hangs_up_in_the_middle_is_no_fault(
    site: Site, giver: Giver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for _ in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(HEAD + b"{")
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()
    await asyncio.sleep(0.05)
    assert (await site.ask("alice")).status == 201
    assert giver.logins == ["alice"]
    assert "could not be answered" not in caplog.text
