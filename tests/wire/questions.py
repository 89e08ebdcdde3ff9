"""Asking the component login questions as Openfire's plugin does, and reading its answers."""

from xml.etree import ElementTree as ET

from component.domain.login import Accept, Outcome
from component.domain.names import ChatUsername
from component.frontdoors.xmpp.seal import NAMESPACE, LoginSeal
from tests.wire.fake_server import DOMAIN, JID, SECRET, Connection

NAME, PASSWORD = "Alice Smith", "s3cret é🐱\"'<&>\x01"
SEAL = LoginSeal(SECRET)
STANZAS = "{urn:ietf:params:xml:ns:xmpp-stanzas}"
ACCEPT = Accept(ChatUsername("alicesmith"))


class Answers:
    """The use case: gives the outcome it is told, or raises it."""

    def __init__(self) -> None:
        self.outcome: Outcome | Exception = ACCEPT
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, name: str, password: str) -> Outcome:
        self.asked.append((name, password))
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


async def ask(
    connection: Connection,
    content: str | None = None,
    *,
    stanza_id: str = "269-6",
    sender: str = DOMAIN,
    kind: str = "get",
    namespace: str = NAMESPACE,
) -> bytes:
    """Ask, and return the answer as it came over the wire, without its id."""
    if content is None:
        content = SEAL.seal(NAME, PASSWORD, stanza_id)
    before = len(connection.raw_stanzas)
    connection.send(
        f'<iq type="{kind}" from="{sender}" to="{JID}" id="{stanza_id}">'
        f'<login xmlns="{namespace}">{content}</login></iq>'
    )
    answer = await connection.stanza()
    assert answer.get("id") == stanza_id
    assert answer.get("to") == sender
    assert answer.get("from") == JID
    return connection.raw_stanzas[before]


def error_of(raw: bytes) -> tuple[str, str, list[str]]:
    """Condition and type of a stanza error, and whatever else is said in it."""
    iq = ET.fromstring(raw)  # noqa: S314  our own XML
    assert iq.get("type") == "error"
    error = iq.find("error")
    assert error is not None
    condition, *more = list(error)
    said = [text for element in more for text in element.itertext()]
    return condition.tag.removeprefix(STANZAS), str(error.get("type")), said


async def assert_lives(connection: Connection, answers: Answers) -> None:
    """The stream answers the next question."""
    answers.outcome = ACCEPT
    assert b'decision="accept"' in await ask(connection, stanza_id="next-1")
