"""Texts of people that another component waits for, of those that share a subdomain.

A question in a chat is answered in plain text, which tells nothing of who has asked; so that is
remembered by all of them together.
"""

from dataclasses import dataclass
from enum import Enum, auto
from xml.etree.ElementTree import Element, SubElement

from component.frontdoors.xmpp.inbox import Written
from component.frontdoors.xmpp.peers import Peers
from component.frontdoors.xmpp.stanza_text import LANGUAGE
from component.ports.several import Conversations

_ACCEPT = "{jabber:component:accept}"


class Whose(Enum):
    """Whose a text is."""

    OWN = auto()
    """This component waits for it."""
    NOBODYS = auto()
    """No component waits for it: if this one has, the person was told meanwhile that it is over."""
    HANDED_ON = auto()
    OVER = auto()
    """It answers a question of a component that has gone."""


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """Hands them on.

    Attributes:
        peers: The other components.
        conversations: Who waits for whose text.
    """

    peers: Peers
    conversations: Conversations

    async def look(self, message: Written) -> Whose:
        """Hand a text on to the component that waits for it; raises Unavailable."""
        owner = await self.conversations.owner(message.client)
        if owner is None:
            return Whose.NOBODYS
        if owner == self.peers.own:
            return Whose.OWN
        if await self.peers.hand_on(owner, _stanza(message)):
            return Whose.HANDED_ON
        await self.conversations.give_up(message.client)
        return Whose.OVER

    async def note(self, client: str, *, is_asking: bool) -> None:
        """Remember whether this component waits for a client's next text; raises Unavailable."""
        if is_asking:
            await self.conversations.begin(client)
        else:
            await self.conversations.end(client)


def _stanza(message: Written) -> Element:
    """A text as it comes from a client."""
    attributes = {"from": message.client, "to": message.to, "type": "chat"}
    if message.language:
        attributes[LANGUAGE] = message.language
    stanza = Element(f"{_ACCEPT}message", attributes)
    SubElement(stanza, f"{_ACCEPT}body").text = message.text
    return stanza
