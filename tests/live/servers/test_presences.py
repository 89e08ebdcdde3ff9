"""Who comes and goes, as the plugin in a real Openfire tells it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slixmpp.exceptions import IqError

from component.frontdoors.xmpp.presence_watch import ONLINE, WATCH, PresenceWatch
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Rejected
from openfire.demo.chat_client import signed_in
from tests.contract.servers import stream_settings
from tests.live.conftest import Village
from tests.wire.watched import Listener, Told

pytestmark = pytest.mark.live

PATIENCE = 30.0
"""Seconds after which a wait that should end at once is given up."""


@pytest.fixture
async def stream(village: Village) -> AsyncIterator[ComponentStream]:
    """The component's place is ours for the length of a test; admins get in natively then."""
    village.bridge.stop()
    try:
        yield ComponentStream(stream_settings(village.server, PATIENCE))
    finally:
        village.bridge.start()


@pytest.fixture
async def listener(
    stream: ComponentStream, village: Village, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Listener]:
    """Somebody who is told."""
    listener = Listener()
    watch = PresenceWatch(listener, stream, village.server.domain)
    stream.attach(watch)
    caplog.set_level("INFO")
    async with asyncio.TaskGroup() as tasks:
        watching, running = (tasks.create_task(one) for one in (watch.run(), stream.run()))
        async with asyncio.timeout(PATIENCE):
            while "Openfire tells who comes online" not in caplog.text:  # noqa: ASYNC110  a log
                await asyncio.sleep(0.02)
        listener.told.clear()
        yield listener
        watching.cancel()
        await stream.stop()
        await running


async def told(listener: Listener, count: int) -> list[Told]:
    """Wait until it was told of so many."""
    async with asyncio.timeout(PATIENCE):
        while len(listener.told) < count:  # noqa: ASYNC110  a list, no event
            await asyncio.sleep(0.02)
    return listener.told


async def test_the_first_and_the_last_presence_of_each_client_are_told(
    village: Village, listener: Listener
) -> None:
    name, password = village.server.admin
    async with signed_in(village.server, name, password) as phone:
        resource = phone.full_jid.partition("/")[2]
        phone.come_online("de-AT")
        phone.come_online("fr")
        assert await told(listener, 1) == [("came", name, resource, "de-AT")]
        async with signed_in(village.server, name, password) as desk:
            other = desk.full_jid.partition("/")[2]
            desk.come_online("ja")
            await told(listener, 2)
        await told(listener, 3)
        phone.go_offline()
        await told(listener, 4)
        phone.come_online("fr")
        await told(listener, 5)
        phone.break_off()
        await told(listener, 6)
    assert listener.told[1:] == [
        ("came", name, other, "ja"),
        ("went", name, other),
        ("went", name, resource),
        ("came", name, resource, "fr"),
        ("went", name, resource),
    ]


async def test_nobody_but_components_may_watch(village: Village, listener: Listener) -> None:
    name, password = village.server.admin
    async with signed_in(village.server, name, password) as session:
        commands = session.commands(village.server.domain)
        offered = await commands.listed()
        assert ONLINE in offered
        assert WATCH not in offered
        with pytest.raises(IqError) as refused:
            await commands.execute(WATCH)
        assert refused.value.condition == "forbidden"
    assert listener.told == []


async def test_what_an_older_plugin_does_not_have_is_not_found(stream: ComponentStream) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(stream.run())
        assert await stream.wait_settled()
        with pytest.raises(Rejected) as refused:
            await stream.read_command(WATCH.replace(":1", ":0"), {})
        await stream.stop()
        await running
    assert refused.value.condition == "item-not-found"
