"""A component that was just started: what it waits for for ever, and what it gives up by."""

import asyncio
import math

import pytest

from component.frontdoors.xmpp.patience import Patience
from component.frontdoors.xmpp.problems import GivenUpError, Problem, explain, why_closed
from component.frontdoors.xmpp.stream import ComponentStream
from component.wiring.connections import Streams
from tests.wire.conftest import MakeStream, QuickBackoff, running, until
from tests.wire.fake_server import JID, LONGEST, FakeServer

PRIVATE = JID.replace("tiki.", "tiki-private.")


def impatient(
    stream: ComponentStream, *, refused: float = math.inf, unconnected: float = math.inf
) -> ComponentStream:
    """A stream that gives up within moments."""
    stream._patience = Patience(refused, unconnected)
    return stream


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [
        ("not-authorized", Problem.WRONG_SECRET),
        ("close after the id", Problem.WRONG_SECRET),
        ("conflict", Problem.NAME_TAKEN),
        ("close but for many", Problem.NAME_TAKEN),
        ("host-unknown", Problem.NOT_CONFIGURED),
        ("close", Problem.NOT_CONFIGURED),
    ],
)
async def test_refusals_are_given_up_as_what_they_are(
    refusal: str, problem: Problem, server: FakeServer, make_stream: MakeStream
) -> None:
    server.refusal = refusal
    stream = impatient(make_stream(), refused=0.2)
    with pytest.raises(GivenUpError) as given_up:
        await asyncio.wait_for(stream.run(), LONGEST)
    assert (given_up.value.jid, given_up.value.problem) == (JID, problem)
    assert explain(problem) in str(given_up.value)
    assert len(server.connections) > 2
    await stream.stop()


async def test_a_server_that_is_away_is_waited_for(
    server: FakeServer, make_stream: MakeStream, backoffs: list[QuickBackoff]
) -> None:
    await server.stop()
    stream = impatient(make_stream(), refused=0.05)
    async with running(stream):
        await until(lambda: len(backoffs[0].steps) > 20)
        await server.start()
        await server.accepted()


async def test_unless_it_has_to_be_connected_in_time(
    server: FakeServer, make_stream: MakeStream
) -> None:
    await server.stop()
    stream = impatient(make_stream(), unconnected=0.2)
    with pytest.raises(GivenUpError) as given_up:
        await asyncio.wait_for(stream.run(), LONGEST)
    assert given_up.value.problem is Problem.NO_CONNECTION
    await stream.stop()


@pytest.mark.parametrize("refusal", ["not-authorized", "conflict", "close"])
async def test_who_was_connected_once_never_gives_up(
    refusal: str, server: FakeServer, make_stream: MakeStream, backoffs: list[QuickBackoff]
) -> None:
    stream = impatient(make_stream(), refused=0.02)
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: stream.is_up)
        server.refusal = refusal
        connection.drop()
        await until(lambda: len(backoffs[0].steps) > 10)
        server.refusal = None
        await server.accepted()


async def test_the_private_name_ends_nothing(server: FakeServer, make_stream: MakeStream) -> None:
    server.refusal, server.refused = "conflict", PRIVATE
    streams = Streams(make_stream(), make_stream(jid=PRIVATE))
    async with running(streams):
        await until(lambda: streams.private.problem is Problem.NAME_TAKEN)
        await until(lambda: streams.public.is_up)


async def test_all_streams_end_with_the_one_that_gives_up(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.refusal, server.refused = "not-authorized", JID
    streams = Streams(impatient(make_stream(), refused=0.2), make_stream(jid=PRIVATE))
    with pytest.raises(GivenUpError):
        await asyncio.wait_for(streams.run(), LONGEST)
    assert not streams.private.is_up


@pytest.mark.parametrize(
    ("refusal", "problem"),
    [
        (None, Problem.NAME_TAKEN),
        ("close but for many", Problem.NAME_TAKEN),
        ("close", Problem.NOT_CONFIGURED),
    ],
)
async def test_why_a_connection_was_closed(
    refusal: str | None, problem: Problem, server: FakeServer
) -> None:
    server.refusal = refusal
    assert await why_closed("127.0.0.1", server.port, JID, LONGEST) is problem
    assert not server.connections[-1].is_bound
    await asyncio.wait_for(server.connections[-1].ended.wait(), LONGEST)


async def test_a_server_that_is_gone_or_says_nothing_tells_no_reason(server: FakeServer) -> None:
    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(keep, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        assert await why_closed("127.0.0.1", port, JID, 0.05) is Problem.CLOSED
    await server.stop()
    assert await why_closed("127.0.0.1", server.port, JID, LONGEST) is Problem.NO_CONNECTION


async def test_an_error_in_the_answer_is_no_name_that_is_taken() -> None:
    """Openfire 4.2 answers so when its error is not lost: a header without an id."""
    answer = (
        b"<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' "
        b"from='tiki.livechat.test'><stream:error id='1'><host-unknown/></stream:error>"
        b"</stream:stream>"
    )

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await why_closed("127.0.0.1", port, JID, LONGEST) is Problem.NOT_CONFIGURED


def test_patience_counts_refusals_in_a_row_only() -> None:
    now = [100.0]
    patience = Patience(30.0, now=lambda: now[0])
    patience.begin()
    assert patience.left == math.inf
    patience.failed(Problem.WRONG_SECRET)
    now[0] += 20
    patience.failed(Problem.WRONG_SECRET)
    assert patience.left == 10
    assert patience.left_to_connect == math.inf
    patience.failed(Problem.NO_CONNECTION)
    assert patience.left == math.inf
    patience.failed(Problem.NAME_TAKEN)
    now[0] += 31
    assert patience.left == 0
    patience.came_up()
    assert patience.left == math.inf


def test_patience_for_the_first_connection() -> None:
    now = [0.0]
    patience = Patience(unconnected=60.0, now=lambda: now[0])
    patience.begin()
    now[0] = 59.0
    patience.failed(Problem.NO_CONNECTION)
    assert patience.left == patience.left_to_connect == 1
    patience.failed(Problem.WRONG_SECRET)
    assert patience.left == 1
    now[0] = 61.0
    assert patience.left == 0
