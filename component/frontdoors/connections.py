"""What connections may cost a listener: how many there are, what slow ones hold, what is logged."""

import asyncio
import logging
import socket
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

_RETRY_SECONDS = 10
_MOMENT = 1.0
"""Seconds for a client to ask."""


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
        self._transport = transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(self._answer)
        self._end = asyncio.get_running_loop().call_later(_MOMENT, transport.close)

    def data_received(self, _data: bytes) -> None:
        """Hang up: what is closed with a question unread may take the answer with it."""
        self._transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._end.cancel()


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


def outlive_no_target(server: web.Server) -> None:
    """Have a request without a target answered as one for `/`.

    `CONNECT` and nothing more passes aiohttp's parser, and ends the task that would answer: its
    connection would stay open for ever.
    """
    make = server.request_factory

    def make_request(message: Any, *rest: Any) -> web.BaseRequest:  # noqa: ANN401  aiohttp's own
        return make(message if message.url else message._replace(url=URL("/")), *rest)

    server.request_factory = make_request


class _WithoutContent(logging.Filter):
    """Keeps what clients sent out of aiohttp's log: it may be a link or a cookie."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Name the error instead of showing it; a client's bad HTTP is not worth a line."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):
            return False
        record.msg = f"{record.getMessage()}: {type(error).__name__}"
        record.args = ()
        record.exc_info = None
        return True


def http_log(module: str) -> logging.Logger:
    """Make the log that aiohttp is given for a listener.

    Args:
        module: The listener's, as its `__name__`.
    """
    log = logging.getLogger(f"{module}.http")
    if not log.filters:
        log.addFilter(_WithoutContent())
    return log
