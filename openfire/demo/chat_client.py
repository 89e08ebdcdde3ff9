"""A chat client over TLS that may sign in under any SASL name, as people's clients do."""

import asyncio
import contextlib
import logging
import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, cast
from xml.etree.ElementTree import Element

from slixmpp import JID, ClientXMPP
from slixmpp.exceptions import XMPPError
from slixmpp.util.sasl.client import sasl_mech
from slixmpp.util.sasl.mechanisms import PLAIN

from openfire.testserver import TestServer

VCARD = "{vcard-temp}"

# A refused login is this module's result; slixmpp would print it as an error besides.
logging.getLogger("slixmpp").setLevel(logging.CRITICAL)


class SignInRefused(Exception):  # noqa: N818  an answer, not a fault
    """The server does not let this person in; the message is its condition."""


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


@sasl_mech(1)
class _VerbatimPlain(PLAIN):
    """PLAIN with name and password as typed: many clients prepare neither, slixmpp does."""

    required_credentials: set[str] = {"verbatim"}  # noqa: RUF012  as slixmpp declares it
    optional_credentials: set[str] = set()  # noqa: RUF012  as slixmpp declares it

    def process(self, challenge: bytes = b"") -> bytes:  # noqa: ARG002  slixmpp's signature
        message: bytes = self.credentials["verbatim"]
        return message


class _Client(ClientXMPP):
    """Keeps its transports in sight: the one in clear, the one with TLS."""

    def __init__(self, jid: str, password: str, sasl_mech: str) -> None:
        super().__init__(jid, password, sasl_mech=sasl_mech)
        self.transports: list[asyncio.Transport] = []
        self.received: asyncio.Queue[Message] = asyncio.Queue()
        self.add_event_handler("message", self._receive)

    def _receive(self, stanza: Any) -> None:  # noqa: ANN401  slixmpp's stanza
        self.received.put_nowait(
            Message(str(stanza["from"].bare), str(stanza["body"]), str(stanza["lang"]))
        )

    def connection_made(self, transport: asyncio.BaseTransport, send_event: bool = True) -> None:  # noqa: FBT001, FBT002  slixmpp's signature
        """See `XMLStream.connection_made`."""
        self.transports.append(cast("asyncio.Transport", transport))
        super().connection_made(transport, send_event)


class Session:
    """A signed-in client."""

    def __init__(self, xmpp: _Client) -> None:
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

    async def message(self, seconds: float = 30.0) -> Message:
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
        return [
            Contact(
                item.get("jid", ""),
                tuple(sorted(g.text or "" for g in item.findall("{jabber:iq:roster}group"))),
            )
            for item in items
        ]

    async def roster_groups(self) -> set[str]:
        """The groups that the roster shows."""
        return {group for contact in await self.roster() for group in contact.groups}

    async def sees_group(self, group: str, seconds: float = 10.0) -> bool:
        """Whether the roster shows a group before long, without a new sign-in."""
        deadline = time.monotonic() + seconds
        while group not in await self.roster_groups():
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
        answer = await iq.send(timeout=10)
        xml: Element = answer.xml
        return xml

    async def is_ended(self, seconds: float = 10.0) -> bool:
        """Whether the server ends the session before long."""
        deadline = time.monotonic() + seconds
        while self._xmpp.is_connected():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.1)
        return True

    async def close(self) -> None:
        """Sign out."""
        await _end(self._xmpp)


async def sign_in(
    server: TestServer,
    name: str,
    password: str,
    *,
    authzid: str = "",
    seconds: float = 20.0,
) -> Session:
    """Sign in.

    Args:
        server: Where to.
        name: The SASL name; any text, it need not be a JID's local part.
        password: The password.
        authzid: The SASL authorisation identity, if the client sends one.
        seconds: How long that may take.

    Returns:
        The session.

    Raises:
        SignInRefused: Wrong credentials, in the server's eyes.
        TimeoutError: No answer in time.
    """
    xmpp = _Client(f"someone@{server.domain}", password, sasl_mech="PLAIN")
    xmpp.credentials["verbatim"] = f"{authzid}\0{name}\0{password}"
    xmpp.ca_certs = server.certificate
    xmpp.enable_direct_tls = False
    xmpp.enable_plaintext = False
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def end(error: Exception | None) -> None:
        if not done.done():
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

    xmpp.add_event_handler("session_start", lambda _: end(None))
    xmpp.add_event_handler("failed_auth", lambda e: end(SignInRefused(str(e["condition"]))))
    xmpp.add_event_handler("disconnected", lambda e: end(SignInRefused(f"disconnected: {e}")))
    xmpp.add_event_handler("ssl_invalid_chain", lambda e: end(ssl.SSLError(str(e))))
    xmpp.connect(server.host, server.client_port)
    try:
        await asyncio.wait_for(done, seconds)
    except BaseException:
        await _end(xmpp)
        raise
    return Session(xmpp)


async def _end(xmpp: "_Client") -> None:
    """Close the stream, and what slixmpp would leave behind: transports and a task."""
    xmpp.cancel_connection_attempt()
    await xmpp.disconnect(wait=2.0)
    for transport in xmpp.transports:
        transport.abort()
    sending = xmpp._run_out_filters  # noqa: SLF001  slixmpp has no other way
    if sending is not None:
        sending.cancel()
        await asyncio.wait({sending})


@contextlib.asynccontextmanager
async def signed_in(
    server: TestServer, name: str, password: str, *, authzid: str = ""
) -> AsyncIterator[Session]:
    """Sign in for the length of a block; raises as `sign_in`."""
    session = await sign_in(server, name, password, authzid=authzid)
    try:
        yield session
    finally:
        await session.close()


async def refusal(server: TestServer, name: str, password: str, *, authzid: str = "") -> str | None:
    """Try to sign in: None if that works, else the condition of the refusal."""
    try:
        async with signed_in(server, name, password, authzid=authzid):
            return None
    except SignInRefused as refused:
        return str(refused)
    except XMPPError as error:
        return str(error.condition)
