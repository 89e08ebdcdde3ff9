"""Messages about a changed Live Chat ID are with the server before anybody is signed out for it."""

import asyncio
from gettext import NullTranslations
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from component.domain.id_change import IdOrder
from component.domain.names import LiveChatId, TikiLogin
from component.frontdoors.texts import SOURCE, Texts
from component.frontdoors.wording import Site
from component.frontdoors.xmpp.id_messages import IdMessages
from component.frontdoors.xmpp.messages import ChatMessages
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, FakeServer

ORDER = IdOrder(1, TikiLogin("Bob"), LiveChatId("bob"), LiveChatId("robert"), moves=True)
TEXTS, SITE = Texts({SOURCE: NullTranslations()}), Site("Our Site", DOMAIN)


class Anybody:
    """Knows everybody, and no language of theirs."""

    async def contact(self, username: str) -> object:
        return SimpleNamespace(username=username, locale="")

    async def site_rules(self) -> object:
        return SimpleNamespace(language="en")


class Reader:
    """A server that notes what it reads, and answers only when it is told to."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.answers = True

    def __call__(self, stanza: ET.Element) -> str | None:
        name = stanza.tag.rpartition("}")[2]
        self.read.append(f"{name} {stanza.get('to')}")
        if name != "iq" or not self.answers:
            return None
        return f"<iq type='result' id='{stanza.get('id')}' from='{DOMAIN}' to='{JID}'/>"


@pytest.mark.parametrize("answers", [True, False])
async def test_it_has_been_read_when_the_person_is_signed_out(
    server: FakeServer, make_stream: MakeStream, *, answers: bool
) -> None:
    server.answer = reader = Reader()
    stream = make_stream(request_timeout=0.3)
    messages = ChatMessages(stream, DOMAIN, f"accounts@{JID}", TEXTS, SITE)
    stream.attach(messages)
    anybody: Any = Anybody()
    tell = IdMessages(messages, anybody, anybody, TEXTS, SITE, stream.wait_read)
    async with running(stream):
        await server.accepted()
        await until(lambda: messages.is_ready)
        reader.answers = answers
        async with asyncio.timeout(10):
            await tell(ORDER)
        assert reader.read[:3] == [
            f"message bob@{DOMAIN}",
            f"message robert@{DOMAIN}",
            f"iq {DOMAIN}",
        ]
