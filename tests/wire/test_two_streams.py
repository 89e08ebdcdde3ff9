"""The component with two names: its own questions go by the one, sign-ins come by the other."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.problems import Problem
from component.ports import Unavailable
from component.wiring.connections import Streams
from tests.wire.conftest import MakeStream, QuickBackoff, running, until
from tests.wire.fake_commands import COMMAND, Commands
from tests.wire.fake_server import DOMAIN, JID, LONGEST, Connection, FakeServer
from tests.wire.questions import SEAL, Answers, assert_lives

PRIVATE = f"tiki-private.{DOMAIN}"
NODE = "http://jabber.org/protocol/admin#add-group-members"


@pytest.fixture
async def streams(
    server: FakeServer, make_stream: MakeStream, answers: Answers
) -> AsyncIterator[Streams]:
    """Both, which run but need not be up; sign-ins are listened for."""
    server.answer = Commands()
    streams = Streams(make_stream(), make_stream(jid=PRIVATE))
    streams.public.attach(LoginQuestions(answers, SEAL, DOMAIN))
    async with running(streams):
        yield streams


async def both(server: FakeServer) -> Mapping[str, Connection]:
    """The connections, once both are made: JID → connection."""
    return {one.jid: one for one in (await server.accepted(), await server.accepted())}


async def run(streams: Streams) -> None:
    """Run a command."""
    await asyncio.wait_for(streams.private.run_command(NODE, {"group": "helpers"}), LONGEST)


async def test_each_speaks_under_its_own_name(
    streams: Streams, server: FakeServer, answers: Answers
) -> None:
    connections = await both(server)
    assert set(connections) == {JID, PRIVATE}
    await until(lambda: streams.private.is_up)
    await run(streams)
    asked = await connections[PRIVATE].stanza()
    assert (asked.get("from"), asked.get("to")) == (PRIVATE, DOMAIN)
    assert asked.find(COMMAND) is not None
    assert connections[JID].stanzas.empty()
    await assert_lives(connections[JID], answers)


def test_without_a_second_name_both_are_one(make_stream: MakeStream) -> None:
    one = make_stream()
    assert Streams(one, one).all == (one,)


@pytest.mark.parametrize(("lost", "kept"), [(JID, PRIVATE), (PRIVATE, JID)])
async def test_each_is_made_again_on_its_own(
    lost: str, kept: str, streams: Streams, server: FakeServer, answers: Answers
) -> None:
    connections = await both(server)
    for _ in range(3):
        connections[lost].drop()
        connections = {kept: connections[kept], lost: await server.accepted()}
        assert connections[lost].jid == lost
    await until(lambda: streams.public.is_up and streams.private.is_up)
    await run(streams)
    await assert_lives(connections[JID], answers)
    assert [one.jid for one in server.connections].count(kept) == 1


@pytest.mark.parametrize(
    ("refusal", "problem"), [("close", Problem.NOT_CONFIGURED), ("conflict", Problem.NAME_TAKEN)]
)
async def test_sign_ins_go_on_without_the_private_one(
    refusal: str, problem: Problem, streams: Streams, server: FakeServer, answers: Answers
) -> None:
    connections = await both(server)
    server.refusal, server.refused = refusal, PRIVATE
    connections[PRIVATE].drop()
    await until(lambda: streams.private.problem is problem)
    with pytest.raises(Unavailable, match="there is no stream to it"):
        await run(streams)
    await assert_lives(connections[JID], answers)
    server.refusal = None
    assert (await server.accepted()).jid == PRIVATE
    await until(lambda: streams.private.is_up)
    await run(streams)
    assert [one.jid for one in server.connections].count(JID) == 1


async def test_a_name_that_another_has_is_tried_ever_more_seldom(
    server: FakeServer,
    make_stream: MakeStream,
    backoffs: list[QuickBackoff],
    caplog: pytest.LogCaptureFixture,
) -> None:
    other, own = make_stream(jid=PRIVATE), Streams(make_stream(), make_stream(jid=PRIVATE))
    async with running(other):
        await server.accepted()
        async with running(own):
            await until(lambda: len(backoffs[2].steps) >= 4)
            assert own.public.is_up
    assert backoffs[2].steps[:4] == [0.5, 1, 2, 4]
    assert [backoff.steps for backoff in backoffs[:2]] == [[], []]
    assert f"no stream to Openfire as {PRIVATE}: another component is connected" in caplog.text


async def test_commands_go_on_without_the_public_one(
    streams: Streams, server: FakeServer, answers: Answers
) -> None:
    connections = await both(server)
    server.refusal, server.refused = "silence", JID
    connections[JID].drop()
    await until(lambda: not streams.public.is_up)
    await until(lambda: streams.private.is_up)
    await run(streams)
    assert not streams.public.is_up
    assert answers.asked == []


async def test_a_sign_in_is_answered_while_a_command_goes_on(
    streams: Streams, server: FakeServer, answers: Answers
) -> None:
    server.answer = lambda _stanza: None
    connections = await both(server)
    await until(lambda: streams.private.is_up)
    command = asyncio.create_task(run(streams))
    await connections[PRIVATE].stanza()
    await assert_lives(connections[JID], answers)
    assert not command.done()
    command.cancel()
    await asyncio.wait([command])
