"""The question what the server is (XEP-0092): a literal stanza out, its words in."""

import asyncio
from xml.etree import ElementTree as ET

import pytest

from component.ports import Rejected, Unavailable
from tests.wire.conftest import MakeStream, running
from tests.wire.fake_server import DOMAIN, JID, LONGEST, FakeServer

XMLNS = "jabber:iq:version"


class Version:
    """A server that answers so."""

    def __init__(self, inner: str) -> None:
        self.inner = inner
        self.asked: ET.Element | None = None

    def __call__(self, stanza: ET.Element) -> str:
        self.asked = stanza
        kind = "error" if "<error" in self.inner else "result"
        head = f"<iq type='{kind}' id='{stanza.get('id')}' from='{DOMAIN}' to='{JID}'>"
        return f"{head}{self.inner}</iq>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            f"<query xmlns='{XMLNS}'><version> 4.2.0</version><name>Openfire</name></query>",
            "Openfire 4.2.0",
        ),
        (f"<query xmlns='{XMLNS}'><version>5.1.1</version></query>", "5.1.1"),
        (f"<query xmlns='{XMLNS}'><name/></query>", ""),
        ("", ""),
    ],
)
async def test_the_server_is_asked_what_it_is(
    inner: str, expected: str, server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = answer = Version(inner)
    stream = make_stream()
    async with running(stream):
        assert await stream.wait_settled()
        assert await asyncio.wait_for(stream.ask_version(), LONGEST) == expected
    assert answer.asked is not None
    assert (answer.asked.get("to"), answer.asked.get("type")) == (DOMAIN, "get")
    assert answer.asked.find(f"{{{XMLNS}}}query") is not None


async def test_a_server_that_will_not_say_is_an_answer(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = Version(
        "<error type='cancel'><service-unavailable "
        "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
    )
    stream = make_stream()
    async with running(stream):
        assert await stream.wait_settled()
        with pytest.raises(Rejected, match="service-unavailable"):
            await asyncio.wait_for(stream.ask_version(), LONGEST)


async def test_without_a_stream_there_is_no_answer(make_stream: MakeStream) -> None:
    with pytest.raises(Unavailable):
        await make_stream().ask_version()
