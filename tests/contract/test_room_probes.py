"""The rooms of the settings on a real Openfire's database, as `check` looks at them."""

import pytest

from component.adapters.openfire_room_probes import rooms
from component.domain.findings import Level, Remark
from openfire.testserver import TestServer
from tests.contract.chat_worlds import fresh
from tests.contract.room_worlds import DOMAIN, SERVICE, RealRoomWorld

pytestmark = pytest.mark.live


async def looked_at(world: RealRoomWorld, server: TestServer, *names: str) -> list[Remark]:
    return await rooms(world.reader, server.private_jid, DOMAIN, names)


async def test_rooms_of_a_service_that_the_component_administers_are_well(
    real_rooms: RealRoomWorld, server: TestServer
) -> None:
    one, other = real_rooms.add_room(), real_rooms.add_room()
    text = f"takes affiliations from {server.private_jid}; 2 rooms"
    expected = [Remark(f"rooms, {SERVICE}", Level.OK, text)]
    assert await looked_at(real_rooms, server, one, other, one) == expected


async def test_without_rooms_there_is_nothing_to_say(
    real_rooms: RealRoomWorld, server: TestServer
) -> None:
    assert await looked_at(real_rooms, server) == []


async def test_a_room_that_is_not_there_is_to_be_made(
    real_rooms: RealRoomWorld, server: TestServer
) -> None:
    gone = f"{fresh('gone')}@{SERVICE}"
    well, found = await looked_at(real_rooms, server, gone, real_rooms.add_room())
    assert (well.level, well.text[-7:]) == (Level.OK, "1 rooms")
    assert (found.subject, found.level) == (f"rooms, {gone}", Level.WARNING)
    assert "make it persistent" in found.text


async def test_a_service_that_is_not_there_is_wrong(
    real_rooms: RealRoomWorld, server: TestServer
) -> None:
    (found,) = await looked_at(real_rooms, server, f"a@rooms.{DOMAIN}", f"b@rooms.{DOMAIN}")
    assert (found.subject, found.level) == (f"rooms, rooms.{DOMAIN}", Level.WRONG)
    assert "no such service" in found.text
    assert SERVICE in found.text


@pytest.mark.parametrize(
    "administrators", [{}, {"sysadmin_jid": "admin@livechat.test,xtiki.livechat.test"}]
)
async def test_a_component_that_does_not_administer_the_service_is_wrong(
    real_rooms: RealRoomWorld, server: TestServer, administrators: dict[str, str]
) -> None:
    room = real_rooms.make_room({}, real_rooms.make_service(**administrators))
    (found,) = await looked_at(real_rooms, server, room)
    assert found.level is Level.WRONG
    assert f"add {server.private_jid} to its administrators" in found.text


async def test_the_case_of_the_list_does_not_matter(
    real_rooms: RealRoomWorld, server: TestServer
) -> None:
    service = real_rooms.make_service(sysadmin_jid=f"a@b.test, {server.private_jid.upper()}")
    (found,) = await looked_at(real_rooms, server, real_rooms.make_room({}, service))
    assert found.level is Level.OK
