"""The component beside a room."""

from collections.abc import AsyncIterator

import pytest

from component.frontdoors.xmpp.rooms_client import RoomsClient
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import FakeServer
from tests.wire.room_setting import Room, Setting


@pytest.fixture
async def setting(server: FakeServer, make_stream: MakeStream) -> AsyncIterator[Setting]:
    room = Room()
    server.answer = room
    stream = make_stream(request_timeout=1.0)
    client = RoomsClient(stream, [])
    stream.attach(client)
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: stream.is_up)
        yield Setting(client, stream, connection, room)
