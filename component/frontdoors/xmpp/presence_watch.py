"""Who comes online: read off Openfire's copies of presences (facts/openfire.md §4).

Openfire is asked for copies after every connect, and again from time to time. It keeps at most
10,000 packets for copying, which it does every 5 s, and counts each presence at least twice: in a
burst some are lost. So it is asked each time, too, who is online: for those, and for everybody who
came while there was no stream.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from slixmpp import ComponentXMPP
from slixmpp.xmlstream import StanzaBase

from component.domain.backoff import Backoff
from component.domain.names import ChatUsername, UnusableNameError, nodeprep
from component.frontdoors.xmpp.stanza_text import LANGUAGE, is_language
from component.ports import Rejected, Unavailable

if TYPE_CHECKING:
    from component.ports.chat import CommandReader, Fields
    from component.ports.reminders import Arrivals

_log = logging.getLogger(__name__)

COPIES = "http://jabber.org/protocol/admin#packets_notification"
ASKED: "Fields" = {"packet_type": ["presence"], "direction": "incoming", "processed": "true"}
ONLINE = "http://jabber.org/protocol/admin#get-active-users"
ALL: "Fields" = {"max_items": "none"}
_ONLINE_JIDS = "activeuserjids"
_COPY = "{http://jabber.org/protocol/packet#event}copy"
_PRESENCES = frozenset({"presence", "{jabber:client}presence"})
_MOST_RESOURCE = 1023
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0


class PresenceWatch:
    """Tells who comes and goes.

    Args:
        arrivals: Who is told.
        commands: The stream, to ask for copies on.
        domain: The chat's domain; copies come from it and from nobody else.
        renewal: Seconds until it is asked again, should Openfire have forgotten or lost something.

    Attributes:
        ignored: What came and was not understood, by kind.
    """

    def __init__(
        self,
        arrivals: "Arrivals",
        commands: "CommandReader",
        domain: str,
        renewal: float = 300.0,
    ) -> None:
        self.ignored: Counter[str] = Counter()
        self._arrivals = arrivals
        self._commands = commands
        self._domain = domain
        self._renewal = renewal
        self._connected = asyncio.Event()
        self._changed = asyncio.Event()

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Listen on this stream, whose connection `run` watches.

        Copies are taken out before handlers are asked: in a burst, everything that comes after
        them on the stream waits until they are read, questions about sign-ins too.
        """
        xmpp.add_filter("in", self._take_out)
        xmpp.add_event_handler("session_start", self._on_start)
        xmpp.add_event_handler("disconnected", self._on_end)

    async def run(self) -> None:
        """Ask Openfire, after every connect and from time to time, until it is cancelled."""
        backoff = Backoff(_FIRST_WAIT, _LONGEST_WAIT)
        while True:
            await self._connected.wait()
            self._changed.clear()
            if await self._ask():
                backoff.reset()
                wait = self._renewal
            else:
                wait = backoff.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), wait)

    async def _ask(self) -> bool:
        """Ask for copies, then who is online: nobody comes unseen between the two."""
        try:
            await self._commands.read_command(COPIES, ASKED)
        except Unavailable as error:
            _log.warning("Openfire was not asked who comes online: %s", error)
            return False
        except Rejected as error:
            _log.error("Openfire will not tell who comes online, so nobody is reminded: %s", error)
            return False
        try:
            told = await self._commands.read_command(ONLINE, ALL)
        except (Unavailable, Rejected) as error:
            _log.warning("Openfire did not tell who is online already: %s", error)
        else:
            online = told.get(_ONLINE_JIDS, ())
            for jid in online:
                self._tell_of_online(jid)
            _log.info("Openfire tells who comes online; %d people are there already", len(online))
        return True

    def _tell_of_online(self, bare: str) -> None:
        username = self._username(bare)
        if username is None:
            self._ignore("a client of nobody on this server")
        else:
            self._arrivals.came_online(username, "", "")

    def _on_start(self, _event: object) -> None:
        self._connected.set()
        self._changed.set()

    def _on_end(self, _event: object) -> None:
        self._connected.clear()
        self._changed.set()
        self._arrivals.lost_sight()

    def _take_out(self, stanza: StanzaBase) -> StanzaBase | None:
        """Read a message with copies, which is nobody else's; pass anything else on."""
        if stanza.name != "message" or stanza.xml.find(_COPY) is None:
            return stanza
        try:
            self._read(stanza.xml)
        except Exception:  # noqa: BLE001  whatever it holds, the stream goes on
            _log.exception("copies of presences could not be read")
        return None

    def _read(self, message: Element) -> None:
        if message.get("from") != self._domain:
            self._ignore("a copy that is not from the server")
            return
        for copy in message.iterfind(_COPY):
            for presence in self._presences(copy):
                self._tell(presence)

    def _presences(self, copy: Element) -> Iterator[Element]:
        for stanza in copy:
            if copy.get("incoming") != "true" or stanza.tag not in _PRESENCES:
                self._ignore("a copy of something else")
            elif not stanza.get("to"):  # one to somebody is none to all, or joins a room
                yield stanza

    def _tell(self, presence: Element) -> None:
        kind = presence.get("type", "available")
        if kind not in ("available", "unavailable"):
            self._ignore("a presence of another type")
            return
        bare, _, resource = presence.get("from", "").partition("/")
        username = self._username(bare)
        if username is None or not 0 < len(resource) <= _MOST_RESOURCE:
            self._ignore("a presence of nobody on this server")
        elif kind == "unavailable":
            self._arrivals.went_offline(username, resource)
        else:
            language = presence.get(LANGUAGE, "")
            tag = language if is_language(language) else ""
            self._arrivals.came_online(username, resource, tag)

    def _ignore(self, what: str) -> None:
        """Count something, and log it the first, tenth, hundredth … time."""
        self.ignored[what] += 1
        count = self.ignored[what]
        if count == 10 ** (len(str(count)) - 1):
            _log.info("ignored %s (%d so far)", what, count)

    def _username(self, bare: str) -> ChatUsername | None:
        """Whose bare JID it is; None if it is nobody's here, or none that Openfire would write."""
        local, _, domain = bare.rpartition("@")
        try:
            is_prepared = nodeprep(local) == local
        except UnusableNameError:
            return None
        return ChatUsername(local) if is_prepared and domain == self._domain else None
