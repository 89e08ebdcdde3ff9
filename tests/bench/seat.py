"""What somebody does who has signed in: commands, messages, presence, as text on a blocking socket.

Just enough of XMPP for a load: stanzas are made as text, and an answer is found by its id.
"""

import itertools
import re
import socket
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from component.frontdoors.xmpp.adhoc_forms import NODE

_MOST_BYTES = 65536
_MOST_KEPT = 4_000_000
_SESSION = re.compile(rb'sessionid="([^"]+)"')
_COMPLETED = b'status="completed"'
_ERROR = re.compile(rb'<iq [^>]*type="error"|<note type="error"')


class UnexpectedAnswer(Exception):  # noqa: N818  what came is no answer to what was asked
    """What came is not what should have; the message has its beginning."""


class Seat:
    """A signed-in client. For one thread.

    Args:
        stream: Of the session.
        jid: The full JID.
    """

    def __init__(self, stream: socket.socket, jid: str) -> None:
        self.jid = jid
        self._stream = stream
        self._read = b""
        self._ids = itertools.count(1)

    def come_online(self, language: str = "en") -> None:
        """Be available."""
        self._send(f"<presence xml:lang={quoteattr(language)}/>")

    def go_offline(self) -> None:
        """Stay signed in without being available."""
        self._send("<presence type='unavailable'/>")

    def roster(self) -> bytes:
        """Fetch the roster."""
        return self.ask("get", "", "<query xmlns='jabber:iq:roster'/>")

    def command(self, to: str, name: str, *steps: Mapping[str, str]) -> bytes:
        """Run a command of the component to its end.

        Args:
            to: Its JID.
            name: Of the command.
            steps: What each of its forms is answered with, as far as it has any.

        Returns:
            The last answer.

        Raises:
            UnexpectedAnswer: It is an error, or the command does not end there.
        """
        answer = self.ask("set", to, _command(name, "execute"))
        for fields in steps:
            if _COMPLETED in answer:
                break
            found = _SESSION.search(answer)
            if found is None or _ERROR.search(answer):
                raise _unexpected(answer)
            answer = self.ask("set", to, _command(name, "next", found[1].decode(), fields))
        if _COMPLETED not in answer or _ERROR.search(answer):
            raise _unexpected(answer)
        return answer

    def begin(self, to: str, name: str) -> bytes:
        """Begin a command, and leave it there; its first answer."""
        return self.ask("set", to, _command(name, "execute"))

    def talk(self, to: str, text: str) -> bytes:
        """Write a message and wait for the one that answers it."""
        self._read = b""
        self._send(f"<message to={quoteattr(to)} type='chat'><body>{escape(text)}</body></message>")
        return self.message_from(to)

    def message_from(self, sender: str) -> bytes:
        """Wait for a message with a text from a bare JID."""
        bare = re.escape(sender).encode()
        return self._wait(
            re.compile(rb'<message [^>]*from="%s[^>]*>.*?</message>' % bare, re.DOTALL)
        )

    def ask(self, kind: str, to: str, payload: str) -> bytes:
        """Send an IQ and wait for its answer, whatever that is."""
        number = f"q{next(self._ids)}"
        towards = f" to={quoteattr(to)}" if to else ""
        self._send(f"<iq type='{kind}' id='{number}'{towards}>{payload}</iq>")
        return self._wait(
            re.compile(rb'<iq [^>]*id="%s"[^>]*(?:/>|>.*?</iq>)' % number.encode(), re.DOTALL)
        )

    def _send(self, text: str) -> None:
        self._stream.sendall(text.encode())

    def _wait(self, wanted: re.Pattern[bytes]) -> bytes:
        """Read until something is there; what came before it is dropped."""
        while not (found := wanted.search(self._read)):
            part = self._stream.recv(_MOST_BYTES)
            if not part or len(self._read) > _MOST_KEPT:
                raise _unexpected(self._read)
            self._read += part
        self._read = self._read[found.end() :]
        return found[0]


def _unexpected(answer: bytes) -> UnexpectedAnswer:
    return UnexpectedAnswer(answer[:500].decode("utf-8", "replace"))


def _command(name: str, action: str, session: str = "", fields: Mapping[str, str] = {}) -> str:
    form = "".join(
        f"<field var={quoteattr(var)}><value>{escape(value)}</value></field>"
        for var, value in fields.items()
    )
    content = f"<x xmlns='jabber:x:data' type='submit'>{form}</x>" if fields else ""
    attribute = f" sessionid={quoteattr(session)}" if session else ""
    return (
        f"<command xmlns='http://jabber.org/protocol/commands' node='{NODE}{name}' "
        f"action='{action}'{attribute}>{content}</command>"
    )
