"""Who comes online and who goes: told by the plugin in Openfire, as soon as it happens.

The plugin is asked after every connect, and again from time to time, should it have been replaced.
Openfire is asked each time, too, who is online: for those, and for everybody who came while there
was no stream.

Openfire could tell of presences by itself (`packets_notification`), but 4.2 sets every packet aside
for that, of whatever kind: with hundreds of people who see each other it has time for little else.
"""

import asyncio
import contextlib
import logging
from collections import Counter
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

WATCH = "urn:tiki-livechat:presence:1"
"""The plugin's command, and the namespace of what it tells: `PresenceWatch.java`."""
ONLINE = "http://jabber.org/protocol/admin#get-active-users"
ALL: "Fields" = {"max_items": "none"}
_ONLINE_JIDS = "activeuserjids"
_AVAILABLE, _UNAVAILABLE = f"{{{WATCH}}}available", f"{{{WATCH}}}unavailable"
_MOST_RESOURCE = 1023
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_NOT_TOLD = (
    "Openfire does not tell who comes online, so that it is asked once a minute instead, and short "
    "visits are missed: %s"
)
_WHY = {
    "item-not-found": "its plugin is older than this component, or is not there: upload the "
    "tikilivechat.jar of this version",
    "forbidden": "name the component's JID in Openfire's property admin.authorizedJIDs",
}


class PresenceWatch:
    """Tells who comes and goes.

    Args:
        arrivals: Who is told.
        commands: The stream, to ask to be told on.
        domain: The chat's domain; it tells, and nobody else.
        renewal: Seconds until it is asked again, should the plugin have been replaced.

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

        What is told is taken out before handlers are asked: in a burst, everything that comes
        after it on the stream waits until it is read, questions about sign-ins too.
        """
        xmpp.add_filter("in", self._take_out)
        xmpp.add_event_handler("session_start", self._on_start)
        xmpp.add_event_handler("disconnected", self._on_end)

    async def run(self) -> None:
        """Ask, after every connect and from time to time, until it is cancelled."""
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
        """Ask to be told, then who is online: nobody comes unseen between the two.

        Returns:
            Whether it is told. Where it is refused that, who is online is found out all the same.
        """
        try:
            await self._commands.read_command(WATCH, {})
        except Unavailable as error:
            _log.warning("Openfire was not asked to tell who comes online: %s", error)
            return False
        except Rejected as error:
            _log.error(_NOT_TOLD, _WHY.get(error.condition, str(error)))
            await self._ask_who_is_online()
            return False
        online = await self._ask_who_is_online()
        if online is not None:
            _log.info("Openfire tells who comes online; %d people are there already", online)
        return True

    async def _ask_who_is_online(self) -> int | None:
        """Tell of all who are online; how many, None if that is not known."""
        try:
            told = await self._commands.read_command(ONLINE, ALL)
        except (Unavailable, Rejected) as error:
            _log.warning("Openfire did not tell who is online already: %s", error)
            return None
        online = told.get(_ONLINE_JIDS, ())
        for jid in online:
            self._tell_of_online(jid)
        return len(online)

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
        """Read a message that tells of somebody, which is nobody else's; pass anything else on."""
        if stanza.name != "message":
            return stanza
        told = [child for child in stanza.xml if child.tag in (_AVAILABLE, _UNAVAILABLE)]
        if not told:
            return stanza
        try:
            self._read(stanza.xml.get("from", ""), told)
        except Exception:  # noqa: BLE001  whatever it holds, the stream goes on
            _log.exception("what Openfire told of who comes and goes could not be read")
        return None

    def _read(self, sender: str, told: list[Element]) -> None:
        if sender != self._domain:
            self._ignore("word of a presence that is not from the server")
            return
        for element in told:
            self._tell(element)

    def _tell(self, element: Element) -> None:
        bare, _, resource = element.get("jid", "").partition("/")
        username = self._username(bare)
        if username is None or not 0 < len(resource) <= _MOST_RESOURCE:
            self._ignore("a presence of nobody on this server")
        elif element.tag == _UNAVAILABLE:
            self._arrivals.went_offline(username, resource)
        else:
            language = element.get(LANGUAGE, "")
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
