"""What connections may cost a listener: how many there are, and what slow ones hold."""

import asyncio
import socket
from collections.abc import Iterable
from http import HTTPStatus

_RETRY_SECONDS = 10


class Refusal(asyncio.Protocol):
    """Tells an HTTP client that there are too many already, and hangs up.

    Args:
        body: Of the answer.
        kind: Its media type.
    """

    def __init__(self, body: bytes = b"", kind: str = "application/json") -> None:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        about = f"Content-Type: {kind}\r\n" if body else ""
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: {len(body)}\r\n{about}"
            f"Retry-After: {_RETRY_SECONDS}\r\nConnection: close\r\n\r\n"
        )
        self._answer = head.encode("ascii") + body

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer before anything is asked."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(self._answer)
        transport.close()


def end_unread(listening: Iterable[socket.socket], seconds: float) -> None:
    """Have connections end whose client leaves an answer unread for so long (Linux).

    The kernel sees to it: an answer that waits for a client to read holds nothing of ours that
    could look at the time (tcp(7), TCP_USER_TIMEOUT).

    Args:
        listening: Sockets; those that they accept are alike.
        seconds: For how long.
    """
    for one in listening:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
