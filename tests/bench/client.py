"""One sign-in of a chat client, as lean as Python can do it: blocking sockets, text made before.

A sign-in is what every client does, each step after the answer to the one before: TCP connect,
stream header, STARTTLS and a full handshake (no session is resumed: a phone that comes back after
a night has none), stream header, SASL PLAIN, stream header, bind, session. The roster and presence
come after it and are the same everywhere. Without TLS it is the same on the bare socket.
"""

import base64
import contextlib
import re
import socket
import ssl
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openfire.testserver import TestServer
from tests.bench.seat import Seat

SECONDS_TO_WAIT = 30
_MOST_BYTES = 65536
_JID = re.compile(rb"<jid>([^<]*)</jid>")
_FAILURE = re.compile(rb"<failure[^>]*><([a-z-]+)")
_STARTTLS = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
_SESSION = b"<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>"
_END = b"</stream:stream>"


class SignInFailed(Exception):  # noqa: N818  ends the benchmark, whatever it was
    """A sign-in did not succeed, or somebody became somebody else.

    Attributes:
        answer: What the server said, as it came; empty if the connection broke.
        bound: Whom they became instead, a full JID; empty if nobody.
    """

    def __init__(self, message: str, answer: bytes = b"", bound: bytes = b"") -> None:
        super().__init__(message)
        self.answer = answer
        self.bound = bound


class Refused(SignInFailed):
    """The server does not let them in; the message is the condition (RFC 6120 §6.5)."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who signs in.

    Attributes:
        name: What they type.
        jid: The bare JID that they must become.
        auth: The SASL stanza.
    """

    name: str
    jid: bytes
    auth: bytes = field(repr=False)


def make_guest(name: str, password: str, jid: str) -> Guest:
    """Make a guest, whose stanza is then ready."""
    content = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    auth = (
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"  # the stanza
        f"{content}</auth>"
    )
    return Guest(name, jid.encode(), auth.encode())


class Door:
    """Where clients come in. Safe for any number of threads.

    Args:
        server: The chat server.
        tls: Whether they use STARTTLS.
        patience: Seconds to wait for each answer.
    """

    def __init__(self, server: TestServer, *, tls: bool, patience: int = SECONDS_TO_WAIT) -> None:
        self._patience = patience
        self._address = (server.host, server.client_port)
        self._domain = server.domain
        self._tls = ssl.create_default_context(cafile=str(server.certificate)) if tls else None
        self._header = (
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
            f"xmlns:stream='http://etherx.jabber.org/streams' to='{server.domain}' version='1.0'>"
        ).encode()

    def sign_in(self, guest: Guest, resource: str) -> float:
        """Sign somebody in and out.

        Args:
            guest: Who.
            resource: Not in use by the same guest at the same time.

        Returns:
            Seconds from the connection to the session; not those to sign out.

        Raises:
            SignInFailed: They are not in, or as somebody else.
        """
        began = time.perf_counter()
        try:
            with socket.create_connection(self._address, self._patience) as bare:
                stream = self._come_in(bare, guest, resource)
                took = time.perf_counter() - began
                _leave(stream)
                return took
        except (OSError, EOFError) as error:
            raise SignInFailed(f"{guest.name}: {error!r}") from error

    @contextlib.contextmanager
    def seat(self, guest: Guest, resource: str) -> Iterator[Seat]:
        """Sign somebody in for the length of a block; arguments as of `sign_in`.

        Raises:
            SignInFailed: They are not in, or as somebody else.
        """
        with contextlib.ExitStack() as stack:
            try:
                bare = stack.enter_context(socket.create_connection(self._address, self._patience))
                stream = self._come_in(bare, guest, resource)
            except (OSError, EOFError) as error:
                raise SignInFailed(f"{guest.name}: {error!r}") from error
            yield Seat(stream, f"{guest.jid.decode()}/{resource}")
            _leave(stream)

    def _come_in(self, bare: socket.socket, guest: Guest, resource: str) -> socket.socket:
        """Sign somebody in over a connection; the stream that they are in."""
        _make_blocking(bare, self._patience)
        stream: socket.socket = bare
        _ask(stream, self._header, b"</stream:features>")
        if self._tls is not None:
            _ask(stream, _STARTTLS, b"<proceed")
            stream = self._tls.wrap_socket(bare, server_hostname=self._domain)
            _ask(stream, self._header, b"</stream:features>")
        self._enter(stream, guest, resource)
        return stream

    def _enter(self, stream: socket.socket, guest: Guest, resource: str) -> None:
        answer = _ask(stream, guest.auth, b">")
        if not answer.startswith(b"<success"):
            if refused := _FAILURE.search(answer):
                raise Refused(refused[1].decode(), answer)
            raise SignInFailed(f"{guest.name}: {answer.decode('utf-8', 'replace')}", answer)
        features = _ask(stream, self._header, b"</stream:features>")
        bind = (
            "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            f"<resource>{resource}</resource></bind></iq>"
        )
        bound = _JID.search(_ask(stream, bind.encode(), b"</iq>"))
        if bound is None or bound[1] != b"%s/%s" % (guest.jid, resource.encode()):
            other = b"" if bound is None else bound[1]
            raise SignInFailed(f"{guest.name} was bound as {other!r}", bound=other)
        if b"xmpp-session" in features:
            answer = _ask(stream, _SESSION, b">")
            if b'type="result"' not in answer:
                raise SignInFailed(f"{guest.name}: {answer.decode('utf-8', 'replace')}")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _make_blocking(stream: socket.socket, seconds: int) -> None:
    """Let the kernel keep the time: Python's own timeouts cost a poll for every read."""
    limit = struct.pack("ll", seconds, 0)
    stream.settimeout(None)
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _ask(stream: socket.socket, text: bytes, enough: bytes) -> bytes:
    stream.sendall(text)
    received = stream.recv(_MOST_BYTES)
    while enough not in received:
        part = stream.recv(_MOST_BYTES)
        if not part:
            raise EOFError(received.decode("utf-8", "replace"))
        received += part
    return received


def _leave(stream: socket.socket) -> None:
    """Sign out and wait until the server has closed: its work for this one is done then.

    4.2.0 ends a TLS connection with a byte or two that are no TLS; that is its good-bye.
    """
    with contextlib.suppress(ssl.SSLError, ConnectionError):
        stream.sendall(_END)
        while stream.recv(_MOST_BYTES):
            pass
