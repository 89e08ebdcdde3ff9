"""Pictures by HTTP of which is not known whether they are there, and redirects."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from component.adapters.pictures import Pictures
from component.ports import Unavailable
from tests.unit.adapters.picture_server import (
    ALICE,
    CAT,
    DIGEST,
    LONGEST,
    PICTURE,
    PictureServer,
    picture_server,
)


@pytest.mark.parametrize("status", [201, 204, 206, 302, 400, 401, 403, 429, 500, 502, 503])
async def test_any_other_answer_is_not_known(
    pictures: Pictures, server: PictureServer, status: int
) -> None:
    server.answer_with(b"" if status == 204 else PICTURE, status=status)
    for _ in range(2):
        with pytest.raises(
            Unavailable, match=rf"the Tiki site: it answered {status} when asked for img/avatars/c"
        ):
            await pictures.fetch(CAT)
    assert len(server.requests) == 2


async def test_a_redirect_on_the_same_host_is_followed(
    pictures: Pictures, server: PictureServer
) -> None:
    server.redirect_to("/proxy/x.png", landing="/proxy/x.png")
    assert await pictures.fetch(ALICE) == PICTURE
    assert server.paths[1:] == ["/proxy/x.png"]


@pytest.mark.parametrize("host", ["http://localhost:{}/x", "//localhost:{}/x", "//x@localhost:{}/"])
async def test_a_redirect_to_another_host_is_not_followed(
    pictures: Pictures, server: PictureServer, host: str
) -> None:
    server.redirect_to(host.format(server.port))
    with pytest.raises(Unavailable) as caught:
        await pictures.fetch(CAT)
    assert str(caught.value) == (
        f"the Tiki site: it redirects to http://localhost:{server.port}: "
        "if that is right, write it into the settings"
    )
    assert len(server.requests) == 1


async def test_a_redirect_to_another_port_is_not_followed(
    pictures: Pictures, server: PictureServer
) -> None:
    async with picture_server() as other:
        server.redirect_to(f"{other.url}/img/avatars/cat.gif")
        with pytest.raises(Unavailable, match="it redirects to http://127"):
            await pictures.fetch(CAT)
        assert other.requests == []


@pytest.mark.parametrize(
    "location", ["/again/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://[", "http:///x"]
)
async def test_a_redirect_that_leads_nowhere_is_not_known(
    pictures: Pictures, server: PictureServer, location: str
) -> None:
    server.redirect_to(location)
    with pytest.raises(Unavailable, match="the Gravatar service: ") as caught:
        await pictures.fetch(ALICE)
    assert DIGEST not in str(caught.value)
    assert len(server.requests) <= 4


@contextlib.asynccontextmanager
async def raw_server(answer: bytes) -> AsyncIterator[str]:
    """A server that says the same to everybody and hangs up."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    started = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with started:
        yield f"http://127.0.0.1:{started.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"220 mail.test ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + PICTURE,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGIF89\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "no HTTP", "broken off", "a chunk missing", "a bad chunk", "a long header"],
)
async def test_an_answer_that_breaks_off_is_not_known(answer: bytes) -> None:
    async with raw_server(answer) as url:
        pictures = Pictures(None, url, timeout=LONGEST)
        with pytest.raises(Unavailable, match="the Gravatar service: no usable answer") as caught:
            await pictures.fetch(ALICE)
        assert DIGEST not in str(caught.value)
        await pictures.close()
