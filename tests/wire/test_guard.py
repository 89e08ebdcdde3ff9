"""One stanza of anybody's never ends the stream that everybody's sign-ins come by."""

import logging
from xml.etree import ElementTree as ET

import pytest

from component.frontdoors.xmpp.guard import GuardedXMPP, unreadable
from component.frontdoors.xmpp.login_iq import LoginQuestions
from component.frontdoors.xmpp.seal import NAMESPACE
from tests.wire.conftest import MakeStream, running
from tests.wire.fake_server import DOMAIN, JID, Connection, FakeServer
from tests.wire.questions import SEAL, Answers, assert_lives, error_of

BOB = f"bob@{DOMAIN}/x"
DEEP = "<a>" * 5_000 + "</a>" * 5_000
LOGIN = f"<login xmlns='{NAMESPACE}'>x</login>"
NO_ADDRESSES = {
    "two ats": "a@@b@c",
    "newer than RFC 3454": f"bob\U0001fae8@{DOMAIN}/x",
    "newer in the resource": f"bob@{DOMAIN}/\U0001fae8",
    "private use": f"bob@{DOMAIN}/\ue000",
    "a resource of 1,024": f"bob@{DOMAIN}/{'x' * 1024}",
    "blank": f"b ob@{DOMAIN}/x",
    "no domain": "bob@/x",
}


@pytest.mark.parametrize("address", NO_ADDRESSES.values(), ids=NO_ADDRESSES)
@pytest.mark.parametrize(
    "stanza",
    [
        f"<iq type='get' id='1' from='%s' to='{JID}'><query xmlns='any'/></iq>",
        f"<iq type='get' id='1' from='%s' to='{JID}'>{LOGIN}</iq>",
        f"<iq type='get' id='1' from='{BOB}' to='%s'>{LOGIN}</iq>",
        f"<message type='chat' from='%s' to='{JID}'><body>hi</body></message>",
        f"<presence from='%s' to='{JID}'/>",
        f"<presence type='subscribe' from='%s' to='{JID}'/>",
    ],
)
async def test_an_address_that_is_none_is_nobodys(
    connection: Connection,
    answers: Answers,
    caplog: pytest.LogCaptureFixture,
    stanza: str,
    address: str,
) -> None:
    connection.send(stanza % address)
    await assert_lives(connection, answers)
    assert "Traceback" not in caplog.text
    assert "never retrieved" not in caplog.text
    assert [one.get("id") for one in connection.stanzas._queue] == []  # type: ignore[attr-defined]


async def test_a_question_that_is_too_deep_is_refused(
    connection: Connection, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    for number, payload in enumerate(
        (
            f"<query xmlns='any'>{DEEP}</query>",
            f"<login xmlns='{NAMESPACE}'>{DEEP}</login>",
            f"<command xmlns='http://jabber.org/protocol/commands'>{DEEP}</command>",
        )
    ):
        connection.send(f"<iq type='set' id='{number}' from='{BOB}' to='{JID}'>{payload}</iq>")
        answer = await connection.stanza()
        assert (answer.get("id"), answer.get("to")) == (str(number), BOB)
        assert error_of(connection.raw_stanzas[-1]) == ("not-acceptable", "modify", [])
    for kind in ("result", "error"):
        connection.send(f"<iq type='{kind}' id='9' from='{BOB}' to='{JID}'>{DEEP}</iq>")
    connection.send(f"<message type='chat' from='{BOB}' to='{JID}'><body>a</body>{DEEP}</message>")
    connection.send(f"<presence from='{BOB}' to='{JID}'>{DEEP}</presence>")
    await assert_lives(connection, answers)
    assert caplog.text.count("a stanza was turned away") == 1, "in a flood a line now and then"


async def test_an_id_that_is_too_long_is_not_repeated(
    connection: Connection, answers: Answers
) -> None:
    connection.send(f"<iq type='get' id='{'i' * 1001}' from='{BOB}' to='{JID}'><q xmlns='a'/></iq>")
    connection.send(f"<iq type='get' id='{'i' * 1000}' from='{BOB}' to='{JID}'><q xmlns='a'/></iq>")
    assert (await connection.stanza()).get("id") == "i" * 1000
    await assert_lives(connection, answers)


@pytest.mark.parametrize(("depth", "is_read"), [(100, True), (101, False)])
def test_as_deep_as_real_stanzas_are(depth: int, *, is_read: bool) -> None:
    xml = ET.fromstring("<a>" * depth + "</a>" * depth)  # noqa: S314  our own XML
    assert (unreadable(xml) == "") is is_read


async def test_a_handler_that_fails_outside_of_slixmpps_care(
    connection: Connection,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault in a library")

    with monkeypatch.context() as patch:
        patch.setattr("slixmpp.stanza.iq.Iq.unhandled", fail)
        for number in range(20):
            connection.send(
                f"<iq type='get' id='{number}' from='{BOB}' to='{JID}'><q xmlns='any'/></iq>"
            )
        await assert_lives(connection, answers)
    failures = [r for r in caplog.records if r.exc_info and r.levelno == logging.ERROR]
    assert len(failures) == 1, "in a flood a line now and then"


async def test_presences_of_anybody_are_not_kept(
    server: FakeServer, make_stream: MakeStream, answers: Answers
) -> None:
    stream = make_stream()
    stream.attach(LoginQuestions(answers, SEAL, DOMAIN))
    async with running(stream):
        connection = await server.accepted()
        kinds = ("", "subscribe", "subscribed", "unsubscribe", "unavailable", "probe", "error")
        for number in range(700):
            connection.send(
                f"<presence type='{kinds[number % 7]}' from='p{number}@else{number}.test/x' "
                f"to='any{number}@{JID}'><priority>z</priority></presence>".replace("type='' ", "")
            )
        await assert_lives(connection, answers)
        assert isinstance(stream._xmpp, GuardedXMPP)
        assert list(stream._xmpp.roster.keys()) == [JID]
        assert len(connection.raw_stanzas) == 1, "nobody is subscribed to, or told anything"
