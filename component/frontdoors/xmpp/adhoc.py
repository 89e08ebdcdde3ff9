"""Commands in people's clients: the side of XEP-0050 that carries them out.

It stands on plain stanzas. slixmpp's own plugin asks nobody whose a session is, and keeps those
that have ended.
"""

import logging
import secrets
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from slixmpp import ComponentXMPP
from slixmpp.exceptions import XMPPError
from slixmpp.types import ErrorConditions, ErrorTypes
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import CoroutineCallback
from slixmpp.xmlstream.matcher import MatchXPath

from component.frontdoors.commands.description import Ask
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.turns import DeskError, DeskProblem, Turn
from component.frontdoors.xmpp.adhoc_answers import BadPayloadError, read_answers
from component.frontdoors.xmpp.adhoc_forms import NODE, show, show_cancelled
from component.frontdoors.xmpp.askers import Asker, Askers, send_answer
from component.frontdoors.xmpp.commands_client import COMMANDS
from component.frontdoors.xmpp.peers import Peers
from component.frontdoors.xmpp.stanza_text import LANGUAGE, carried, is_language

_log = logging.getLogger(__name__)
_ACTIONS = frozenset({"execute", "next", "complete", "prev", "cancel"})
_REPLIES = frozenset({"result", "error"})
_CONDITIONS: Mapping[DeskProblem, tuple[ErrorConditions, ErrorTypes, str | None]] = {
    DeskProblem.NO_COMMAND: ("item-not-found", "cancel", None),
    DeskProblem.FORBIDDEN: ("forbidden", "auth", None),
    DeskProblem.NO_SESSION: ("not-allowed", "cancel", "session-expired"),
    DeskProblem.OUTDATED: ("unexpected-request", "wait", None),
    DeskProblem.BAD_ANSWERS: ("bad-request", "modify", "bad-payload"),
    DeskProblem.NO_WAY_BACK: ("bad-request", "modify", "bad-action"),
    DeskProblem.TOO_MANY: ("resource-constraint", "wait", None),
}
"""Condition, type, and the condition of commands' own (XEP-0050 §4.4)."""


class AdHocCommands:
    """Carries out commands for people of the own server.

    Args:
        desk: Leads through commands.
        askers: Who may ask.
        peers: The other components of the same subdomain; None where there are none.
    """

    def __init__(self, desk: Desk, askers: Askers, peers: Peers | None = None) -> None:
        self._desk = desk
        self._askers = askers
        self._peers = peers

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Carry out the commands that come over this stream, each beside the others."""
        path = MatchXPath(f"{{{xmpp.default_ns}}}iq/{{{COMMANDS}}}command")
        xmpp.register_handler(CoroutineCallback("adhoc", path, self._answer))

    async def _answer(self, iq: StanzaBase) -> None:
        if iq["type"] in _REPLIES:
            return
        command = next(iq.xml.iterfind(f"{{{COMMANDS}}}command"))
        language = command.get(LANGUAGE, "")
        async with self._askers.admit(iq, language) as asker:
            if iq["type"] != "set":
                raise XMPPError("bad-request", etype="modify")
            if language and not is_language(language):
                raise _refusal("bad-locale")
            if await self._is_handed_on(iq, command):
                return
            answer = await self._carry_out(asker, command)
        send_answer(iq, answer)

    async def _is_handed_on(self, iq: StanzaBase, command: Element) -> bool:
        """Hand on what belongs to another component; if that one has gone, its session is over."""
        if self._peers is None:
            return False
        owner = self._peers.owner_of(command.get("sessionid", ""))
        return owner is not None and await self._peers.hand_on(owner, iq.xml)

    async def _carry_out(self, asker: Asker, command: Element) -> Element:
        """Do what a `<command/>` asks for, or raise the stanza error that it deserves."""
        node, action = command.get("node", ""), command.get("action", "execute")
        if not node.startswith(NODE):
            raise XMPPError("item-not-found", etype="cancel")
        if action not in _ACTIONS:
            raise _refusal("malformed-action")
        name, session = node.removeprefix(NODE), command.get("sessionid", "")
        try:
            if not session:
                return await self._open(asker, name, action)
            turn = self._desk.look(asker.person, asker.client, session)
            if turn.description.name != name:
                raise _refusal("bad-sessionid")
            if action == "cancel":
                self._desk.cancel(asker.person, asker.client, session)
                return show_cancelled(name, session, asker.person.language)
            if action == "prev":
                turn = await self._desk.back(asker.person, asker.client, session)
            else:
                turn = await self._go_on(asker, turn, command)
            return show(turn, asker.person, session)
        except DeskError as error:
            if error.turn is not None:
                return show(error.turn, asker.person, session, error.text)
            condition, kind, extension = _CONDITIONS[error.problem]
            _log.info("%s: %s of %r: %s", asker.client, action, name[:80], error)
            raise XMPPError(condition, carried(error.text), kind, extension, COMMANDS) from error

    async def _open(self, asker: Asker, name: str, action: str) -> Element:
        if action != "execute":
            raise _refusal("bad-sessionid")
        turn = await self._desk.open(asker.person, asker.client, name)
        return show(turn, asker.person, turn.session or secrets.token_urlsafe(8))

    async def _go_on(self, asker: Asker, turn: Turn, command: Element) -> Turn:
        """A step forth with the answers that came: to `next`, `complete` and `execute` alike."""
        questions = turn.step.questions if isinstance(turn.step, Ask) else ()
        try:
            answers, number = read_answers(command, NODE + turn.description.name, questions)
        except BadPayloadError as error:
            _log.info("%s: a form that cannot be read: %s", asker.client, error)
            raise _refusal("bad-payload") from error
        return await self._desk.answer(asker.person, asker.client, turn.session, answers, number)


def _refusal(extension: str) -> XMPPError:
    """A bad request, with what is bad about it in the words of XEP-0050 §4.4."""
    return XMPPError("bad-request", etype="modify", extension=extension, extension_ns=COMMANDS)
