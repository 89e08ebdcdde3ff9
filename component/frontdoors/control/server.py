"""The component's side of the door."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from component.frontdoors.connections import Refusal, http_log, outlive_no_target
from component.frontdoors.control.protocol import (
    BadArgumentsError,
    Caller,
    Failure,
    FailureKind,
    Handler,
)
from component.frontdoors.control.socket_file import OpenSocket, open_socket, read_caller
from component.ports import Rejected, Unavailable
from component.request import new_id, working_on

_log = logging.getLogger(__name__)

_STATUS = {
    FailureKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    FailureKind.UNKNOWN_COMMAND: HTTPStatus.NOT_FOUND,
    FailureKind.BAD_ARGUMENTS: HTTPStatus.UNPROCESSABLE_ENTITY,
    FailureKind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    FailureKind.REJECTED: HTTPStatus.CONFLICT,
    FailureKind.BROKEN: HTTPStatus.INTERNAL_SERVER_ERROR,
}


_TOO_MANY = Failure(
    failure=FailureKind.UNAVAILABLE, text="too many ask the component at once: try again later"
).pack()


@dataclass(frozen=True, slots=True)
class _Door:
    opened: OpenSocket
    listener: asyncio.Server
    server: web.Server


class ControlServer:
    """Listens for commands.

    A command that was begun is carried out, even if who asked for it goes away.

    Args:
        path: Of the socket.
        handlers: What can be asked for.
        shutdown_seconds: How long `stop` waits for commands that were begun.
        most_connections: How many are served at once; what comes beyond is told to come later.
        idle_seconds: How long a connection may stay without a whole request.
    """

    def __init__(
        self,
        path: Path,
        handlers: Iterable[Handler],
        shutdown_seconds: float = 10.0,
        *,
        most_connections: int = 50,
        idle_seconds: float = 20.0,
    ) -> None:
        self._path = path
        self._most = most_connections
        self._idle_seconds = idle_seconds
        self._handlers = {f"/{handler.name}": handler for handler in handlers}
        self._shutdown_seconds = shutdown_seconds
        self._door: _Door | None = None

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            DoorError: There can be no socket there; says what to do.
        """
        opened = open_socket(self._path)
        server = web.Server(
            self._answer,
            access_log=None,
            logger=http_log(__name__),
            keepalive_timeout=self._idle_seconds,
            lingering_time=self._idle_seconds / 2,
        )
        outlive_no_target(server)

        def connect() -> asyncio.Protocol:
            return Refusal(_TOO_MANY) if len(server.connections) >= self._most else server()

        loop = asyncio.get_running_loop()
        listener = await loop.create_unix_server(connect, sock=opened.socket)
        self._door = _Door(opened, listener, server)
        _log.info("listening for commands on %s", self._path)

    async def stop(self) -> None:
        """Take no more commands, and end those that were begun. Harmless if it never began."""
        door, self._door = self._door, None
        if door is None:
            return
        door.opened.remove()
        door.listener.close()
        door.server.pre_shutdown()
        await door.server.shutdown(self._shutdown_seconds)
        await door.listener.wait_closed()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        caller = read_caller(request.transport)
        if caller is None:
            return _fail(FailureKind.FORBIDDEN, "only the component's own user and root may ask")
        handler = self._handlers.get(request.path) if request.method == "POST" else None
        if handler is None:
            return _fail(FailureKind.UNKNOWN_COMMAND, "there is no such command")
        try:
            async with asyncio.timeout(self._idle_seconds):
                body = await request.read()
        except (TimeoutError, ConnectionError, web.RequestPayloadError):
            return _fail(FailureKind.BAD_ARGUMENTS, "the arguments did not come in time, or whole")
        with working_on(new_id("shell")):
            return await _carry_out(handler, body, caller)


async def _carry_out(handler: Handler, body: bytes, caller: Caller) -> web.Response:
    _log.info("%s asks for %s", caller.name, handler.name)
    try:
        result = await handler.answer(body, caller)
    except BadArgumentsError as error:
        return _fail(FailureKind.BAD_ARGUMENTS, str(error))
    except Unavailable as error:
        return _fail(FailureKind.UNAVAILABLE, str(error))
    except Rejected as error:
        return _fail(FailureKind.REJECTED, str(error))
    except Exception:  # noqa: BLE001  whoever asked must hear of it, and the next one is answered
        _log.exception("the command %s broke", handler.name)
        return _fail(FailureKind.BROKEN, "the component's log says what broke")
    return web.Response(body=result, content_type="application/json")


def _fail(kind: FailureKind, text: str) -> web.Response:
    body = Failure(failure=kind, text=text).pack()
    return web.Response(body=body, status=_STATUS[kind], content_type="application/json")
