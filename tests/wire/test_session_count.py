"""How often a stream has come up is counted, whoever ended it."""

from component.frontdoors.xmpp.session_count import CountedStream
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import FakeServer


async def test_each_session_is_counted(server: FakeServer, make_stream: MakeStream) -> None:
    stream = make_stream()
    counted = CountedStream(stream)
    assert (counted.is_up, counted.sessions) == (False, 0)
    async with running(stream):
        for number in (1, 2, 3):
            connection = await server.accepted()
            await until(lambda: counted.is_up)
            assert counted.sessions == number
            connection.drop()
            await until(lambda: not counted.is_up)
    assert not counted.is_up
