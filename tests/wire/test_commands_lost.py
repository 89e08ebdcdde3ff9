"""Commands whose answer is lost, late, or another one's."""

import asyncio

import pytest

from component.ports import Rejected, Unavailable
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_commands import Commands
from tests.wire.fake_server import LONGEST, FakeServer
from tests.wire.run_commands import NODE, run


@pytest.mark.parametrize("step", ["started", "ended"])
async def test_no_answer_is_unavailable_and_the_stream_lives(
    step: str, server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    setattr(commands, step, "")
    server.answer = commands
    stream = make_stream(request_timeout=0.5)
    async with running(stream):
        with pytest.raises(Unavailable, match="no answer"):
            await run(stream)
        setattr(commands, step, None)
        await run(stream)
    assert len(server.connections) == 1


async def test_a_lost_stream_is_unavailable_at_once(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = lambda _stanza: None
    stream = make_stream(request_timeout=10 * LONGEST)
    async with running(stream):
        command = asyncio.create_task(run(stream))
        connection = await server.accepted()
        await connection.stanza()
        connection.drop()
        with pytest.raises(Unavailable, match="stream was lost"):
            await command


async def test_without_a_stream_nothing_is_sent_not_even_later(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    server.answer = commands
    server.refusal = "close"
    stream = make_stream()
    async with running(stream):
        await until(lambda: len(server.connections) > 1)
        with pytest.raises(Unavailable, match="no stream"):
            await stream.run_command(NODE, {"group": "too early"})
        server.refusal = None
        await until(lambda: stream.is_up)
        await run(stream, {"group": "in time"})
    assert not [c for c in server.connections if b"too early" in c.received]
    assert [c for c in server.connections if b"in time" in c.received] == [server.connections[-1]]


async def test_what_was_under_way_at_a_loss_is_not_sent_again(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    commands.started = ""
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        command = asyncio.create_task(run(stream))
        first = await server.accepted()
        await first.stanza()
        first.drop()
        with pytest.raises(Unavailable):
            await command
        commands.started = None
        second = await server.accepted()
        await run(stream, {"group": "new"})
        begun, filled = await second.stanza(), await second.stanza()
        assert second.stanzas.empty()
    assert begun[0].get("action") == "execute"
    assert [value.text for value in filled.iter("{jabber:x:data}value")][1:] == ["new"]


@pytest.mark.parametrize("bad", ["\0", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
async def test_a_character_that_xml_cannot_carry_is_rejected_and_the_stream_lives(
    bad: str, server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = Commands()
    stream = make_stream()
    async with running(stream):
        for fields in ({"group": f"a{bad}b"}, {"users": ["fine", bad]}):
            with pytest.raises(Rejected, match="XML"):
                await run(stream, fields)
        await run(stream, {"group": "tab\tline\nend 🐱"})
        assert stream.is_up
    assert len(server.connections) == 1


async def test_commands_at_once_get_their_own_answers(
    server: FakeServer, make_stream: MakeStream
) -> None:
    commands = Commands()
    server.answer = commands
    stream = make_stream()
    async with running(stream):
        await until(lambda: stream.is_up)
        await asyncio.gather(*(run(stream, {"group": str(number)}) for number in range(20)))
        connection = await server.accepted()
    assert connection.stanzas.qsize() == 40
