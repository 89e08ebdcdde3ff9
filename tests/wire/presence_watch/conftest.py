"""A watch on an Openfire that does what it is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from component.frontdoors.xmpp import presence_watch
from component.frontdoors.xmpp.presence_watch import PresenceWatch
from tests.wire.conftest import MakeStream, QuickBackoff, running, until
from tests.wire.fake_server import DOMAIN, FakeServer
from tests.wire.watched import BOTH, Listener, Openfire, Watch, Watching


@pytest.fixture
def openfire(server: FakeServer) -> Openfire:
    server.answer = Openfire()
    return server.answer


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    class Quick(QuickBackoff):
        def __init__(self, *_bounds: float) -> None:
            super().__init__()

    monkeypatch.setattr(presence_watch, "Backoff", Quick)


@pytest.fixture
def watching(
    server: FakeServer, openfire: Openfire, make_stream: MakeStream, listener: Listener
) -> Watching:
    """Watch for the length of a block."""
    assert openfire.asked == []

    @asynccontextmanager
    async def watch(renewal: float = 300.0, **settings: float) -> AsyncIterator[Watch]:
        stream = make_stream(**settings)
        watch = PresenceWatch(listener, stream, DOMAIN, renewal)
        stream.attach(watch)
        async with running(stream):
            task = asyncio.create_task(watch.run())
            try:
                yield watch, await server.accepted()
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    return watch


@pytest.fixture
async def watch(openfire: Openfire, watching: Watching) -> AsyncIterator[Watch]:
    async with watching() as watch:
        await until(lambda: openfire.nodes == BOTH)
        yield watch
