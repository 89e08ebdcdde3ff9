"""What stands between the chat server's stream and whoever reads stanzas.

Any chat account may send the component anything that Openfire lets through, and an exception on
the way in would end the stream, which everybody's sign-ins come by. So what cannot be read is
turned away here, and what fails in spite of that is logged.
"""

import logging
from collections.abc import Callable
from xml.etree.ElementTree import Element

from slixmpp import JID, ComponentXMPP, InvalidJID
from slixmpp.xmlstream import StanzaBase

from component.frontdoors.xmpp.seldom import Seldom

_log = logging.getLogger(__name__)
_MOST_DEPTH = 100
"""Levels of elements; slixmpp writes and copies them by recursion, which Python bounds by 1,000."""
_MOST_ID = 1_000
"""Characters; an answer repeats it, which slixmpp writes one by one."""
_QUESTIONS = frozenset({"get", "set"})


class GuardedXMPP(ComponentXMPP):
    """A component whose stream outlives every stanza. See `ComponentXMPP` for the arguments."""

    def __init__(self, jid: str, secret: str, host: str, port: int) -> None:
        super().__init__(jid, secret, host, port, fix_error_ns=True)  # type: ignore[no-untyped-call]
        self._seldom = Seldom()
        # slixmpp keeps an entry of its roster for every address that ever sent a presence, to
        # every address of ours: anybody could fill the memory. Nothing here asks that roster.
        self.remove_handler("Presence")

    def recv_stanza(self, stanza: StanzaBase) -> None:
        """Take a stanza in; never raises."""
        try:
            why = unreadable(stanza.xml)
            if why:
                self._note(why, _log.info)
                self._turn_away(stanza.xml)
            else:
                super().recv_stanza(stanza)
        except Exception:  # noqa: BLE001  it would end the stream
            self._note("what ended in an exception", _log.exception)

    def _turn_away(self, xml: Element) -> None:
        """Answer a question that is not read, if there is an address to answer to."""
        sender, to = xml.get("from", ""), xml.get("to", "")
        is_question = xml.tag.endswith("}iq") and xml.get("type") in _QUESTIONS
        if is_question and not _is_long(xml) and sender and _is_address(sender) and _is_address(to):
            answer = self.make_iq(xml.get("id", ""), ifrom=to, ito=sender, itype="error")
            answer["error"]["condition"] = "not-acceptable"
            answer["error"]["type"] = "modify"
            answer.send()

    def _note(self, what: str, log: Callable[..., None]) -> None:
        count = self._seldom.count(what)
        if count:
            log("a stanza was turned away, %d since the last such line: %s", count, what)


def unreadable(xml: Element) -> str:
    """Tell why nobody here is to read a stanza; '' if they may.

    Openfire's idea of an address is not slixmpp's: letters that are newer than RFC 3454 are one
    in Openfire alone.
    """
    if not all(_is_address(xml.get(name, "")) for name in ("from", "to")):
        return "an address that is none by RFC 6122"
    if _is_long(xml):
        return "an id without end"
    return "elements within elements without end" if _is_deep(xml) else ""


def _is_address(text: str) -> bool:
    try:
        JID(text)
    except InvalidJID:
        return False
    return True


def _is_long(xml: Element) -> bool:
    return len(xml.get("id", "")) > _MOST_ID


def _is_deep(xml: Element) -> bool:
    level = [xml]
    for _ in range(_MOST_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True
