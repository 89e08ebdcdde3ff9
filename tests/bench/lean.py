"""A chat client for crowds, on asyncio: signs in step by step, then counts messages.

It speaks just enough XMPP, with STARTTLS or without, so that thousands of them leave the machine to
the servers.
"""

import asyncio
import base64
import re
import ssl
from collections.abc import Callable
from typing import Any

_MESSAGE = b"<message"
_FAILURE = re.compile(rb"<failure[^>]*><([a-z-]+)")
_STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"


class NotIn(Exception):  # noqa: N818  an answer, or none
    """The server has not let somebody in; the message is the condition, or what happened."""


class LeanClient(asyncio.Protocol):
    """One client; `is_in` is done once it has its session, or failed.

    Args:
        domain: The chat's.
        name: The SASL name.
        password: The password.
        resource: Of the session.
        tls: For STARTTLS; None goes without it.
        lost: Told when the connection is over.
    """

    def __init__(
        self,
        domain: str,
        name: str,
        password: str,
        *,
        resource: str,
        tls: ssl.SSLContext | None = None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self.messages = 0
        self.is_in: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._domain = domain
        self._tls = tls
        self._lost = lost
        self._upgrading: asyncio.Task[None] | None = None
        self._header = (
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
            f"xmlns:stream='http://etherx.jabber.org/streams' to='{domain}' version='1.0'>"
        )
        secret = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
        auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
        bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
        session = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
        self._steps = [
            (b"</stream:features>", f"{auth}{secret}</auth>"),
            (b"<success", self._header),
            (b"</stream:features>", f"{bind}<resource>{resource}</resource></bind></iq>"),
            (b"</iq>", f"<iq type='set' id='s'>{session}</iq>"),
            (b'type="result"', ""),
        ]
        if tls is not None:
            self._steps[:0] = [(b"</stream:features>", _STARTTLS), (b"<proceed", "")]
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  asyncio's
        """Begin."""
        self._transport = transport
        transport.write(self._header.encode())

    def data_received(self, data: bytes) -> None:
        """Take the next step, or count."""
        self._read += data
        if not self._steps:
            self.messages += self._read.count(_MESSAGE)
            self._read = self._read[-(len(_MESSAGE) - 1) :]
            return
        enough, answer = self._steps[0]
        if enough not in self._read:
            if refused := _FAILURE.search(self._read):
                self._fail(refused[1].decode())
            return
        self._read = b""
        del self._steps[0]
        if enough == b"<proceed":
            self._upgrading = asyncio.create_task(self._upgrade())
        elif self._steps:
            self.write(answer.encode())
        else:
            self.is_in.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        self._fail(f"cut off ({type(exc).__name__})" if exc else "cut off")
        self._lost()

    def write(self, data: bytes) -> None:
        """Send something."""
        if self._transport is not None:
            self._transport.write(data)

    def abort(self) -> None:
        """Close the connection without a word."""
        if self._transport is not None:
            self._transport.abort()

    async def _upgrade(self) -> None:
        """Shake hands, and begin anew."""
        if self._transport is None or self._tls is None:
            raise AssertionError("there is nothing to upgrade")
        loop = asyncio.get_running_loop()
        try:
            self._transport = await loop.start_tls(
                self._transport, self, self._tls, server_hostname=self._domain
            )
        except OSError as error:
            self._fail(f"no TLS ({type(error).__name__})")
            self.abort()
            return
        self.write(self._header.encode())

    def _fail(self, why: str) -> None:
        if not self.is_in.done():
            self.is_in.set_exception(NotIn(why))
