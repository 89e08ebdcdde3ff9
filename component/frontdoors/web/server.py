"""Serves pages or the API over HTTP; TLS is spoken by the reverse proxy before it."""

import asyncio
import errno
import logging
import os

from aiohttp import web

from component.frontdoors.connections import Refusal, end_unread, http_log, outlive_no_target
from component.frontdoors.doors import DoorError, TakenDoorError

_log = logging.getLogger(__name__)

_IDLE_SECONDS = 20.0
"""How long a connection may stay without a whole request: slow ones, and kept ones."""
_UNREAD_SECONDS = 30.0
"""How long a client may leave an answer unread."""
_SHUTDOWN_SECONDS = 10.0
_MOST_LINE_BYTES = 4096
_MOST_HEADER_BYTES = 16_384
"""The cookies of all that is on the same host come in one header."""
_MOST_HEADERS = 64
_BACKLOG = 128
_FOR_NOW = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL})


class WebServer:
    """Serves an application, on one address, from `start` to `stop`.

    Args:
        app: What answers.
        host: Address to listen on.
        port: Likewise; 0 for any that is free.
        most_connections: How many are served at once; what comes beyond is told to come later.
        idle_seconds: How long a connection may stay without a whole request.
        unread_seconds: How long an answer may stay unread.
        title: What messages call it.
        block: The block of the settings that has the address.
    """

    def __init__(
        self,
        app: web.Application,
        host: str,
        port: int,
        *,
        most_connections: int = 500,
        idle_seconds: float = _IDLE_SECONDS,
        unread_seconds: float = _UNREAD_SECONDS,
        title: str = "the web page",
        block: str = "web",
    ) -> None:
        self._title = title
        self._block = block
        self._host = host
        self._port = port
        self._most = most_connections
        self._unread_seconds = unread_seconds
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=http_log(__name__),
            keepalive_timeout=idle_seconds,
            shutdown_timeout=_SHUTDOWN_SECONDS,
            max_line_size=_MOST_LINE_BYTES,
            max_field_size=_MOST_HEADER_BYTES,
            max_headers=_MOST_HEADERS,
            auto_decompress=False,
        )
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        if self._server is None:
            return self._port
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def connections(self) -> int:
        """How many are open."""
        server = self._runner.server
        return 0 if server is None else len(server.connections)

    async def start(self) -> None:
        """Listen.

        Raises:
            TakenDoorError: The address is in use, or not this machine's.
            DoorError: It is not allowed, or there is no such host.
        """
        await self._runner.setup()
        if self._runner.server is not None:
            outlive_no_target(self._runner.server)
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                self._connect, self._host, self._port, backlog=_BACKLOG
            )
        except OSError as error:
            await self._runner.cleanup()
            kind = TakenDoorError if error.errno in _FOR_NOW else DoorError
            raise kind(
                f"{self._title} cannot be served on {self._host}:{self._port}, {_reason(error)}; "
                f"set {self._block}.host and {self._block}.port to an address that is free"
            ) from error
        end_unread(self._server.sockets, self._unread_seconds)
        _log.info("%s is served on %s:%d", self._title, self._host, self.port)

    async def stop(self) -> None:
        """Let no more requests in, and wait a bounded time for those that are being answered."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._runner.cleanup()

    def _connect(self) -> asyncio.Protocol:
        server = self._runner.server
        if server is None or self.connections >= self._most:
            return Refusal()
        return server()


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "something else listens there"
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
