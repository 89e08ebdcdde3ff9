"""Login questions when something else goes wrong: the answer, the log, the stream."""

import asyncio
import logging

import pytest

from component.domain.login import Accept, AskOpenfire, Outcome, Refusal, Refuse
from component.domain.names import ChatUsername
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.seal import NAMESPACE
from component.ports import Rejected, Unavailable
from tests.wire.conftest import MakeStream, running
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer
from tests.wire.questions import ACCEPT, SEAL, Answers, ask, assert_lives, error_of


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("the Tiki database [tiki]", "geheimes detail"),
        Rejected("geheimes detail"),
        RuntimeError("geheimes detail"),
        KeyError("geheimes detail"),
        TimeoutError(),
    ],
)
async def test_what_could_not_be_decided_is_an_error_without_details(
    error: Exception, connection: Connection, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    answers.outcome = error
    raw = await ask(connection)
    assert error_of(raw) == ("internal-server-error", "wait", [])
    for detail in (b"geheim", b"Tiki", b"Error", b"Traceback", b"component/"):
        assert detail not in raw
    assert "could not be decided" in caplog.text
    await assert_lives(connection, answers)


@pytest.mark.parametrize(
    "outcome",
    [ACCEPT, AskOpenfire(), Refuse(Refusal.UNKNOWN), RuntimeError(), Unavailable("x", "y")],
)
async def test_the_log_has_the_name_on_one_bounded_line_and_no_password(
    outcome: Outcome | Exception,
    connection: Connection,
    answers: Answers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "component")
    answers.outcome = outcome
    name = "Zoë\nINFO forged\x1b[31m" + "x" * 10_000
    await ask(connection, SEAL.seal(name, "correct horse é", "269-6"))
    (line,) = [
        record.getMessage() for record in caplog.records if "login of" in record.getMessage()
    ]
    assert r"'Zo\xeb\nINFO forged\x1b[31mxxx" in line
    assert line.isascii()
    assert len(line) < 300
    assert "correct horse" not in caplog.text
    assert "\nINFO forged" not in caplog.text


async def test_a_slow_login_does_not_hold_up_another(
    server: FakeServer, make_stream: MakeStream
) -> None:
    go = asyncio.Event()

    async def log_in(name: str, _password: str) -> Outcome:
        if name == "slow":
            await go.wait()
        return Accept(ChatUsername(name))

    stream = make_stream()
    stream.attach(LoginQuestions(log_in, SEAL, DOMAIN))
    async with running(stream):
        connection = await server.accepted()
        slow = SEAL.seal("slow", "x", "1")
        connection.send(
            f'<iq type="get" from="{DOMAIN}" to="{JID}" id="1"><login xmlns="{NAMESPACE}">{slow}'
            "</login></iq>"
        )
        assert b'"quick"' in await ask(connection, SEAL.seal("quick", "x", "2"), stanza_id="2")
        go.set()
        assert (await connection.stanza()).get("id") == "1"


async def test_questions_are_answered_after_a_reconnect(
    server: FakeServer, connection: Connection, answers: Answers
) -> None:
    await assert_lives(connection, answers)
    connection.drop()
    await assert_lives(await server.accepted(), answers)
    assert len(answers.asked) == 2
