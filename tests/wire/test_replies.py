"""What people write to the address that reminds them: literal messages in, who is answered."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from component.domain.names import ChatUsername
from component.domain.reminders import Reply
from component.frontdoors.xmpp.replies import Replies
from component.ports import Rejected, Unavailable
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer

ADDRESS = f"accounts@{JID}"
WORDS = {"stop": Reply.STOP, "migrate": Reply.MIGRATE, "help": Reply.HELP}
Answered = tuple[str, str, Reply, str]


class Answering:
    """The use case: notes whom it answers, and waits or fails as it is told."""

    def __init__(self) -> None:
        self.answered: list[Answered] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.failing: Exception | None = None

    async def __call__(
        self, username: ChatUsername, resource: str, reply: Reply, language: str
    ) -> None:
        self.answered.append((username, resource, reply, language))
        await self.may_go_on.wait()
        if self.failing is not None:
            raise self.failing


@pytest.fixture
def answering() -> Answering:
    return Answering()


@pytest.fixture
async def connection(
    server: FakeServer, make_stream: MakeStream, answering: Answering
) -> AsyncIterator[Connection]:
    stream = make_stream()
    replies = Replies(answering, WORDS, DOMAIN, ADDRESS)
    stream.attach(replies)
    async with running(stream):
        task = asyncio.create_task(replies.run())
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


async def answered(connection: Connection, answering: Answering, *stanzas: str) -> list[Answered]:
    """Send messages; who was answered."""
    for stanza in (*stanzas, LAST):
        connection.send(stanza)
    await until(lambda: [a[0] for a in answering.answered[-1:]] == ["the-last-one"])
    return answering.answered[:-1]


@pytest.mark.parametrize(
    ("stanza", "expected"),
    [
        (message(), ("bob", "phone", Reply.STOP, "")),
        (message(attributes=""), ("bob", "phone", Reply.STOP, "")),
        (message(attributes='type="normal"'), ("bob", "phone", Reply.STOP, "")),
        (message(to=f"{ADDRESS}/desk"), ("bob", "phone", Reply.STOP, "")),
        (message(sender=f"bob@{DOMAIN}"), ("bob", "", Reply.STOP, "")),
        (message(sender=f"zoë\\20x@{DOMAIN}/a b"), ("zoë\\20x", "a b", Reply.STOP, "")),
        (
            message("<body> MIGRATE! </body>", attributes='type="chat" xml:lang="fr-CA"'),
            ("bob", "phone", Reply.MIGRATE, "fr-CA"),
        ),
        (message("<body>help</body><subject>x</subject>"), ("bob", "phone", Reply.HELP, "")),
        (message("<body>What?</body>"), ("bob", "phone", Reply.OTHER, "")),
        (message("<body/>"), ("bob", "phone", Reply.OTHER, "")),
        (message(f"<body>{'x' * 50_000}</body>"), ("bob", "phone", Reply.OTHER, "")),
    ],
)
async def test_a_person_of_this_server_is_answered(
    stanza: str, expected: Answered, connection: Connection, answering: Answering
) -> None:
    assert await answered(connection, answering, stanza) == [expected]


@pytest.mark.parametrize(
    "stanza",
    [
        message(attributes='type="error"'),
        message(attributes='type="groupchat"'),
        message(attributes='type="headline"'),
        message(to=JID),
        message(to=f"somebody@{JID}"),
        message(sender=DOMAIN),
        message(sender=f"{DOMAIN}/x"),
        message(sender="bob@elsewhere.test/phone"),
        message(sender=f"bob@other.{DOMAIN}/phone"),
        message(sender=ADDRESS),
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
    assert len(await answered(connection, answering, message())) == 1
    await until(lambda: caplog.text.count("gets no answer") == 2)


async def test_one_who_writes_without_end_has_three_answers_to_come_and_others_have_theirs(
    connection: Connection, answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    answering.may_go_on.clear()
    carol = message(sender=f"carol@{DOMAIN}/desk")
    for stanza in (*[message()] * 500, carol):
        connection.send(stanza)
    await until(lambda: caplog.text.count("left unanswered") == 497)
    answering.may_go_on.set()
    await until(lambda: len(answering.answered) == 4)
    assert [who for who, *_ in answering.answered] == ["bob", "bob", "bob", "carol"]
    assert (await answered(connection, answering, message()))[-1][0] == "bob"


async def test_a_flood_of_many_people_is_bounded(
    connection: Connection, answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    answering.may_go_on.clear()
    connection.send("".join(message(sender=f"person{i}@{DOMAIN}/x") for i in range(3000)))
    await until(lambda: "person2999" in caplog.text)
    answering.may_go_on.set()
    await until(lambda: len(answering.answered) >= 1000)
    assert len(await answered(connection, answering)) <= 1001


async def test_what_people_write_is_not_logged(
    connection: Connection, answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    logger = "component"
    caplog.set_level("DEBUG", logger=logger)
    await answered(connection, answering, message("<body>my password is hunter2</body>"))
    own = [record.getMessage() for record in caplog.records if record.name.startswith(logger)]
    assert "'bob' answers: other" in own
    assert "hunter2" not in str(own)
