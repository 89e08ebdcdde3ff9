"""How often a stream has come up is counted, whoever ended it."""

from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import FakeServer


async def test_each_session_is_counted(server: FakeServer, make_stream: MakeStream) -> None:
    stream = make_stream()
    assert (stream.is_up, stream.sessions) == (False, 0)
    async with running(stream):
        for number in (1, 2, 3):
            connection = await server.accepted()
            await until(lambda: stream.is_up)
            assert stream.sessions == number
            connection.drop()
            await until(lambda: not stream.is_up)
    assert not stream.is_up
