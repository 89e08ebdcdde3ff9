"""Messages to people in the chat: the port `Messenger`.

They are of type `chat`, from an address within the component's domain, so that people see an
ordinary conversation that they can answer in. To a bare JID the server brings them to the client
in use, or keeps them for a person who has just gone; that never piles up, since only those who
have come online are written to. They hold personal links, so no archive is to keep them (XEP-0334).
The link stands in the text alone: clients take an XEP-0066 address for a file, and fetch it.
"""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol
from xml.etree.ElementTree import Element

from slixmpp import ComponentXMPP
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import StanzaPath

from component.domain.profile import clean
from component.frontdoors.wording import Site, compose
from component.frontdoors.xmpp.addresses import jid_of
from component.ports import Unavailable

if TYPE_CHECKING:
    from component.domain.names import ChatUsername
    from component.domain.reminders import Notice
    from component.frontdoors.texts import Texts

_log = logging.getLogger(__name__)
_NO_ARCHIVE = "{urn:xmpp:hints}no-permanent-store"
_NICK = "{http://jabber.org/protocol/nick}nick"


class Stream(Protocol):
    """As much of `ComponentStream` as this needs."""

    @property
    def is_up(self) -> bool:
        """Whether there is a session now."""


class ChatMessages:
    """Writes to people of the own server.

    Args:
        stream: The stream; `attach` has to be called with its connection.
        domain: The chat's domain.
        address: What messages are from, a bare JID within the component's domain.
        texts: In all languages.
        site: Who writes.
    """

    def __init__(
        self, stream: Stream, domain: str, address: str, texts: "Texts", site: Site
    ) -> None:
        self._stream = stream
        self._domain = domain
        self._address = address
        self._texts = texts
        self._site = site
        self._xmpp: ComponentXMPP | None = None

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Write on this connection, and note what comes back from it."""
        self._xmpp = xmpp
        path = StanzaPath("message@type=error")
        xmpp.register_handler(Callback("returned message", path, self._note_returned))

    @property
    def is_ready(self) -> bool:
        """See `Messenger.is_ready`."""
        return self._xmpp is not None and self._stream.is_up

    async def send(
        self, username: "ChatUsername", resource: str, languages: Sequence[str], notice: "Notice"
    ) -> None:
        """See `Messenger.send`."""
        language = self._texts.language(*languages)
        wording = compose(notice, self._texts.translate(language), self._site, language)
        self.write(username, resource, language, wording.body)

    def write(
        self, username: "ChatUsername", resource: str, language: str, body: str, sender: str = ""
    ) -> None:
        """Send a text.

        Args:
            username: To whom.
            resource: To which of their clients; '' for whichever they use.
            language: Of the text.
            body: The text.
            sender: The own address that they wrote to, so that the answer stands there as well;
                '' for the usual one.

        Raises:
            Unavailable: There is no stream now: nothing was sent.
            Rejected: No message can be sent to this name.
        """
        if self._xmpp is None or not self._stream.is_up:
            raise Unavailable("Openfire", "there is no stream to it")
        to = jid_of(username, self._domain, resource)
        message = self._xmpp.make_message(to, mtype="chat", mfrom=sender or self._address)
        message["lang"] = language
        message["body"] = _carried(body)
        nick = Element(_NICK)
        nick.text = clean(self._site.name)
        message.append(nick)
        message.append(Element(_NO_ARCHIVE))
        message.send()

    def _note_returned(self, message: StanzaBase) -> None:
        """A person may have blocked the address, or have no room for messages: no matter."""
        if message["to"].bare == self._address:
            condition = message["error"]["condition"]
            _log.info("a message to %s came back: %s", message["from"].bare, condition)


def _carried(body: str) -> str:
    """A text without what XML cannot carry; it would break the stream."""
    return "\n".join(clean(line) for line in body.split("\n"))
