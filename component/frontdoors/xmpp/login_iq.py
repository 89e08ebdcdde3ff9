"""The plugin's question at a login, and the answer (design §3).

A stanza error means "could not ask", never "no".
"""

import logging
import time
from collections.abc import Awaitable, Callable

from slixmpp import ComponentXMPP
from slixmpp.exceptions import XMPPError
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import CoroutineCallback
from slixmpp.xmlstream.matcher import StanzaPath

from component import request
from component.domain.login import Accept, Outcome, Refuse, words_of
from component.frontdoors.xmpp import stanzas
from component.frontdoors.xmpp.seal import ForeignSealError, LoginSeal, MalformedError
from component.frontdoors.xmpp.seldom import Seldom
from component.frontdoors.xmpp.under_way import UnderWay
from component.ports import Busy, Rejected, Unavailable

_log = logging.getLogger(__name__)
_SHOWN_CHARACTERS = 80

TURNED_AWAY = frozenset(["forbidden", "bad-request", "not-authorized"])
"""From somebody else, malformed, sealed with another secret."""

LogIn = Callable[[str, str], Awaitable[Outcome]]


class LoginQuestions:
    """Answers login questions of the own server, and of nobody else.

    Args:
        log_in: The use case.
        seal: Opens the questions.
        domain: The own server's domain.
        most: Questions that are being answered at once; more are turned away.
        by: What tells this component from others of its subdomain; '' for a single one.
        turned_away: Told the condition of each answer to what was no question; of `TURNED_AWAY`.

    Attributes:
        log_in: May be replaced at any time; what is under way is decided by the one before.
        limit: Questions that are being answered at once.
        refused: Questions that were turned away since so many were under way.
        under_way: The questions that are not answered yet. What comes after its `drain` has begun
            is told to ask again: another component, or this one once it is back.
    """

    def __init__(
        self,
        log_in: LogIn,
        seal: LoginSeal,
        domain: str,
        *,
        most: int = 1000,
        by: str = "",
        turned_away: Callable[[str], None] = lambda _condition: None,
    ) -> None:
        self.log_in = log_in
        self.limit = most
        self.refused = 0
        self.under_way = UnderWay()
        self._seldom = Seldom()
        self._seal = seal
        self._domain = domain
        self._by = by
        self._turned_away = turned_away

    @property
    def waiting(self) -> int:
        """How many questions are being answered now."""
        return self.under_way.number

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Answer the questions that come over this stream."""
        path = f"iq@type=get/{stanzas.Login.plugin_attrib}"
        handler = CoroutineCallback("login question", StanzaPath(path), self._answer_request)
        xmpp.register_handler(handler)

    async def _answer_request(self, iq: StanzaBase) -> None:
        """Answer under the question's own id, which the plugin logs too."""
        with request.working_on(request.usable_id(str(iq["id"]), "login")):
            try:
                await self._answer(iq)
            except XMPPError as error:
                if error.condition in TURNED_AWAY:
                    self._turned_away(error.condition)
                raise

    async def _answer(self, iq: StanzaBase) -> None:
        if self.under_way.is_closing:
            _log.info("a login question is not taken: the component is about to end")
            raise XMPPError("recipient-unavailable", etype="wait")
        name, password = self._open(iq)
        if self.waiting >= self.limit:
            self.refused += 1
            self._note_refusal(f"{self.waiting} are under way already")
            raise XMPPError("resource-constraint", etype="wait")
        with self.under_way:
            await self._decide(iq, name, password)

    async def _decide(self, iq: StanzaBase, name: str, password: str) -> None:
        began = time.perf_counter()
        try:
            outcome = await self.log_in(name, password)
        except Busy as error:  # whose queue it is counts it
            self._note_refusal(str(error))
            raise XMPPError("resource-constraint", etype="wait") from error
        except (Unavailable, Rejected) as error:
            _log.error("the login of %s could not be decided: %s", _shown(name), error)
            raise XMPPError("internal-server-error", etype="wait") from error
        except Exception as error:
            _log.exception("the login of %s could not be decided", _shown(name))
            raise XMPPError("internal-server-error", etype="wait") from error
        seconds = time.perf_counter() - began
        _log.info(
            "login of %s: %s in %.0f ms",
            _shown(name),
            _describe(outcome),
            seconds * 1000,
            extra={"fields": _fields(outcome, seconds)},
        )
        reply = iq.reply()
        reply["tiki_login"].answer(outcome, self._by)
        reply.send()

    def _note_refusal(self, why: str) -> None:
        if count := self._seldom.count("refused"):
            _log.warning("%d sign-ins were told to try later since the last line: %s", count, why)

    def _open(self, iq: StanzaBase) -> tuple[str, str]:
        """Take the question out of its stanza, or raise the stanza error that it deserves."""
        sender = iq["from"]
        if str(sender) != self._domain:
            if count := self._seldom.count("foreign"):
                _log.warning(
                    "%d login questions of others than the server, forbidden; the last of %s",
                    count,
                    sender,
                )
            raise XMPPError("forbidden", etype="auth")
        try:
            return self._seal.open(iq["tiki_login"].sealed(), iq["id"])
        except MalformedError as error:
            _log.warning("a malformed login question: %s", error)
            raise XMPPError("bad-request", etype="modify") from error
        except ForeignSealError as error:
            _log.error(
                "a login question is sealed with another secret or replayed under another id; "
                "is the component secret in Openfire the one in the settings?"
            )
            raise XMPPError("not-authorized", etype="auth") from error


def _describe(outcome: Outcome) -> str:
    match outcome:
        case Accept(username):
            return f"accepted as {username}"
        case Refuse(reason):
            return f"refused ({reason})"
        case _:
            return "left to Openfire"


def _fields(outcome: Outcome, seconds: float) -> dict[str, object]:
    """What a log of objects has of a login beside its line."""
    decision, reason = words_of(outcome)
    asked = request.current()
    parts = {} if asked is None else asked.spent
    return {
        "decision": decision,
        **({"reason": reason} if reason else {}),
        "seconds": round(seconds, 6),
        **{f"{part}_seconds": round(spent, 6) for part, spent in parts.items()},
    }


def _shown(name: str) -> str:
    """A name as a log line can carry it: one line, bounded."""
    text = name if len(name) <= _SHOWN_CHARACTERS else name[:_SHOWN_CHARACTERS] + "…"
    return ascii(text)
