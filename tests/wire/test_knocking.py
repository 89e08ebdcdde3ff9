"""A server that was away is found as soon as it listens, however long the wait had become."""

import asyncio
import time

import pytest

from component.domain.backoff import Backoff
from component.frontdoors.xmpp import knocking
from component.frontdoors.xmpp import stream as stream_module
from component.frontdoors.xmpp.problems import Problem
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import LONGEST, FakeServer

_FOR_EVER = 3600.0


async def test_who_was_away_is_found_before_the_wait_is_over(
    server: FakeServer, make_stream: MakeStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "Backoff", lambda: Backoff(_FOR_EVER, _FOR_EVER))
    await server.stop()
    stream = make_stream()
    async with running(stream):
        await until(lambda: stream.problem is Problem.NO_CONNECTION)
        await server.start()
        await until(lambda: stream.is_up)


async def test_who_refuses_is_not_knocked_at(
    server: FakeServer, make_stream: MakeStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "Backoff", lambda: Backoff(_FOR_EVER, _FOR_EVER))
    monkeypatch.setattr(knocking, "_EVERY_SECONDS", 0.01)
    server.refusal = "not-authorized"
    stream = make_stream()
    async with running(stream):
        await until(lambda: stream.problem is Problem.WRONG_SECRET)
        await asyncio.sleep(0.3)
        assert len(server.connections) == 1


async def test_a_wait_ends_with_its_time_or_when_it_is_to_stop(server: FakeServer) -> None:
    await server.stop()
    began, stopping = time.monotonic(), asyncio.Event()
    await knocking.wait(0.1, stopping, ("127.0.0.1", server.port))
    assert time.monotonic() - began >= 0.1
    asyncio.get_running_loop().call_later(0.05, stopping.set)
    await asyncio.wait_for(knocking.wait(_FOR_EVER, stopping, None), LONGEST)
