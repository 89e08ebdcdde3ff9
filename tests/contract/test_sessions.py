"""The port `Sessions`: who is signed in, on the fake and on the real server."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import pytest

from component.adapters.openfire_sessions import OpenfireSessions
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Unavailable
from component.ports.chat_lists import Sessions
from openfire.demo.chat_client import signed_in
from openfire.demo.people import NATIVE_ACCOUNTS
from openfire.testserver import TestServer
from tests.contract.conftest import BOTH
from tests.fakes.chat_lists import FakeSessions


class World(Protocol):
    """A server to sign in to."""

    @property
    def port(self) -> Sessions: ...
    def signed_in(self, username: str, *, available: bool) -> AbstractAsyncContextManager[None]: ...


class FakeWorld:
    """The fake one: it names those only who are available, as 4.2 does."""

    def __init__(self) -> None:
        self.port = FakeSessions()

    @contextlib.asynccontextmanager
    async def signed_in(self, username: str, *, available: bool) -> AsyncIterator[None]:
        """Sign somebody in for a block."""
        self.port.usernames.add(username)
        self.port.is_partial = not available
        yield
        self.port.usernames.discard(username)
        self.port.is_partial = False


class RealWorld:
    """The test server."""

    def __init__(self, server: TestServer, stream: ComponentStream) -> None:
        self._server = server
        self.port = OpenfireSessions(stream, server.domain, pause=0.2)

    @contextlib.asynccontextmanager
    async def signed_in(self, username: str, *, available: bool) -> AsyncIterator[None]:
        """Sign somebody in for a block."""
        async with signed_in(self._server, username, NATIVE_ACCOUNTS[username]) as session:
            if available:
                session.come_online()
                await session.roster()
            yield


@pytest.fixture
def real_sessions(server: TestServer, stream: ComponentStream) -> RealWorld:
    return RealWorld(server, stream)


@pytest.fixture(params=BOTH)
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        return FakeWorld()
    real: RealWorld = request.getfixturevalue("real_sessions")
    return real


async def test_nobody_is_nobody(world: World) -> None:
    assert await world.port.online() == frozenset()


async def test_those_who_are_available_are_named_while_they_are(world: World) -> None:
    async with (
        world.signed_in("ivan", available=True),
        world.signed_in("judy", available=True),
    ):
        assert await world.port.online() == {"ivan", "judy"}
    assert await world.port.online() == frozenset()


async def test_somebody_of_whom_the_server_does_not_tell_is_not_overlooked(world: World) -> None:
    async with world.signed_in("ivan", available=False):
        with pytest.raises(Unavailable, match="names only"):
            await world.port.online()
