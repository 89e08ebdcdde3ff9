"""The component's stream: made, lost, made again, and honest about why not."""

import asyncio
import gc
from xml.etree import ElementTree as ET

import pytest

from component.domain.backoff import Backoff
from component.frontdoors.xmpp.problems import Problem, explain
from component.frontdoors.xmpp.stream_settings import StreamSettings
from tests.wire.conftest import MakeStream, QuickBackoff, running, until
from tests.wire.fake_server import (
    JID,
    LONGEST,
    SECRET,
    FakeServer,
)


async def test_the_handshake_makes_a_session(server: FakeServer, make_stream: MakeStream) -> None:
    stream = make_stream()
    assert not stream.is_up
    async with running(stream):
        assert await asyncio.wait_for(stream.wait_settled(), LONGEST)
        assert stream.is_up
        assert stream.problem is None
        connection = await server.accepted()
        head = connection.received.split(b"<handshake")[0].decode()
        assert ET.fromstring(head + "</stream:stream>").get("to") == JID  # noqa: S314  our own XML
    assert not stream.is_up


async def test_a_lost_stream_is_made_again(
    server: FakeServer, make_stream: MakeStream, backoffs: list[QuickBackoff]
) -> None:
    stream = make_stream()
    async with running(stream):
        for _ in range(3):
            connection = await server.accepted()
            await until(lambda: stream.is_up)
            connection.drop()
        await server.accepted()
    (backoff,) = backoffs
    assert backoff.steps == [0.5, 0.5, 0.5]


async def test_waits_grow_until_a_handshake_succeeds(
    server: FakeServer, make_stream: MakeStream, backoffs: list[QuickBackoff]
) -> None:
    server.refusal = "close"
    stream = make_stream()
    async with running(stream):
        await until(lambda: len(backoffs[0].steps) >= 4)
        assert backoffs[0].resets == 0
        assert backoffs[0].steps[:4] == [0.5, 1, 2, 4]
        server.refusal = None
        (await server.accepted()).drop()
        tries = len(backoffs[0].steps)
        await until(lambda: len(backoffs[0].steps) > tries)
        assert 0.5 in backoffs[0].steps[tries - 1 :]


@pytest.mark.parametrize(
    ("refusal", "problem", "word"),
    [
        ("not-authorized", Problem.WRONG_SECRET, "xmpp.secret"),
        ("conflict", Problem.NAME_TAKEN, "is one running already"),
        ("host-unknown", Problem.NOT_CONFIGURED, "external components"),
        ("internal-server-error", Problem.NOT_CONFIGURED, "external components"),
        ("close", Problem.CLOSED, "without a word"),
        ("close after the id", Problem.WRONG_SECRET, "xmpp.secret"),
        ("system-shutdown", Problem.LOST, "was lost"),
    ],
)
async def test_a_refusal_is_reported_as_what_it_is(  # noqa: PLR0917  a table and its fixtures
    refusal: str,
    problem: Problem,
    word: str,
    server: FakeServer,
    make_stream: MakeStream,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.refusal = refusal
    stream = make_stream()
    async with running(stream):
        assert not await asyncio.wait_for(stream.wait_settled(), LONGEST)
        assert stream.problem is problem
        await until(lambda: word in caplog.text)
    assert SECRET not in caplog.text


async def test_a_wrong_secret_is_reported_as_that(
    server: FakeServer, make_stream: MakeStream, caplog: pytest.LogCaptureFixture
) -> None:
    stream = make_stream(secret="wrong one")
    async with running(stream):
        assert not await asyncio.wait_for(stream.wait_settled(), LONGEST)
        assert stream.problem is Problem.WRONG_SECRET
        await until(lambda: len(server.connections) > 2)
    assert explain(Problem.WRONG_SECRET) in caplog.text
    assert "wrong one" not in caplog.text


async def test_a_server_that_is_not_there_is_reported_and_found_when_it_comes(
    server: FakeServer, make_stream: MakeStream, caplog: pytest.LogCaptureFixture
) -> None:
    await server.stop()
    stream = make_stream()
    async with running(stream):
        assert not await asyncio.wait_for(stream.wait_settled(), LONGEST)
        assert stream.problem is Problem.NO_CONNECTION
        await until(lambda: explain(Problem.NO_CONNECTION) in caplog.text)
        await server.start()
        await server.accepted()
        await until(lambda: stream.is_up)
        assert stream.problem is None


async def test_a_server_that_says_nothing_is_given_up(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.refusal = "silence"
    stream = make_stream()
    object.__setattr__(stream.settings, "connect_timeout", 0.05)
    async with running(stream):
        assert not await asyncio.wait_for(stream.wait_settled(), LONGEST)
        await until(lambda: len(server.connections) > 1)
        await asyncio.wait_for(server.connections[0].ended.wait(), LONGEST)


@pytest.mark.parametrize("refusal", [None, "silence", "close"])
async def test_stopping_ends_cleanly_and_leaves_no_task(
    refusal: str | None, server: FakeServer, make_stream: MakeStream
) -> None:
    before = asyncio.all_tasks()
    server.refusal = refusal
    stream = make_stream()
    async with running(stream):
        await until(lambda: bool(server.connections))
        if refusal is None:
            await server.accepted()
            await until(lambda: stream.is_up)
    await asyncio.wait_for(server.connections[-1].ended.wait(), LONGEST)
    await server.stop()
    await until(lambda: asyncio.all_tasks() <= before)
    gc.collect()


async def test_stopping_says_goodbye(server: FakeServer, make_stream: MakeStream) -> None:
    stream = make_stream()
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: stream.is_up)
    assert connection.received.endswith(b"</stream:stream>")


async def test_stopping_before_the_first_try_is_possible(make_stream: MakeStream) -> None:
    stream = make_stream()
    await stream.stop()
    await asyncio.wait_for(stream.run(), LONGEST)
    assert not stream.is_up


def test_repr_of_the_settings_shows_no_secret() -> None:
    assert "geheim" not in repr(StreamSettings("h", 1, "d", "j", "geheim"))


def test_a_real_backoff_doubles_with_jitter_up_to_its_bound() -> None:
    backoff = Backoff(1.0, 5.0)
    for step in (1, 2, 4, 5, 5):
        assert step / 2 <= backoff.wait() <= step
    backoff.reset()
    assert 0.5 <= backoff.wait() <= 1
    assert len({Backoff(1.0).wait() for _ in range(20)}) > 1
