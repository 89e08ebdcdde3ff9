"""The plugin's question at a login, and the answer (design §3).

A stanza error means "could not ask", never "no".
"""

import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterator

from slixmpp import ComponentXMPP
from slixmpp.exceptions import XMPPError
from slixmpp.xmlstream import StanzaBase
from slixmpp.xmlstream.handler import CoroutineCallback
from slixmpp.xmlstream.matcher import StanzaPath

from component.domain.login import Accept, Outcome, Refuse
from component.frontdoors.xmpp import stanzas
from component.frontdoors.xmpp.seal import ForeignSealError, LoginSeal, MalformedError
from component.frontdoors.xmpp.seldom import Seldom
from component.ports import Busy, Rejected, Unavailable

_log = logging.getLogger(__name__)
_SHOWN_CHARACTERS = 80

LogIn = Callable[[str, str], Awaitable[Outcome]]


class LoginQuestions:
    """Answers login questions of the own server, and of nobody else.

    Args:
        log_in: The use case.
        seal: Opens the questions.
        domain: The own server's domain.
        most: Questions that are being answered at once; more are turned away.

    Attributes:
        most: Likewise.
        in_flight: Questions that are being answered.
        refused: Questions that were turned away since so much was under way.
    """

    def __init__(self, log_in: LogIn, seal: LoginSeal, domain: str, most: int = 1000) -> None:
        self.most = most
        self.in_flight = 0
        self.refused = 0
        self._seldom = Seldom()
        self._log_in = log_in
        self._seal = seal
        self._domain = domain

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Answer the questions that come over this stream."""
        path = f"iq@type=get/{stanzas.Login.plugin_attrib}"
        xmpp.register_handler(CoroutineCallback("login question", StanzaPath(path), self._answer))

    async def _answer(self, iq: StanzaBase) -> None:
        name, password = self._open(iq)
        began = time.perf_counter()
        try:
            with self._room():
                outcome = await self._log_in(name, password)
        except Busy as error:
            self._note_refusal(str(error))
            raise XMPPError("resource-constraint", etype="wait") from error
        except (Unavailable, Rejected) as error:
            _log.error("the login of %s could not be decided: %s", _shown(name), error)
            raise XMPPError("internal-server-error", etype="wait") from error
        except Exception as error:
            _log.exception("the login of %s could not be decided", _shown(name))
            raise XMPPError("internal-server-error", etype="wait") from error
        _log.info(
            "login of %s: %s in %.0f ms",
            _shown(name),
            _describe(outcome),
            (time.perf_counter() - began) * 1000,
        )
        reply = iq.reply()
        reply["tiki_login"].answer(outcome)
        reply.send()

    @contextlib.contextmanager
    def _room(self) -> Iterator[None]:
        """Have room for one more question for the length of a block; raises Busy."""
        if self.in_flight >= self.most:
            raise Busy("sign-ins", f"{self.in_flight} are under way already")
        self.in_flight += 1
        try:
            yield
        finally:
            self.in_flight -= 1

    def _note_refusal(self, why: str) -> None:
        self.refused += 1
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


def _shown(name: str) -> str:
    """A name as a log line can carry it: one line, bounded."""
    text = name if len(name) <= _SHOWN_CHARACTERS else name[:_SHOWN_CHARACTERS] + "…"
    return ascii(text)
