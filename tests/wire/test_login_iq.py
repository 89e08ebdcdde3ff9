"""The login question on the wire (design §3): literal stanzas in, literal stanzas out."""

import base64

import pytest

from component.domain.login import Accept, AskOpenfire, Outcome, Refusal, Refuse
from component.domain.names import ChatUsername
from component.frontdoors.xmpp.seal import MAX_SEALED_CHARACTERS, LoginSeal
from tests.wire.fake_server import DOMAIN, JID, Connection
from tests.wire.questions import ACCEPT, NAME, PASSWORD, SEAL, Answers, ask, assert_lives, error_of

LOGIN = "urn:tiki-livechat:login:1"


@pytest.mark.parametrize(
    ("outcome", "attributes"),
    [
        (ACCEPT, 'decision="accept" username="alicesmith"'),
        (Accept(ChatUsername(r"zoë\20x")), r'decision="accept" username="zoë\20x"'),
        (AskOpenfire(), 'decision="native"'),
        (Refuse(Refusal.WRONG_PASSWORD), 'decision="refuse" reason="wrong-password"'),
        (Refuse(Refusal.UNMIGRATED), 'decision="refuse" reason="unmigrated"'),
        (Refuse(Refusal.SUSPENDED), 'decision="refuse" reason="suspended"'),
        (Refuse(Refusal.PENDING), 'decision="refuse" reason="pending"'),
        (Refuse(Refusal.PASSWORD_DUE), 'decision="refuse" reason="password-due"'),
        (Refuse(Refusal.SECOND_FACTOR), 'decision="refuse" reason="second-factor"'),
        (Refuse(Refusal.THROTTLED), 'decision="refuse" reason="throttled"'),
        (Refuse(Refusal.UNKNOWN), 'decision="refuse" reason="unknown"'),
    ],
)
async def test_a_decision_is_answered(
    outcome: Outcome, attributes: str, connection: Connection, answers: Answers
) -> None:
    answers.outcome = outcome
    assert (await ask(connection)).decode() == (
        f'<iq type="result" from="{JID}" to="{DOMAIN}" id="269-6">'
        f'<login xmlns="{LOGIN}" {attributes} /></iq>'
    )
    assert answers.asked == [(NAME, PASSWORD)]


def test_every_reason_is_in_the_table_above() -> None:
    (table,) = test_a_decision_is_answered.pytestmark  # type: ignore[attr-defined]
    tested = {row[0].reason for row in table.args[1] if isinstance(row[0], Refuse)}
    assert tested == set(Refusal)


@pytest.mark.parametrize(
    "sender",
    [
        f"mallory@{DOMAIN}",
        f"mallory@{DOMAIN}/home",
        f"{DOMAIN}/resource",
        "evil.test",
        f"sub.{DOMAIN}",
        f"x{DOMAIN}",
        JID,
    ],
)
async def test_anybody_but_the_server_is_forbidden(
    sender: str, connection: Connection, answers: Answers
) -> None:
    assert error_of(await ask(connection, sender=sender)) == ("forbidden", "auth", [])
    assert answers.asked == []
    await assert_lives(connection, answers)


@pytest.mark.parametrize(
    "content",
    [
        LoginSeal("another secret").seal(NAME, PASSWORD, "269-6"),
        SEAL.seal(NAME, PASSWORD, "269-5"),
        base64.b64encode(b"x" * 100).decode(),
    ],
    ids=["another secret", "replayed", "made up"],
)
async def test_a_foreign_seal_is_not_authorized(
    content: str, connection: Connection, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    assert error_of(await ask(connection, content)) == ("not-authorized", "auth", [])
    assert answers.asked == []
    assert "is the component secret in Openfire the one in the settings?" in caplog.text
    await assert_lives(connection, answers)


def own(content: bytes) -> str:
    """Seal bytes with the secret of these tests."""
    return SEAL._seal.seal(content, "269-6")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not base64!",
        "AAAA",
        "A" * (MAX_SEALED_CHARACTERS + 4),
        own(b"no NUL"),
        own(b"two\0NULs\0"),
        own(b"\xff\xfe\0x"),
        "<inner/>",
    ],
    ids=["empty", "text", "too short", "too long", "no NUL", "two NULs", "not UTF-8", "an element"],
)
async def test_a_malformed_question_is_a_bad_request(
    content: str, connection: Connection, answers: Answers
) -> None:
    assert error_of(await ask(connection, content)) == ("bad-request", "modify", [])
    assert answers.asked == []
    await assert_lives(connection, answers)


@pytest.mark.parametrize(
    ("kind", "namespace"), [("get", "urn:tiki-livechat:login:2"), ("get", "urn:x"), ("set", LOGIN)]
)
async def test_another_version_or_type_is_not_implemented(
    kind: str, namespace: str, connection: Connection, answers: Answers
) -> None:
    condition, _type, _said = error_of(await ask(connection, kind=kind, namespace=namespace))
    assert condition == "feature-not-implemented"
    assert answers.asked == []
    await assert_lives(connection, answers)


@pytest.mark.parametrize("kind", ["result", "error"])
async def test_what_is_no_question_is_not_answered(
    kind: str, connection: Connection, answers: Answers
) -> None:
    content = SEAL.seal(NAME, PASSWORD, "1")
    connection.send(
        f'<iq type="{kind}" from="{DOMAIN}" to="{JID}" id="1"><login xmlns="{LOGIN}">{content}'
        "</login></iq>"
    )
    await assert_lives(connection, answers)
    assert len(answers.asked) == 1
