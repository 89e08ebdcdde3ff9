"""What a signed-in chat client sees and does: contacts, messages, vCards, commands.

How one signs in is in `chat_client`.
"""

import asyncio
import ssl
import time
from dataclasses import dataclass
from typing import Any, cast
from xml.etree.ElementTree import Element

from slixmpp import JID, ClientXMPP

from openfire.demo.commander import PLUGINS, Commander

VCARD = "{vcard-temp}"
_ITEMS = "{http://jabber.org/protocol/disco#items}"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact in a roster."""

    jid: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message that arrived.

    Attributes:
        sender: The bare JID.
        body: Its text.
        language: Its xml:lang.
    """

    sender: str
    body: str
    language: str


class Client(ClientXMPP):
    """Keeps its transports in sight: the one in clear, the one with TLS."""

    def __init__(self, jid: str, password: str, sasl_mech: str) -> None:
        nobody_yet = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # see `ca_certs`
        super().__init__(jid, password, sasl_mech=sasl_mech, ssl_context=nobody_yet)
        self.transports: list[asyncio.Transport] = []
        self.received: asyncio.Queue[Message] = asyncio.Queue()
        self.pushes: asyncio.Queue[Contact] = asyncio.Queue()
        self.add_event_handler("message", self._receive)
        self.add_event_handler("roster_update", self._note_push)
        for plugin in PLUGINS:
            self.register_plugin(plugin)

    def _receive(self, stanza: Any) -> None:  # noqa: ANN401  slixmpp's stanza
        self.received.put_nowait(
            Message(str(stanza["from"].bare), str(stanza["body"]), str(stanza["lang"]))
        )

    def _note_push(self, stanza: Any) -> None:  # noqa: ANN401  slixmpp's stanza
        if stanza["type"] == "set":
            for item in stanza.xml.iterfind("{jabber:iq:roster}query/{jabber:iq:roster}item"):
                self.pushes.put_nowait(_contact(item))

    def connection_made(self, transport: asyncio.BaseTransport, send_event: bool = True) -> None:  # noqa: FBT001, FBT002  slixmpp's signature
        """See `XMLStream.connection_made`."""
        self.transports.append(cast("asyncio.Transport", transport))
        super().connection_made(transport, send_event)

    async def end(self) -> None:
        """Close the stream, and what slixmpp would leave behind: transports and a task."""
        self.cancel_connection_attempt()
        await self.disconnect(wait=2.0)
        for transport in self.transports:
            transport.abort()
        sending = self._run_out_filters
        if sending is not None:
            sending.cancel()
            await asyncio.wait({sending})


class Session:
    """A signed-in client."""

    def __init__(self, xmpp: Client) -> None:
        self._xmpp = xmpp

    @property
    def jid(self) -> str:
        """The bare JID that the server bound."""
        return str(self._xmpp.boundjid.bare)

    def come_online(self, language: str = "") -> None:
        """Be available, in a client that is set to a language."""
        presence = self._xmpp.make_presence()
        if language:
            presence["lang"] = language
        presence.send()

    def go_offline(self) -> None:
        """Be unavailable, and stay signed in."""
        self._xmpp.make_presence(ptype="unavailable").send()

    def break_off(self) -> None:
        """Lose the connection, without a word to the server."""
        for transport in self._xmpp.transports:
            transport.abort()

    async def message(self, seconds: float = 60.0) -> Message:
        """Wait for the next message.

        Raises:
            TimeoutError: None came.
        """
        return await asyncio.wait_for(self._xmpp.received.get(), seconds)

    @property
    def messages(self) -> list[Message]:
        """Those that have arrived and were not waited for; they are gone then."""
        found = []
        while not self._xmpp.received.empty():
            found.append(self._xmpp.received.get_nowait())
        return found

    def write(self, to: str, body: str) -> None:
        """Send a message."""
        self._xmpp.send_message(JID(to), body, mtype="chat")

    async def roster(self) -> list[Contact]:
        """Fetch the roster."""
        answer = await self.ask("get", Element("{jabber:iq:roster}query"))
        items = answer.findall("{jabber:iq:roster}query/{jabber:iq:roster}item")
        return [_contact(item) for item in items]

    async def push(self, seconds: float = 30.0) -> Contact:
        """Wait for the next roster push (RFC 6121 §2.1.6); only who has fetched a roster gets any.

        Raises:
            TimeoutError: None came.
        """
        return await asyncio.wait_for(self._xmpp.pushes.get(), seconds)

    async def is_pushed(self, expected: Contact, seconds: float = 30.0) -> bool:
        """Whether the server pushes this contact before long, without being asked for it."""
        try:
            async with asyncio.timeout(seconds):
                while await self.push() != expected:
                    pass
        except TimeoutError:
            return False
        return True

    async def services(self, jid: str) -> list[str]:
        """The addresses that a server offers (XEP-0030)."""
        answer = await self.ask("get", Element(f"{_ITEMS}query"), jid)
        return [item.get("jid", "") for item in answer.iter(f"{_ITEMS}item")]

    def commands(self, jid: str) -> Commander:
        """The ad-hoc commands of an address."""
        return Commander(self._xmpp, jid)

    @property
    def full_jid(self) -> str:
        """With the resource of this client."""
        return str(self._xmpp.boundjid.full)

    async def roster_groups(self) -> set[str]:
        """The groups that the roster shows."""
        return {group for contact in await self.roster() for group in contact.groups}

    async def sees_group(self, group: str, seconds: float = 30.0) -> bool:
        """Whether the roster shows a group before long, without a new sign-in."""
        deadline = time.monotonic() + seconds
        while group not in await self.roster_groups():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.1)
        return True

    async def sees_contact(self, jid: str, group: str, seconds: float = 30.0) -> bool:
        """Whether the roster shows somebody in a group before long."""
        deadline = time.monotonic() + seconds
        while not any(c.jid == jid and group in c.groups for c in await self.roster()):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.1)
        return True

    async def vcard(self, jid: str | None = None) -> Element:
        """Fetch a vCard; one's own by default."""
        answer = await self.ask("get", Element(f"{VCARD}vCard"), jid)
        found = answer.find(f"{VCARD}vCard")
        return found if found is not None else Element(f"{VCARD}vCard")

    async def ask(self, kind: Any, payload: Element, to: str | None = None) -> Element:  # noqa: ANN401  slixmpp's literal
        """Send an IQ and wait for its result.

        Raises:
            slixmpp.exceptions.IqError: The answer is a stanza error.
        """
        iq = self._xmpp.make_iq(itype=kind, ito=to)
        iq.append(payload)
        answer = await iq.send(timeout=30)
        xml: Element = answer.xml
        return xml

    async def is_ended(self, seconds: float = 30.0) -> bool:
        """Whether the server ends the session before long."""
        deadline = time.monotonic() + seconds
        while self._xmpp.is_connected():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.1)
        return True

    async def close(self) -> None:
        """Sign out."""
        await self._xmpp.end()


def _contact(item: Element) -> Contact:
    groups = (g.text or "" for g in item.iterfind("{jabber:iq:roster}group"))
    return Contact(item.get("jid", ""), tuple(sorted(groups)))
