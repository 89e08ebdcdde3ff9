"""Rooms of the chat server, spoken to as an occupant does: the port `RoomClient` (XEP-0045).

Occupants see the component come and go under its JID, unless the room does not show moderators.
What is asked of rooms, and when it has to be in one, is told in `adapters.openfire_room_admin`.
"""

import asyncio
import secrets
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID, ComponentXMPP
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import StanzaPath

from component.domain.profile import clean
from component.frontdoors.xmpp.addresses import jid_of, occupant
from component.frontdoors.xmpp.asking import SERVER, no_answer
from component.ports import Rejected, Unavailable

if TYPE_CHECKING:
    from component.domain.group_plan import Affiliation
    from component.domain.names import ChatUsername
    from component.frontdoors.xmpp.stream import ComponentStream

_RESOURCE = "sync"
_INFO = "{http://jabber.org/protocol/disco#info}"
_MUC = "{http://jabber.org/protocol/muc}"
_ADMIN = "{http://jabber.org/protocol/muc#admin}"
_OWNER = "{http://jabber.org/protocol/muc#owner}"
_USER = "{http://jabber.org/protocol/muc#user}"
_CREATED = "201"


class RoomsClient:
    """The component in rooms; it has to be attached to the stream.

    Openfire 4.2 keeps an occupant whose component's stream was lost. So at the beginning of each
    session the component leaves the rooms that it may be in.

    Args:
        stream: The stream.
        rooms: Bare JIDs of the rooms that are ever entered.
    """

    def __init__(self, stream: "ComponentStream", rooms: Collection[str]) -> None:
        self._stream = stream
        self._rooms = rooms
        self._address = JID(f"{stream.settings.jid}/{_RESOURCE}")
        self._nicks: dict[str, str] = {}
        self._entering: dict[JID, tuple[str, asyncio.Future[Element]]] = {}
        self._xmpp: ComponentXMPP | None = None

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Listen to rooms on this stream."""
        self._xmpp = xmpp
        xmpp.register_handler(Callback("presence in rooms", StanzaPath("presence"), self._take))
        xmpp.add_event_handler("session_start", self._leave_all)

    async def features(self, room: str) -> frozenset[str]:
        """See `RoomClient.features`."""
        answer = await self._ask("get", room, Element(f"{_INFO}query"))
        found = answer.iterfind(f"{_INFO}query/{_INFO}feature")
        return frozenset(feature.get("var", "") for feature in found)

    async def enter(self, room: str, password: str | None = None) -> None:
        """See `RoomClient.enter`; takes another nick if the component's JID is somebody's."""
        try:
            entered = await self._enter(room, str(self._address.bare), password)
        except Rejected as error:
            if error.condition != "conflict":
                raise
            nick = f"{self._address.bare} {secrets.token_hex(2)}"
            entered = await self._enter(room, nick, password)
        statuses = {status.get("code") for status in entered.iterfind(f"{_USER}x/{_USER}status")}
        if _CREATED in statuses:
            destroy = Element(f"{_OWNER}query")
            SubElement(destroy, f"{_OWNER}destroy")
            await self._ask("set", room, destroy)
            raise Rejected(f"there was no room {room}", "item-not-found")

    async def change(
        self, room: str, affiliations: Sequence[tuple["ChatUsername", "Affiliation"]]
    ) -> None:
        """See `RoomClient.change`."""
        query = Element(f"{_ADMIN}query")
        for username, affiliation in affiliations:
            jid = str(jid_of(username, self._stream.settings.domain))
            SubElement(query, f"{_ADMIN}item", {"affiliation": affiliation.value, "jid": jid})
        await self._ask("set", room, query)

    def leave(self, room: str) -> None:
        """See `RoomClient.leave`."""
        if self._xmpp is None or not self._stream.is_up:
            return
        to = occupant(room, self._nicks.pop(room, str(self._address.bare)))
        self._xmpp.make_presence(pto=to, pfrom=self._address, ptype="unavailable").send()

    async def _ask(self, kind: Literal["get", "set"], room: str, payload: Element) -> Element:
        to = occupant(room, str(self._address.bare)).bare
        return await self._stream.ask(kind, payload, to, str(self._address))

    async def _enter(self, room: str, nick: str, password: str | None) -> Element:
        """Send the presence of one who enters, and wait for the room's answer: the own presence."""
        if self._xmpp is None or not self._stream.is_up:
            raise Unavailable(SERVER, "there is no stream to it")
        to = occupant(room, nick)
        presence = self._xmpp.make_presence(pto=to, pfrom=self._address)
        presence.append(_wish_to_enter(password))
        answer: asyncio.Future[Element] = asyncio.get_running_loop().create_future()
        self._entering[to] = presence["id"], answer
        self._nicks[room] = nick
        presence.send()
        seconds = self._stream.settings.request_timeout
        try:
            async with asyncio.timeout(seconds):
                return await self._stream.wait_for(answer)
        except TimeoutError:
            raise no_answer(seconds) from None
        finally:
            del self._entering[to]

    def _take(self, presence: StanzaBase) -> None:
        """Note the answer to an attempt to enter; everybody else's presence is no concern."""
        waiting = self._entering.get(presence["from"])
        if waiting is None or waiting[1].done():
            return
        id_, answer = waiting
        kind = presence.xml.get("type")
        if kind is None:
            answer.set_result(presence.xml)
        elif kind == "error" and presence["id"] == id_:
            condition = presence["error"]["condition"]
            text = f"{condition} {presence['error']['text']}".strip()
            answer.set_exception(Rejected(text, condition))

    def _leave_all(self, _event: object) -> None:
        for room in self._rooms:
            self.leave(room)


def _wish_to_enter(password: str | None) -> Element:
    """What the presence of one who enters has in it: no history is wanted.

    Raises:
        Rejected: XML cannot carry the password; it would break the stream.
    """
    wish = Element(f"{_MUC}x")
    if password is not None:
        if clean(password) != password.strip():
            raise Rejected("the room's password has a character that XML cannot carry")
        SubElement(wish, f"{_MUC}password").text = password
    SubElement(wish, f"{_MUC}history", {"maxstanzas": "0"})
    return wish
