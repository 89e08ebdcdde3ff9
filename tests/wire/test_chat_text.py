"""Commands in chat texts: literal messages in, literal messages out."""

import asyncio
from collections.abc import AsyncIterator
from gettext import NullTranslations

import pytest

from component.frontdoors.answers import all_answers
from component.frontdoors.commands.people import People
from component.frontdoors.texts import SOURCE, Texts
from component.frontdoors.wording import Site
from component.frontdoors.xmpp.chat_text import ChatText
from component.frontdoors.xmpp.inbox import Inbox
from component.frontdoors.xmpp.messages import ChatMessages
from component.frontdoors.xmpp.replies import Replies
from tests.fakes.commands import DESCRIPTIONS, FakeCommands
from tests.fakes.reminders import FakeContacts
from tests.fakes.tiki import FakeTiki
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer

ADDRESS = f"accounts@{JID}"
TEXTS = Texts({SOURCE: NullTranslations()})
_BODY = "{jabber:component:accept}body"


@pytest.fixture
def commands() -> FakeCommands:
    return FakeCommands()


@pytest.fixture
async def connection(
    server: FakeServer, make_stream: MakeStream, commands: FakeCommands
) -> AsyncIterator[Connection]:
    stream, desk, contacts = make_stream(), commands.desk(), FakeContacts()
    contacts.add("admin")
    messages = ChatMessages(stream, DOMAIN, ADDRESS, TEXTS, Site("Example", DOMAIN))
    replies = Replies(
        desk,
        DESCRIPTIONS,
        ChatText(desk),
        People(contacts, FakeTiki(), TEXTS, DOMAIN),
        messages,
        all_answers(TEXTS.catalogues.values()),
        TEXTS.translate,
    )
    inbox = Inbox(replies, DOMAIN, [ADDRESS, JID])
    stream.attach(messages)
    stream.attach(inbox)
    async with running(stream):
        task = asyncio.create_task(inbox.run())
        try:
            connection = await server.accepted()
            await until(lambda: messages.is_ready)
            yield connection
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def write(connection: Connection, text: str, to: str = JID, sender: str = "admin") -> None:
    connection.send(
        f'<message from="{sender}@{DOMAIN}/phone" to="{to}" type="chat"><body>{text}</body>'
        "</message>"
    )


@pytest.mark.parametrize("to", [JID, ADDRESS])
async def test_the_answer_comes_to_the_client_that_wrote_from_where_it_wrote_to(
    connection: Connection, to: str
) -> None:
    write(connection, "WhoAmI", to)
    stanza = await connection.stanza()
    assert connection.raw_stanzas[-1].decode() == (
        f'<message type="chat" to="admin@{DOMAIN}/phone" from="{to}" id="{stanza.get("id")}" '
        'xml:lang="en"><body>This is you.\n\nWhat: Live Chat ID · Value: admin\n'
        "What: Name · Value: [2JAlice\nWhat: E-mail"
        '</body><nick xmlns="http://jabber.org/protocol/nick">Example</nick>'
        '<no-permanent-store xmlns="urn:xmpp:hints" /></message>'
    )


async def test_a_conversation_from_the_plan_to_its_job(
    connection: Connection, commands: FakeCommands
) -> None:
    bodies = []
    for text in ("sync groups support", "perhaps", "yes"):
        write(connection, text)
        bodies.append((await connection.stanza()).findtext(_BODY, ""))
    assert [body.split("\n")[0] for body in bodies] == [
        "Plan",
        'That is no answer to this. "cancel" ends it.',
        "It is job 7.",
    ]
    assert [name for name, _, _ in commands.done] == ["plan", "apply"]


async def test_who_has_no_account_is_not_answered(
    connection: Connection, commands: FakeCommands
) -> None:
    write(connection, "whoami", sender="anonymous-7f3a")
    write(connection, "whoami")
    assert (await connection.stanza()).get("to") == f"admin@{DOMAIN}/phone"
    assert [who for _, who, _ in commands.done] == ["admin"]
