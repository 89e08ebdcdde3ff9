"""What is asked once and kept, or left alone: answers, requests under way, a service that hangs."""

import asyncio
import socket

import pytest
from aiohttp import web

from component.adapters.pictures import (
    CACHE_BYTES,
    FOUND_SECONDS,
    MAX_BYTES,
    NONE_SECONDS,
    PAUSE_SECONDS,
    Pictures,
)
from component.domain.profile import LibraryPicture
from component.ports import Unavailable
from tests.unit.adapters.picture_server import ALICE, CAT, LONGEST, PICTURE, Clock, PictureServer


async def test_a_picture_is_kept_for_an_hour(
    pictures: Pictures, server: PictureServer, clock: Clock
) -> None:
    await pictures.fetch(CAT)
    server.answer_with(b"GIF89a new")
    clock.now += FOUND_SECONDS - 1
    assert await pictures.fetch(CAT) == PICTURE
    clock.now += 1
    assert await pictures.fetch(CAT) == b"GIF89a new"


async def test_that_there_is_none_is_kept_for_ten_minutes(
    pictures: Pictures, server: PictureServer, clock: Clock
) -> None:
    server.answer_with(b"", status=404)
    await pictures.fetch(CAT)
    server.answer_with(PICTURE)
    clock.now += NONE_SECONDS - 1
    assert await pictures.fetch(CAT) is None
    clock.now += 1
    assert await pictures.fetch(CAT) == PICTURE


async def test_the_memory_for_pictures_is_bounded(
    pictures: Pictures, server: PictureServer
) -> None:
    server.answer_with(PICTURE.ljust(MAX_BYTES, b"x"))
    fitting = CACHE_BYTES // MAX_BYTES - 1
    names = [LibraryPicture(f"img/avatars/{n}.png") for n in range(fitting + 1)]
    for name in names:
        await pictures.fetch(name)
    assert pictures._answers.currsize <= CACHE_BYTES
    await pictures.fetch(names[-1])
    assert len(server.requests) == fitting + 1
    await pictures.fetch(names[0])
    assert len(server.requests) == fitting + 2


class Gate:
    """Lets a server's answer wait until it is opened."""

    def __init__(self, server: PictureServer) -> None:
        self._server = server
        self._open = asyncio.Event()
        self._answer = server.answer
        server.answer = self._wait

    async def _wait(self, request: web.Request) -> web.StreamResponse:
        await self._open.wait()
        return await self._answer(request)

    async def reached(self) -> None:
        async with asyncio.timeout(LONGEST):
            await self._server.asked.wait()

    def open(self) -> None:
        self._open.set()


async def test_two_at_once_make_one_request(pictures: Pictures, server: PictureServer) -> None:
    gate = Gate(server)
    both = asyncio.gather(pictures.fetch(CAT), pictures.fetch(CAT))
    await gate.reached()
    gate.open()
    assert list(await both) == [PICTURE, PICTURE]
    assert len(server.requests) == 1


async def test_two_at_once_learn_of_the_same_failure(
    pictures: Pictures, server: PictureServer
) -> None:
    server.answer_with(b"", status=503)
    gate = Gate(server)
    both = asyncio.gather(pictures.fetch(CAT), pictures.fetch(CAT), return_exceptions=True)
    await gate.reached()
    gate.open()
    assert [type(outcome) for outcome in await both] == [Unavailable, Unavailable]
    assert len(server.requests) == 1
    server.answer_with(PICTURE)
    assert await pictures.fetch(CAT) == PICTURE


async def test_one_who_goes_away_leaves_the_picture_to_the_other(
    pictures: Pictures, server: PictureServer
) -> None:
    gate = Gate(server)
    gone, other = (asyncio.create_task(pictures.fetch(CAT)) for _ in range(2))
    await gate.reached()
    gone.cancel()
    await asyncio.wait({gone})
    gate.open()
    assert gone.cancelled()
    assert await other == PICTURE
    assert len(server.requests) == 1


async def test_closing_waits_for_what_is_under_way(
    pictures: Pictures, server: PictureServer
) -> None:
    gate = Gate(server)
    under_way = asyncio.create_task(pictures.fetch(CAT))
    await gate.reached()
    closing = asyncio.create_task(pictures.close())
    gate.open()
    await closing
    assert await under_way == PICTURE
    assert pictures._requests == {}
    assert pictures._session is None


async def test_nobody_listening_is_not_known_and_not_asked_again_at_once(clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    pictures = Pictures(f"http://127.0.0.1:{port}", None, timeout=LONGEST, clock=clock)
    with pytest.raises(Unavailable, match=f"the Tiki site: Cannot connect to host 127.*{port}"):
        await pictures.fetch(CAT)
    with pytest.raises(Unavailable, match="the Tiki site: it did not answer a moment ago"):
        await pictures.fetch(CAT)
    clock.now += PAUSE_SECONDS
    with pytest.raises(Unavailable, match="the Tiki site: Cannot connect to host 127"):
        await pictures.fetch(CAT)
    await pictures.close()


@pytest.mark.parametrize("begins", [True, False])
async def test_a_service_that_hangs_is_given_up_and_left_alone_for_a_while(
    pictures: Pictures, server: PictureServer, clock: Clock, begins: bool
) -> None:
    async def hang(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if begins:
            await response.prepare(request)
            await response.write(PICTURE)
        await asyncio.Event().wait()
        return response

    working, server.answer = server.answer, hang
    pictures._timeout = 0.2
    with pytest.raises(Unavailable, match=r"the Tiki site: no answer within 0\.2 s"):
        await pictures.fetch(CAT)
    server.answer, pictures._timeout = working, LONGEST
    with pytest.raises(Unavailable, match="the Tiki site: it did not answer a moment ago"):
        await pictures.fetch(LibraryPicture("img/avatars/dog.gif"))
    assert "/tiki/img/avatars/dog.gif" not in server.paths
    assert await pictures.fetch(ALICE) == PICTURE
    clock.now += PAUSE_SECONDS
    assert await pictures.fetch(CAT) == PICTURE
