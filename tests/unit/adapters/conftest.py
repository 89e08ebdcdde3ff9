"""A web server for a test and what fetches pictures from it, both gone after it."""

from collections.abc import AsyncIterator

import pytest

from component.adapters.pictures import Pictures
from tests.unit.adapters.picture_server import LONGEST, Clock, PictureServer, picture_server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server() -> AsyncIterator[PictureServer]:
    async with picture_server() as started:
        yield started


@pytest.fixture
async def pictures(server: PictureServer, clock: Clock) -> AsyncIterator[Pictures]:
    made = Pictures(f"{server.url}/tiki", f"{server.url}/avatar/", timeout=LONGEST, clock=clock)
    yield made
    await made.close()
