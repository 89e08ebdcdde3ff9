"""What several tests of adapters have to themselves, gone after each."""

from collections.abc import AsyncIterator, Iterator

import pytest

from component.adapters.password_pool import PasswordPool
from component.adapters.pictures import Pictures
from tests.unit.adapters.picture_server import LONGEST, Clock, PictureServer, picture_server


@pytest.fixture
def pool() -> Iterator[PasswordPool]:
    """Two threads, for which two checks may wait."""
    pool = PasswordPool(2, 2)
    yield pool
    pool.close()


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
