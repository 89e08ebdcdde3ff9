"""Messages to people: literal stanzas out, what comes back from them."""

from collections.abc import AsyncIterator
from gettext import NullTranslations

import pytest

from component.domain.names import ChatUsername
from component.domain.reminders import Notice, Say
from component.frontdoors.texts import SOURCE, Texts, read_catalogue
from component.frontdoors.wording import Site
from component.frontdoors.xmpp.messages import ChatMessages
from component.ports import Rejected, Unavailable
from component.ports.reminders import Messenger
from tests.fakes.reminders import FakeMessenger
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer

ADDRESS = f"accounts@{JID}"
BOB = ChatUsername("bob")
NOT_NEEDED = Notice(Say.NOT_NEEDED)
FRENCH = read_catalogue(
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "This chat account stays as it is. There is nothing to do."\n'
    'msgstr "Rien à faire."\n'.encode(),
    "fr",
)
TEXTS = Texts({SOURCE: NullTranslations(), "fr": FRENCH})


def messages_on(stream: object) -> ChatMessages:
    """Messages of a site whose name is not to be trusted."""
    site = Site("Ex & Co\x01 <b>", DOMAIN)
    return ChatMessages(stream, DOMAIN, ADDRESS, TEXTS, site)  # type: ignore[arg-type]  # has is_up


Messages = tuple[ChatMessages, Connection]


@pytest.fixture
async def messages(server: FakeServer, make_stream: MakeStream) -> AsyncIterator[Messages]:
    stream = make_stream()
    messages = messages_on(stream)
    stream.attach(messages)
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: messages.is_ready)
        yield messages, connection


async def test_a_message_is_a_chat_from_the_component_s_own_address(messages: Messages) -> None:
    sent, connection = messages
    await sent.send(BOB, "", ["fr-CA"], NOT_NEEDED)
    stanza = await connection.stanza()
    assert connection.raw_stanzas[-1].decode() == (
        f'<message type="chat" to="bob@{DOMAIN}" from="{ADDRESS}" id="{stanza.get("id")}" '
        'xml:lang="fr"><body>Rien à faire.</body>'
        '<nick xmlns="http://jabber.org/protocol/nick">Ex &amp; Co &lt;b&gt;</nick>'
        '<no-permanent-store xmlns="urn:xmpp:hints" /></message>'
    )


@pytest.mark.parametrize(
    ("username", "resource", "to"),
    [
        ("bob", "", f"bob@{DOMAIN}"),
        ("bob", "a/b@c d", f"bob@{DOMAIN}/a/b@c d"),
        ("zoë", "", f"zoë@{DOMAIN}"),
        ("d\\27artagnan\\40home", "", f"d\\27artagnan\\40home@{DOMAIN}"),
    ],
)
async def test_a_message_goes_to_exactly_this_person(
    username: str, resource: str, to: str, messages: Messages
) -> None:
    sent, connection = messages
    await sent.send(ChatUsername(username), resource, [], NOT_NEEDED)
    assert (await connection.stanza()).get("to") == to


async def test_a_link_is_in_the_text_and_paragraphs_stay(messages: Messages) -> None:
    sent, connection = messages
    await sent.send(BOB, "", [], Notice(Say.LINK, "https://x.test/m/a?b&c", 3600))
    stanza = await connection.stanza()
    body = stanza.findtext("{jabber:component:accept}body", "")
    assert "\n\nhttps://x.test/m/a?b&c\n\n" in body
    assert [child.tag.partition("}")[2] for child in stanza] == [
        *("body", "nick", "no-permanent-store")
    ]


async def test_what_xml_cannot_carry_is_left_out_and_the_stream_lives(messages: Messages) -> None:
    sent, connection = messages
    await sent.send(BOB, "", [], Notice(Say.LINK, "https://x.test/\x00\x0b\ufffe\ud800m", 3600))
    body = (await connection.stanza()).findtext("{jabber:component:accept}body", "")
    assert "https://x.test/m" in body
    await sent.send(BOB, "", [], NOT_NEEDED)
    await connection.stanza()
    assert sent.is_ready


async def test_a_message_that_comes_back_is_noted_and_not_answered(
    messages: Messages, caplog: pytest.LogCaptureFixture
) -> None:
    connection = messages[1]
    connection.send(
        f'<message type="error" from="bob@{DOMAIN}/phone" to="{ADDRESS}"><body>x</body>'
        '<error type="cancel"><service-unavailable '
        'xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>'
    )
    await until(lambda: "came back" in caplog.text)
    assert f"a message to bob@{DOMAIN} came back: service-unavailable" in caplog.text
    await messages[0].send(BOB, "", [], NOT_NEEDED)
    assert (await connection.stanza()).get("to") == f"bob@{DOMAIN}"


@pytest.fixture(params=["fake", "real"])
def messenger(request: pytest.FixtureRequest) -> Messenger:
    if request.param == "fake":
        return FakeMessenger()
    real: ChatMessages = request.getfixturevalue("messages")[0]
    return real


@pytest.mark.parametrize(
    "username", ["", "Bob", "a b", "a@b", "a/b", "bob@evil.test/x", "a\x00", "x" * 1024]
)
async def test_what_is_no_username_is_rejected(username: str, messenger: Messenger) -> None:
    with pytest.raises(Rejected):
        await messenger.send(ChatUsername(username), "", [], NOT_NEEDED)


async def test_with_a_stream_it_is_ready(messenger: Messenger) -> None:
    assert messenger.is_ready
    await messenger.send(BOB, "", [], NOT_NEEDED)


@pytest.fixture(params=["fake", "never up", "not attached"])
def cut_off(request: pytest.FixtureRequest, make_stream: MakeStream) -> Messenger:
    if request.param == "fake":
        return FakeMessenger(is_ready=False)
    stream = make_stream()
    messages = messages_on(stream)
    if request.param == "never up":
        stream.attach(messages)
    return messages


async def test_without_a_stream_nothing_is_sent(cut_off: Messenger) -> None:
    assert not cut_off.is_ready
    with pytest.raises(Unavailable):
        await cut_off.send(BOB, "", [], NOT_NEEDED)


async def test_what_was_refused_without_a_stream_is_not_sent_later(
    server: FakeServer, messages: Messages
) -> None:
    sent, connection = messages
    await server.stop()
    await until(lambda: not sent.is_ready)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await sent.send(ChatUsername("nobody"), "", [], NOT_NEEDED)
    await server.start()
    connection = await server.accepted()
    await until(lambda: sent.is_ready)
    await sent.send(BOB, "", [], NOT_NEEDED)
    assert (await connection.stanza()).get("to") == f"bob@{DOMAIN}"
