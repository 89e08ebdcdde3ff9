"""One of Openfire's commands, as the tests run it."""

import asyncio

from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Fields
from tests.wire.conftest import until
from tests.wire.fake_server import LONGEST

NODE = "http://jabber.org/protocol/admin#add-group-members"
FIELDS: Fields = {"group": "live & <well>", "admin": "0", "users": ["a@livechat.test", "b@é.test"]}


async def run(stream: ComponentStream, fields: Fields = FIELDS) -> None:
    """Run the command, once the stream is up."""
    await until(lambda: stream.is_up)
    await asyncio.wait_for(stream.run_command(NODE, fields), LONGEST)
