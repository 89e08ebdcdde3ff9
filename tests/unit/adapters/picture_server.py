"""A web server on loopback with the pictures of a test, and a note of what was asked of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from component.domain.profile import Gravatar, LibraryPicture

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PICTURE = b"\x89PNG\r\n\x1a\n and more"
CAT = LibraryPicture("img/avatars/cat.gif")
DIGEST = "ab12" * 16
ALICE = Gravatar(DIGEST)
LONGEST = 20.0
"""Seconds after which a picture that should come is given up."""


class Clock:
    """Stands still unless it is told to go on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def serve_picture(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=PICTURE, content_type="image/png")


@dataclass
class PictureServer:
    """Answers as its handler does."""

    port: int = 0
    answer: Handler = serve_picture
    requests: list[web.Request] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [request.raw_path for request in self.requests]

    def answer_with(self, body: bytes, *, status: int = 200, kind: str = "image/png") -> None:
        async def handler(_request: web.Request) -> web.StreamResponse:
            return web.Response(body=body, status=status, content_type=kind)

        self.answer = handler

    def redirect_to(self, location: str, *, landing: str = "") -> None:
        """Redirect everything to a location, but serve a picture at the path `landing`."""

        async def handler(request: web.Request) -> web.StreamResponse:
            if request.raw_path == landing:
                return await serve_picture(request)
            return web.Response(status=302, headers={"Location": location})

        self.answer = handler

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        assert isinstance(request, web.Request)
        self.requests.append(request)
        self.asked.set()
        return await self.answer(request)


@contextlib.asynccontextmanager
async def picture_server() -> AsyncIterator[PictureServer]:
    """Run one; what it is still answering when it ends is cut off."""
    server = PictureServer()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()
