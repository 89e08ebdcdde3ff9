"""A login question's id goes into the log, and what is no question is counted."""

import logging

import pytest

from component import request
from component.domain.login import Refusal, Refuse
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.seal import LoginSeal
from tests.wire.conftest import MakeStream, running
from tests.wire.fake_server import DOMAIN, Connection, FakeServer
from tests.wire.questions import NAME, PASSWORD, SEAL, Answers, ask, assert_lives

ID = "tlc-0123456789abcdef0123456789abcdef"


class Ids(logging.Filter):
    """Notes under which id each line is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def filter(self, _record: logging.LogRecord) -> bool:
        self.seen.append(request.current_id())
        return True


async def test_a_login_is_worked_on_under_the_id_of_its_question(
    connection: Connection, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    ids = Ids()
    with caplog.filtering(ids):
        await ask(connection, stanza_id=ID)
        answers.outcome = Refuse(Refusal.UNKNOWN)
        await ask(connection, stanza_id="269-6")
    lines = [r for r in caplog.records if r.getMessage().startswith("login of")]
    assert ids.seen[-2:] == [ID, "269-6"]
    first, second = (line.__dict__["fields"] for line in lines)
    assert first.pop("seconds") > 0
    assert first == {"decision": "accept"}
    assert second.pop("seconds") > 0
    assert second == {"decision": "refuse", "reason": "unknown"}
    assert request.current_id() == ""


async def test_an_id_that_would_not_do_is_replaced(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    ids = Ids()
    with caplog.filtering(ids):
        await ask(connection, stanza_id="x*/ DROP TABLE y")
    assert ids.seen[-1].startswith("login-")


async def test_what_is_no_question_is_counted(
    server: FakeServer, make_stream: MakeStream, answers: Answers
) -> None:
    seen: list[str] = []
    stream = make_stream()
    stream.attach(LoginQuestions(answers, SEAL, DOMAIN, turned_away=seen.append))
    async with running(stream):
        connection = await server.accepted()
        await ask(connection, sender="evil.test")
        await ask(connection, "no base64")
        await ask(connection, LoginSeal("another").seal(NAME, PASSWORD, "269-6"))
        answers.outcome = RuntimeError()
        await ask(connection)
        await assert_lives(connection, answers)
    assert seen == ["forbidden", "bad-request", "not-authorized"]
