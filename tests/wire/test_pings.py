"""Pings find out whether the server still answers, and leave it alone while it is at work."""

from xml.etree import ElementTree as ET

import pytest

from component.frontdoors.xmpp import asking
from component.ports import Unavailable
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_commands import COMMAND, Commands
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer, answer_pings


async def test_a_silent_server_is_noticed_by_a_ping(
    server: FakeServer, make_stream: MakeStream, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = lambda _stanza: None
    stream = make_stream(ping_interval=0.01, request_timeout=0.05)
    async with running(stream):
        first = await server.accepted()
        ping = await first.stanza()
        assert (ping.tag, ping.get("type")) == ("{jabber:component:accept}iq", "get")
        assert (ping.get("from"), ping.get("to")) == (JID, DOMAIN)
        assert [child.tag for child in ping] == ["{urn:xmpp:ping}ping"]
        await server.accepted()
        assert first.ended.is_set()
    assert "does not answer a ping" in caplog.text


class Busy:
    """A server that reads no more while it carries out a command, as Openfire 4.2 does."""

    def __init__(self) -> None:
        self.pending: list[ET.Element] = []
        self.is_busy = False
        self.is_gone = False

    def __call__(self, stanza: ET.Element) -> str | None:
        self.is_busy = self.is_busy or stanza.find(COMMAND) is not None
        if self.is_busy:
            self.pending.append(stanza)
        return None if self.is_busy or self.is_gone else answer_pings(stanza)

    def finish(self, connection: Connection, *, silently: bool = False) -> None:
        """Be through with the command, and answer all that has come meanwhile.

        Args:
            connection: The component's.
            silently: Do not answer the command itself, as Openfire where it throws.
        """
        self.is_busy = False
        for stanza in self.pending:
            if not silently or stanza.find(COMMAND) is None:
                connection.send(f"<iq type='result' id='{stanza.get('id')}' from='{DOMAIN}'/>")
        self.pending.clear()


async def test_a_long_command_is_no_reason_to_give_the_stream_up(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = busy = Busy()
    stream = make_stream(ping_interval=0.01, request_timeout=0.05)
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: stream.is_up)
        with pytest.raises(Unavailable, match="no answer within"):
            await stream.run_command("long", {})
        await until(lambda: len(busy.pending) >= 4)
        assert stream.is_up
        with pytest.raises(Unavailable, match="still at work"):
            await stream.run_command("another", {})
        assert [stanza.find(COMMAND) is not None for stanza in busy.pending].count(True) == 1
        busy.finish(connection)
        for _ in range(3):
            await connection.stanza()
        assert len(server.connections) == 1
        busy.is_gone = True
        await server.accepted()
        assert connection.ended.is_set()


async def test_a_command_that_is_never_answered_is_given_up_with_the_stream(
    server: FakeServer, make_stream: MakeStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LONGEST_COMMAND", 0.2)
    server.answer = Busy()
    stream = make_stream(ping_interval=0.01, request_timeout=0.05)
    async with running(stream):
        first = await server.accepted()
        await until(lambda: stream.is_up)
        with pytest.raises(Unavailable, match="no answer within"):
            await stream.run_command("hangs", {})
        await server.accepted()
        assert first.ended.is_set()


@pytest.mark.parametrize("silently", [True, False])
async def test_after_a_long_command_others_are_run_again(
    silently: bool, server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = busy = Busy()
    stream = make_stream(request_timeout=0.05)
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: stream.is_up)
        with pytest.raises(Unavailable, match="no answer within"):
            await stream.run_command("long", {})
        busy.finish(connection, silently=silently)
        server.answer = Commands()
        await stream.run_command("another", {})
    assert len(server.connections) == 1


@pytest.mark.parametrize("kind", ["result", "error"])
async def test_any_answer_to_a_ping_keeps_the_stream(
    kind: str, server: FakeServer, make_stream: MakeStream
) -> None:
    def answer(stanza: ET.Element) -> str:
        error = (
            "<error type='cancel'><service-unavailable "
            "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
        )
        inner = error if kind == "error" else ""
        return f"<iq type='{kind}' id='{stanza.get('id')}' from='{DOMAIN}' to='{JID}'>{inner}</iq>"

    server.answer = answer
    stream = make_stream(ping_interval=0.005)
    async with running(stream):
        connection = await server.accepted()
        for _ in range(5):
            await connection.stanza()
        assert stream.is_up
    assert len(server.connections) == 1
