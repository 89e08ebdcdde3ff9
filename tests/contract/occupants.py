"""People in rooms of a real Openfire, and what their clients are told there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import StanzaPath

from openfire.demo.chat_client import signed_in
from openfire.demo.chat_session import Session
from openfire.demo.people import NATIVE_ACCOUNTS
from openfire.testserver import TestServer

_MUC = "{http://jabber.org/protocol/muc}"
_USER = "{http://jabber.org/protocol/muc#user}"
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A presence in a room."""

    nick: str
    is_there: bool
    affiliation: str
    role: str


class Occupant:
    """Somebody who signs in by the own password and enters a room under the username."""

    def __init__(self, session: Session, username: str) -> None:
        self._session = session
        self.username = username
        self._presences: asyncio.Queue[Seen] = asyncio.Queue()
        self._invitations: asyncio.Queue[str] = asyncio.Queue()
        xmpp = session._xmpp
        xmpp.register_handler(Callback("room", StanzaPath("presence"), self._take_presence))
        xmpp.register_handler(Callback("invited", StanzaPath("message"), self._take_message))

    async def enter(self, room: str) -> Seen:
        """Enter, and wait until the room says so."""
        presence = self._session._xmpp.make_presence(pto=f"{room}/{self.username}")
        presence.append(Element(f"{_MUC}x"))
        presence.send()
        return await self.seen_of(self.username)

    async def seen_of(self, nick: str) -> Seen:
        """The next presence of an occupant; those of others before it are gone then."""
        while (seen := await self.seen()).nick != nick:
            pass
        return seen

    async def seen(self) -> Seen:
        """The next presence."""
        return await asyncio.wait_for(self._presences.get(), _SECONDS)

    async def invitation(self) -> str:
        """The next room that this person is invited to."""
        return await asyncio.wait_for(self._invitations.get(), _SECONDS)

    async def seen_so_far(self) -> list[Seen]:
        """What has come that nobody waited for: whatever the server has sent before it answers."""
        await self._session.roster()
        found = []
        while not self._presences.empty():
            found.append(self._presences.get_nowait())
        return found

    async def open_new(self, room: str) -> None:
        """Be the owner of a new room, and open it as it is (XEP-0045 §10.1.2)."""
        query = Element("{http://jabber.org/protocol/muc#owner}query")
        SubElement(query, "{jabber:x:data}x", {"type": "submit"})
        await self._session.ask("set", query, room)

    def _take_presence(self, presence: Any) -> None:  # noqa: ANN401  slixmpp's stanza
        item = presence.xml.find(f"{_USER}x/{_USER}item")
        if item is not None:
            self._presences.put_nowait(
                Seen(
                    nick=str(presence["from"].resource),
                    is_there=presence.xml.get("type") is None,
                    affiliation=item.get("affiliation", ""),
                    role=item.get("role", ""),
                )
            )

    def _take_message(self, message: Any) -> None:  # noqa: ANN401  slixmpp's stanza
        if message.xml.find(f"{_USER}x/{_USER}invite") is not None:
            self._invitations.put_nowait(str(message["from"]))


@contextlib.asynccontextmanager
async def present(server: TestServer, username: str) -> AsyncIterator[Occupant]:
    """Somebody who is online for the length of a block."""
    async with signed_in(server, username, NATIVE_ACCOUNTS[username]) as session:
        session.come_online()
        yield Occupant(session, username)
