"""A component in memory that listens on a socket, and commands to ask it."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import uvloop
from pydantic import SecretStr, TypeAdapter

from component.frontdoors.control.protocol import Arguments, Caller, Command, Handler, Secret
from component.frontdoors.control.server import ControlServer


class EchoArguments(Arguments):
    """What to say."""

    text: str
    password: Secret = SecretStr("")


Echo = tuple[str, str]
ECHO = Command("echo", EchoArguments, TypeAdapter[Echo](Echo))


def echo(work: Callable[[], Awaitable[object]] | None = None) -> Handler:
    """Give back what was said and who said it, after some work."""

    async def handle(arguments: EchoArguments, caller: Caller) -> Echo:
        if work is not None:
            await work()
        return arguments.text, caller.name

    return ECHO.handled_by(handle)


@contextlib.asynccontextmanager
async def door(path: Path, *handlers: Handler, patience: float = 5.0) -> AsyncIterator[None]:
    server = ControlServer(path, handlers, patience)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


@contextlib.contextmanager
def open_in_thread(path: Path, *handlers: Handler) -> Iterator[None]:
    """Have a component listen beside the test, which runs a shell command in its own loop."""
    started, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        server = ControlServer(path, handlers)
        await server.start()
        started.set()
        await asyncio.to_thread(stop.wait)
        await server.stop()

    thread = threading.Thread(target=lambda: uvloop.run(serve()))
    thread.start()
    try:
        assert started.wait(10)
        yield
    finally:
        stop.set()
        thread.join()
