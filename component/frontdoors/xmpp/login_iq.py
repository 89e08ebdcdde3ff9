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

from component.domain.login import Accept, Outcome, Refuse
from component.frontdoors.xmpp import stanzas
from component.frontdoors.xmpp.seal import ForeignSealError, LoginSeal, MalformedError
from component.ports import Rejected, Unavailable

_log = logging.getLogger(__name__)
_SHOWN_CHARACTERS = 80

LogIn = Callable[[str, str], Awaitable[Outcome]]


class LoginQuestions:
    """Answers login questions of the own server, and of nobody else.

    Args:
        log_in: The use case.
        seal: Opens the questions.
        domain: The own server's domain.
        by: What tells this component from others of its subdomain; '' for a single one.
    """

    def __init__(self, log_in: LogIn, seal: LoginSeal, domain: str, by: str = "") -> None:
        self._log_in = log_in
        self._seal = seal
        self._domain = domain
        self._by = by

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Answer the questions that come over this stream."""
        path = f"iq@type=get/{stanzas.Login.plugin_attrib}"
        xmpp.register_handler(CoroutineCallback("login question", StanzaPath(path), self._answer))

    async def _answer(self, iq: StanzaBase) -> None:
        name, password = self._open(iq)
        began = time.perf_counter()
        try:
            outcome = await self._log_in(name, password)
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
        reply["tiki_login"].answer(outcome, self._by)
        reply.send()

    def _open(self, iq: StanzaBase) -> tuple[str, str]:
        """Take the question out of its stanza, or raise the stanza error that it deserves."""
        sender = iq["from"]
        if str(sender) != self._domain:
            _log.warning("a login question from %s, who is not the server: forbidden", sender)
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
