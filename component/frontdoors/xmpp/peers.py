"""The components that share a subdomain, as one of them sees the others.

Openfire deals what comes to the shared address out in turn (its `allowMultiple`), so a step of a
command may come to another component than the one that asked for it. That one hands it on, and the
owner carries it out as if it had come to it. What is for one component alone goes to its private
address; answers go out by the shared one, which Openfire reads while it carries out a command.
"""

import asyncio
import hmac
import json
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree import ElementTree as ET

from cachetools import TTLCache
from slixmpp import JID, ComponentXMPP, Iq, Message
from slixmpp.exceptions import XMPPError
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath, StanzaPath

from component.frontdoors.xmpp import seal, stanzas

_log = logging.getLogger(__name__)

NAMESPACE = "urn:tiki-livechat:peer:1"
_WHO = f"{{{seal.NAMESPACE}}}who"
_NOTE = f"{{{NAMESPACE}}}note"
_KINDS: Mapping[str, type[StanzaBase]] = {
    "{jabber:component:accept}iq": Iq,
    "{jabber:component:accept}message": Message,
}
_TOKEN_BYTES = 24
_SESSION = re.compile(r"[\w-]+~([a-z0-9][a-z0-9.-]*)~([0-9a-f]{32})")
_REMEMBERED, _REMEMBERED_SECONDS = 20_000, 600.0


class Stream(Protocol):
    """As much of `ComponentStream` as this needs."""

    @property
    def is_up(self) -> bool:
        """Whether there is a session now."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who they are.

    Attributes:
        domain: The chat's domain.
        shared: The subdomain of all of them.
        own: This one's private subdomain, by which the others know it.
        secret: Of the component, the same for all; what they say to each other is sealed with it.
    """

    domain: str
    shared: str
    own: str
    secret: str = field(repr=False)


class Peers:
    """Hands stanzas of people on to the component that they belong to, and takes those of others.

    Before something is handed on, its owner is asked whether it is there: one that hangs must not
    carry out much later what its person was told is over.

    Args:
        company: Who they are.
        stream: The one with the shared address.
        patience: Seconds for which an owner may not answer before it counts as gone.
    """

    def __init__(self, company: Company, stream: Stream, patience: float = 2.0) -> None:
        self.own = company.own
        self._domain = company.domain
        self._shared_jid = str(JID(f"{company.shared}.{company.domain}"))
        self._stream = stream
        self._patience = patience
        self._seal = seal.Seal(company.secret, f"{NAMESPACE} notes")
        self._tags = seal.derive_key(company.secret, f"{NAMESPACE} sessions")
        self._public: ComponentXMPP | None = None
        self._asked: dict[str, asyncio.Future[None]] = {}
        self._taken: TTLCache[str, bool] = TTLCache(_REMEMBERED, _REMEMBERED_SECONDS)

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Send on the shared address's stream; take on the private one what is for this one."""
        if str(xmpp.boundjid) == self._shared_jid:
            self._public = xmpp
            who = MatchXPath(f"{{{xmpp.default_ns}}}iq/{_WHO}")
            xmpp.register_handler(Callback("who is there", who, self._tell_who))
            return
        question = StanzaPath(f"iq@type=get/{stanzas.Login.plugin_attrib}")
        xmpp.register_handler(Callback("own login question", question, self._take_question))
        note = MatchXPath(f"{{{xmpp.default_ns}}}message/{_NOTE}")
        xmpp.register_handler(Callback("peers", note, self._take_note))

    def new_session(self) -> str:
        """An id for a session that nobody can guess and that tells whose it is."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        return f"{token}~{self.own}~{self._tag(token, self.own)}"

    def owner_of(self, session: str) -> str | None:
        """Which other component has made a session's id; None for the own ones and for others'."""
        found = _SESSION.fullmatch(session)
        if found is None or found[1] == self.own:
            return None
        expected = self._tag(session.partition("~")[0], found[1])
        return found[1] if hmac.compare_digest(found[2], expected) else None

    async def hand_on(self, owner: str, stanza: ET.Element) -> bool:
        """Have another component carry out what somebody has sent.

        Args:
            owner: That one.
            stanza: As it came.

        Returns:
            False if it was not handed on: that one does not answer.
        """
        number = secrets.token_hex(16)
        here: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked[number] = here
        try:
            if not self._send(owner, {"ask": number, "from": self.own}):
                return False
            async with asyncio.timeout(self._patience):
                await here
        except TimeoutError:
            _log.warning("%s does not answer: what it was asked for is over", owner)
            return False
        finally:
            del self._asked[number]
        _log.info("handed on to %s: what %s sent", owner, stanza.get("from"))
        return self._send(owner, {"take": ET.tostring(stanza, "unicode")})

    def _send(self, owner: str, note: dict[str, str]) -> bool:
        if self._public is None or not self._stream.is_up:
            return False
        message = self._public.make_message(f"{owner}.{self._domain}", mfrom=self._shared_jid)
        message["id"] = secrets.token_hex(16)
        element = ET.Element(_NOTE)
        element.text = self._seal.seal(json.dumps(note).encode(), f"{message['id']} {owner}")
        message.append(element)
        message.send()
        return True

    def _tell_who(self, iq: StanzaBase) -> None:
        """The plugin asks who is there, to deal logins to all of them."""
        if iq["type"] != "get":
            return
        if str(iq["from"]) != self._domain:
            raise XMPPError("forbidden", etype="auth")
        reply = iq.reply()
        reply.append(ET.Element(_WHO, {"by": self.own}))
        reply.send()

    def _take_question(self, iq: StanzaBase) -> None:
        """A login question to this one is answered as if it had come to the shared address."""
        if self._public is None or not self._stream.is_up:
            raise XMPPError("service-unavailable", etype="wait")
        iq.xml.set("to", self._shared_jid)
        self._receive(iq.xml)

    def _take_note(self, message: StanzaBase) -> None:
        if message["type"] == "error" or str(message["from"]) != self._shared_jid:
            return
        text, number = message.xml.findtext(_NOTE) or "", message["id"]
        note = self._open(text, f"{number} {self.own}")
        if note is None or number in self._taken:
            _log.warning("a note that no other component has written, or an old one: ignored")
            return
        self._taken[number] = True
        if "ask" in note:
            self._send(note["from"], {"here": note["ask"]})
        elif "here" in note:
            waiting = self._asked.get(note["here"])
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
        elif "take" in note:
            self._receive(ET.fromstring(note["take"]))  # noqa: S314  sealed by another component

    def _open(self, sealed: str, bound_to: str) -> dict[str, str] | None:
        """Open a note; None if it is none."""
        try:
            note: dict[str, str] = json.loads(self._seal.open(sealed, bound_to))
        except ValueError:
            return None
        return note

    def _receive(self, xml: ET.Element) -> None:
        """Have a stanza handled as if it had come to the shared address."""
        if self._public is not None and xml.tag in _KINDS:
            self._public.recv_stanza(_KINDS[xml.tag](self._public, xml, recv=True))

    def _tag(self, token: str, owner: str) -> str:
        return hmac.digest(self._tags, f"{token}~{owner}".encode(), "sha256").hex()[:32]
