"""Pictures by HTTP, from a real server: found, or none there that can be shown."""

import asyncio
import contextlib
import gzip

import pytest
from aiohttp import web

from component.adapters.pictures import (
    FOUND_SECONDS,
    MAX_BYTES,
    NONE_SECONDS,
    Pictures,
)
from component.domain.profile import LibraryPicture
from tests.unit.adapters.picture_server import (
    ALICE,
    CAT,
    DIGEST,
    LONGEST,
    PICTURE,
    Clock,
    PictureServer,
)


async def test_a_picture_of_the_library_is_fetched_from_the_site(
    pictures: Pictures, server: PictureServer
) -> None:
    assert await pictures.fetch(LibraryPicture("img/avatars/black cät.gif")) == PICTURE
    assert server.paths == ["/tiki/img/avatars/black%20c%C3%A4t.gif"]


async def test_a_gravatar_is_fetched_in_the_size_of_a_chat_and_without_a_stand_in(
    pictures: Pictures, server: PictureServer
) -> None:
    assert await pictures.fetch(ALICE) == PICTURE
    assert server.paths == [f"/avatar/{DIGEST}?s=96&d=404"]


async def test_nothing_is_asked_of_a_service_that_is_not_configured(server: PictureServer) -> None:
    no_site, no_gravatar = Pictures(None, server.url), Pictures(server.url, None)
    assert await no_site.fetch(CAT) is None
    assert await no_gravatar.fetch(ALICE) is None
    assert server.requests == []
    await no_site.close()
    await no_gravatar.close()


@pytest.mark.parametrize(("site", "gravatar"), [("site.test", None), (None, "gravatar.test")])
def test_an_address_without_a_scheme_is_refused(site: str | None, gravatar: str | None) -> None:
    with pytest.raises(ValueError, match="write http:// or https://"):
        Pictures(site, gravatar)


async def test_a_path_out_of_the_library_is_never_asked_for_and_reported_once(
    pictures: Pictures, server: PictureServer, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        assert await pictures.fetch(LibraryPicture("http://me:hunter2@evil.test/x")) is None
        assert await pictures.fetch(LibraryPicture("img/avatars/../../hunter2")) is None
    assert server.requests == []
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert "its avatarLibName is no path below img/avatars/" in caplog.text
    assert "hunter2" not in caplog.text


async def test_a_request_carries_nothing_of_the_environment_or_of_answers(
    pictures: Pictures, server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    async def set_cookie(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=PICTURE, headers={"Set-Cookie": "a=b; Path=/"})

    server.answer = set_cookie
    await pictures.fetch(CAT)
    await pictures.fetch(ALICE)
    assert len(server.requests) == 2
    for request in server.requests:
        assert {"Cookie", "Authorization"}.isdisjoint(request.headers)
        assert request.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [404, 410])
async def test_a_picture_that_is_not_there_is_none(
    pictures: Pictures, server: PictureServer, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer_with(PICTURE, status=status)
    assert await pictures.fetch(CAT) is None
    assert await pictures.fetch(ALICE) is None
    assert caplog.records == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Page not found</title>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        gzip.compress(PICTURE),
        b"RIFF\0\0\0\0WAVEfmt ",
    ],
    ids=["empty", "HTML", "SVG", "gzip", "sound"],
)
async def test_what_is_no_picture_is_none_and_reported_once(
    pictures: Pictures,
    server: PictureServer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
) -> None:
    server.answer_with(body, kind="image/png")
    for _ in range(2):
        assert await pictures.fetch(CAT) is None
        assert await pictures.fetch(ALICE) is None
        clock.now += NONE_SECONDS
    assert len(server.requests) == 4
    why = "is left out: the answer is no picture of a format that is shown"
    assert [record.getMessage() for record in caplog.records] == [
        f"img/avatars/cat.gif of the Tiki site {why}",
        f"a picture of the Gravatar service {why}",
    ]


async def test_what_is_packed_though_not_asked_to_be_is_not_unpacked(
    pictures: Pictures, server: PictureServer
) -> None:
    async def pack(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(PICTURE), headers={"Content-Encoding": "gzip"})

    server.answer = pack
    assert await pictures.fetch(CAT) is None


@pytest.mark.parametrize(
    "start", [PICTURE, b"\xff\xd8\xff\xe0", b"GIF87a", b"GIF89a", b"RIFF\1\2\3\4WEBP", b"BM"]
)
async def test_the_bytes_tell_a_picture_not_the_header(
    pictures: Pictures, server: PictureServer, start: bytes
) -> None:
    server.answer_with(start, kind="text/html")
    assert await pictures.fetch(CAT) == start


@pytest.mark.parametrize("announced", [True, False])
async def test_a_picture_of_two_mebibytes_is_shown_and_a_larger_one_reported_once(
    pictures: Pictures,
    server: PictureServer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    announced: bool,
) -> None:
    body = PICTURE.ljust(MAX_BYTES, b"x")

    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = len(body) if announced else None
        await response.prepare(request)
        await response.write(body)
        return response

    server.answer = send
    assert await pictures.fetch(CAT) == body
    assert caplog.records == []
    body += b"x"
    for _ in range(2):
        clock.now += FOUND_SECONDS
        assert await pictures.fetch(CAT) is None
    assert len(server.requests) == 3
    assert [record.getMessage() for record in caplog.records] == [
        "img/avatars/cat.gif of the Tiki site is left out: it has more than 2097152 bytes"
    ]


async def test_an_answer_without_end_is_cut_off(pictures: Pictures, server: PictureServer) -> None:
    cut_off = asyncio.Event()

    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(PICTURE * 1000)
        cut_off.set()
        return response

    server.answer = send
    assert await pictures.fetch(CAT) is None
    async with asyncio.timeout(LONGEST):
        await cut_off.wait()
