"""What people write to the bridge: literal messages in, who is handed on to be answered."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from component.domain.names import ChatUsername
from component.frontdoors.xmpp.inbox import Inbox, Written
from component.ports import Rejected, Unavailable
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer

ADDRESS = f"accounts@{JID}"
AT_ONCE = 4


class Answering:
    """Notes whom it answers, and waits or fails as it is told.

    Attributes:
        slow: Whom it does not come to an end with before `may_go_on` is set.
    """

    def __init__(self) -> None:
        self.answered: list[Written] = []
        self.slow: set[str] = set()
        self.may_go_on = asyncio.Event()
        self.failing: Exception | None = None

    async def __call__(self, written: Written) -> None:
        self.answered.append(written)
        if written.username in self.slow:
            await self.may_go_on.wait()
        if self.failing is not None:
            raise self.failing

    def count(self, username: str) -> int:
        """How many messages of somebody were taken up."""
        return sum(1 for written in self.answered if written.username == username)


@pytest.fixture
def answering() -> Answering:
    return Answering()


@pytest.fixture
async def connection(
    server: FakeServer, make_stream: MakeStream, answering: Answering
) -> AsyncIterator[Connection]:
    stream = make_stream()
    inbox = Inbox(answering, DOMAIN, [ADDRESS, JID], AT_ONCE)
    stream.attach(inbox)
    async with running(stream):
        task = asyncio.create_task(inbox.run())
        try:
            yield await server.accepted()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def message(
    body: str = "<body>stop</body>",
    *,
    sender: str = f"bob@{DOMAIN}/phone",
    to: str = ADDRESS,
    attributes: str = 'type="chat"',
) -> str:
    """A message, as Openfire passes it on."""
    return f'<message from="{sender}" to="{to}" {attributes}>{body}</message>'


LAST = message(sender=f"the-last-one@{DOMAIN}/x")


async def answered(connection: Connection, answering: Answering, *stanzas: str) -> list[Written]:
    """Send messages; those that were handed on."""
    for stanza in (*stanzas, LAST):
        connection.send(stanza)
    await until(lambda: answering.count("the-last-one") == 1)
    return [written for written in answering.answered if written.username != "the-last-one"]


def bob(resource: str = "phone", to: str = ADDRESS, language: str = "", text: str = "x") -> Written:
    client = f"bob@{DOMAIN}/{resource}" if resource else f"bob@{DOMAIN}"
    return Written(ChatUsername("bob"), resource, client, to, language, text)


@pytest.mark.parametrize(
    ("stanza", "expected"),
    [
        (message(), bob(text="stop")),
        (message(attributes=""), bob(text="stop")),
        (message(attributes='type="normal"'), bob(text="stop")),
        (message(to=JID), bob(to=JID, text="stop")),
        (message(to=f"{JID}/x"), bob(to=JID, text="stop")),
        (message(to=f"{ADDRESS}/desk"), bob(text="stop")),
        (message(sender=f"bob@{DOMAIN}"), bob("", text="stop")),
        (
            message(sender=f"zoë\\20x@{DOMAIN}/a b"),
            Written(ChatUsername("zoë\\20x"), "a b", f"zoë\\20x@{DOMAIN}/a b", ADDRESS, "", "stop"),
        ),
        (
            message("<body> MIGRATE! </body>", attributes='type="chat" xml:lang="fr-CA"'),
            bob(language="fr-CA", text=" MIGRATE! "),
        ),
        (message("<body>help</body><subject>x</subject>"), bob(text="help")),
        (message("<body>a &amp; b\n&lt;c/&gt;</body>"), bob(text="a & b\n<c/>")),
        (message("<body/>"), bob(text="")),
        (message(f"<body>{'x' * 50_000}</body>"), bob(text="x" * 50_000)),
    ],
    ids=range(13),
)
async def test_what_a_person_of_this_server_writes_is_handed_on(
    stanza: str, expected: Written, connection: Connection, answering: Answering
) -> None:
    assert await answered(connection, answering, stanza) == [expected]


@pytest.mark.parametrize(
    "stanza",
    [
        message(attributes='type="error"'),
        message(attributes='type="groupchat"'),
        message(attributes='type="headline"'),
        message(to=f"somebody@{JID}"),
        message(sender=DOMAIN),
        message(sender=f"{DOMAIN}/x"),
        message(sender="bob@elsewhere.test/phone"),
        message(sender=f"bob@other.{DOMAIN}/phone"),
        message(sender=f"room@conference.{DOMAIN}/bob", attributes='type="groupchat"'),
        message(sender=f"room@conference.{DOMAIN}/bob"),
        message(sender=ADDRESS),
        message(sender=JID),
        message('<composing xmlns="http://jabber.org/protocol/chatstates"/>'),
        message('<received xmlns="urn:xmpp:receipts" id="7"/>'),
        message('<body xmlns="urn:somebody:else">stop</body>'),
        message("<subject>stop</subject>"),
    ],
)
async def test_anybody_and_anything_else_is_left_alone(
    stanza: str, connection: Connection, answering: Answering
) -> None:
    assert await answered(connection, answering, stanza) == []


@pytest.mark.parametrize("error", [Unavailable("x", "y"), Rejected("z"), ValueError("a mistake")])
async def test_an_answer_that_fails_keeps_nobody_else_from_theirs(
    error: Exception,
    connection: Connection,
    answering: Answering,
    caplog: pytest.LogCaptureFixture,
) -> None:
    answering.failing = error
    assert len(await answered(connection, answering, *[message()] * 3)) == 3
    await until(lambda: caplog.text.count("gets no answer") == 4)


async def test_the_messages_of_one_person_are_answered_in_their_order(
    connection: Connection, answering: Answering
) -> None:
    found = await answered(connection, answering, *(message(f"<body>{i}</body>") for i in range(3)))
    await until(lambda: answering.count("bob") == 3)
    assert [written.text for written in answering.answered if written.username == "bob"] == [
        *("0", "1", "2")
    ]
    assert len(found) <= 3


async def test_long_work_for_one_holds_up_their_own_messages_and_nobody_else_s(
    connection: Connection, answering: Answering
) -> None:
    answering.slow.add("bob")
    for _ in range(2):
        connection.send(message())
    carol = message(sender=f"carol@{DOMAIN}/desk")
    for count in range(1, 6):
        connection.send(carol)
        await until(lambda: answering.count("carol") == count)  # noqa: B023  read at once
    assert answering.count("bob") == 1
    answering.may_go_on.set()
    await until(lambda: answering.count("bob") == 2)


async def test_only_so_many_are_answered_at_once(
    connection: Connection, answering: Answering
) -> None:
    answering.slow.update(f"person{i}" for i in range(AT_ONCE))
    for i in range(AT_ONCE):
        connection.send(message(sender=f"person{i}@{DOMAIN}/x"))
    await until(lambda: len(answering.answered) == AT_ONCE)
    connection.send(message())
    connection.send("<iq type='get' id='after' from='livechat.test' to='tiki.livechat.test'/>")
    await connection.stanza()
    assert answering.count("bob") == 0
    answering.may_go_on.set()
    await until(lambda: answering.count("bob") == 1)


async def test_one_who_writes_without_end_has_three_answers_to_come_and_others_have_theirs(
    connection: Connection, answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    answering.slow.add("bob")
    carol = message(sender=f"carol@{DOMAIN}/desk")
    for stanza in (*[message()] * 500, carol):
        connection.send(stanza)
    await until(lambda: caplog.text.count("left unanswered") == 497)
    await until(lambda: answering.count("carol") == 1)
    answering.may_go_on.set()
    await until(lambda: answering.count("bob") == 3)
    connection.send(message())
    await until(lambda: answering.count("bob") == 4)


async def test_a_flood_of_many_people_is_bounded(
    connection: Connection, answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    answering.slow.update(f"person{i}" for i in range(3000))
    connection.send("".join(message(sender=f"person{i}@{DOMAIN}/x") for i in range(3000)))
    await until(lambda: "person2999" in caplog.text)
    answering.may_go_on.set()
    await until(lambda: len(answering.answered) >= 1000)
    assert len(await answered(connection, answering)) == 1000


async def test_what_people_write_is_not_logged(
    connection: Connection, answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    logger = "component"
    caplog.set_level("DEBUG", logger=logger)
    answering.failing = ValueError("a mistake")
    handed_on = await answered(connection, answering, message("<body>my hunter2</body>"))
    own = [record.getMessage() for record in caplog.records if record.name.startswith(logger)]
    assert "'bob' gets no answer" in own
    assert "hunter2" not in str(own)
    assert "hunter2" not in repr(handed_on)
