"""A room on the fake server, and the component beside it."""

from typing import NamedTuple
from xml.etree import ElementTree as ET

from component.domain.names import ChatUsername
from component.frontdoors.xmpp.rooms_client import RoomsClient
from component.frontdoors.xmpp.stream import ComponentStream
from tests.wire.fake_server import DOMAIN, JID, Connection, answer_pings

ROOM = f"helpers@conference.{DOMAIN}"
SYNC = f"{JID}/sync"
BOB, ZOE = ChatUsername("bob"), ChatUsername("zoë")
_USER = "http://jabber.org/protocol/muc#user"


def presence(nick: str, *statuses: int, attributes: str = "") -> str:
    """An occupant's presence, as Openfire broadcasts it."""
    codes = "".join(f"<status code='{status}'/>" for status in statuses)
    return (
        f"<presence from='{ROOM}/{nick}' to='{SYNC}' {attributes}><x xmlns='{_USER}'>"
        f"<item jid='a@b/c' affiliation='owner' role='moderator'/>{codes}</x></presence>"
    )


def error(stanza: ET.Element, condition: str, kind: str = "presence") -> str:
    """A stanza error, as Openfire sends it."""
    return (
        f"<{kind} type='error' id='{stanza.get('id')}' from='{stanza.get('to')}' to='{SYNC}'>"
        f"<error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
        f"</{kind}>"
    )


class Room:
    """A server with a room.

    Attributes:
        entered: What it answers to those who enter; None for silence, a condition for an error.
        asked: What it answers to an IQ: its payload, or a condition after an exclamation mark.
        taken: Nicks that somebody has.
    """

    def __init__(self) -> None:
        self.entered: str | None = presence("Bob") + presence(JID, 110, 100)
        self.asked = ""
        self.taken: set[str] = set()

    def __call__(self, stanza: ET.Element) -> str | None:
        if stanza.find("{urn:xmpp:ping}ping") is not None:
            return answer_pings(stanza)
        return self._answer(stanza) if stanza.tag.endswith("iq") else self._meet(stanza)

    def _answer(self, iq: ET.Element) -> str:
        if self.asked.startswith("!"):
            return error(iq, self.asked[1:], "iq")
        ends = f"from='{iq.get('to')}' to='{iq.get('from')}'"
        return f"<iq type='result' id='{iq.get('id')}' {ends}>{self.asked}</iq>"

    def _meet(self, stanza: ET.Element) -> str | None:
        nick = stanza.get("to", "").partition("/")[2]
        if nick in self.taken:
            return error(stanza, "conflict")
        if self.entered is None or stanza.get("type") == "unavailable":
            return None
        if not self.entered.startswith("<"):
            return error(stanza, self.entered)
        return self.entered.replace(f"/{JID}'", f"/{nick}'")


class Setting(NamedTuple):
    """The component beside a room."""

    client: RoomsClient
    stream: ComponentStream
    connection: Connection
    room: Room

    async def sent(self) -> tuple[ET.Element, str]:
        """The next stanza of the component, but for pings: read, and as it came."""
        return await self.connection.stanza(), self.connection.raw_stanzas[-1].decode()
