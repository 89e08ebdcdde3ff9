"""Whose affiliations count, as Openfire's database has them, and what the digest of rooms tells."""

import pytest

from component.adapters.mysql import SchemaMismatch
from component.adapters.openfire_rooms import WATCHED, OpenfireRooms
from component.adapters.openfire_schema import OpenfireAccess
from component.adapters.table_digest import read_digest
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from tests.contract.room_worlds import DOMAIN, RealRoomWorld
from tests.contract.servers import Databases, Root

pytestmark = pytest.mark.live

MEMBER, ADMIN, OWNER, OUTCAST = (
    Affiliation.MEMBER,
    Affiliation.ADMIN,
    Affiliation.OWNER,
    Affiliation.OUTCAST,
)
BOB = ChatUsername("bob")


async def test_only_people_of_this_server_count(real_rooms: RealRoomWorld) -> None:
    room = real_rooms.add_room(
        {
            "bob": MEMBER,
            "bob@elsewhere.test": MEMBER,
            f"bob@conference.{DOMAIN}": OWNER,
            f"d1imqrb@{DOMAIN}/0a1b2c": ADMIN,
            f"@{DOMAIN}": MEMBER,
            "bob@": OUTCAST,
        }
    )
    assert await real_rooms.rooms.read_affiliations([room]) == {room: {BOB: MEMBER}}


async def test_names_of_people_and_rooms_count_to_the_letter(real_rooms: RealRoomWorld) -> None:
    room = real_rooms.add_room({"zoe": MEMBER, "bob": ADMIN})
    zoe = ChatUsername("zoë")
    assert await real_rooms.rooms.read_affiliations([room], zoe) == {room: {}}
    assert await real_rooms.reader.affiliations_of(room, [zoe, BOB]) == {BOB: ADMIN}
    other = room.replace("room", "rööm")
    assert await real_rooms.rooms.read_affiliations([other, room.upper()]) == {}


async def test_who_is_in_both_tables_is_what_the_higher_one_says(
    real_rooms: RealRoomWorld,
) -> None:
    room = real_rooms.add_room({"bob": MEMBER})
    real_rooms.remember(room, "bob", ADMIN)
    assert await real_rooms.rooms.read_affiliations([room]) == {room: {BOB: ADMIN}}


async def test_rooms_of_one_name_in_two_services_are_two(real_rooms: RealRoomWorld) -> None:
    service = real_rooms.make_service()
    one = real_rooms.make_room({"bob": MEMBER})
    name = one.partition("@")[0]
    other = real_rooms.make_room({"bob": ADMIN}, service, name=name)
    assert one != other
    assert await real_rooms.rooms.read_affiliations([one, other]) == {
        one: {BOB: MEMBER},
        other: {BOB: ADMIN},
    }
    assert await real_rooms.rooms.read_affiliations([f"{name}@elsewhere.test"]) == {}


@pytest.mark.parametrize(("stored", "password"), [(None, None), ("", None), ("secret", "secret")])
async def test_a_rooms_password_is_read(
    real_rooms: RealRoomWorld, stored: str | None, password: str | None
) -> None:
    room = real_rooms.make_room({}, roomPassword=stored)
    assert await real_rooms.reader.room_password(room) == password
    assert await real_rooms.reader.room_password(f"x{room}") is None


async def test_services_tell_their_administrators(real_rooms: RealRoomWorld) -> None:
    found = await real_rooms.reader.sysadmins()
    assert found["conference"] == (f"tiki-private.{DOMAIN}",)
    real_rooms.make_service(Sysadmin_JID="nobody@livechat.test")
    real_rooms.make_service(sysadmin_jid=" Bob@livechat.test ,, a@b.test ")
    added = {
        tuple(jids)
        for subdomain, jids in (await real_rooms.reader.sysadmins()).items()
        if subdomain not in found
    }
    assert {(), ("bob@livechat.test", "a@b.test")} <= added


async def test_the_digest_tells_of_each_change_and_of_nothing_else(
    real_rooms: RealRoomWorld, databases: Databases
) -> None:
    access = OpenfireAccess(databases.openfire)
    seen = [await read_digest(access.fetch, WATCHED)]
    room = real_rooms.add_room({"keeper": OWNER})
    seen.append(await read_digest(access.fetch, WATCHED))
    for affiliation in (MEMBER, ADMIN, OWNER, OUTCAST, Affiliation.NONE):
        await real_rooms.admin.set_affiliations(room, {BOB: affiliation})
        seen.append(await read_digest(access.fetch, WATCHED))
    assert seen[1] == seen[-1]
    assert len(set(seen)) == len(seen) - 1
    await real_rooms.client.enter(room)
    real_rooms.client.leave(room)
    assert await read_digest(access.fetch, WATCHED) == seen[-1]


@pytest.mark.parametrize(
    "right", ["SELECT (roomPassword) ON openfire.ofMucRoom", "SELECT (jid) ON openfire.ofMucMember"]
)
async def test_rooms_that_may_not_be_read_are_not_taken_for_none(
    real_rooms: RealRoomWorld, databases: Databases, root: Root, right: str
) -> None:
    room = real_rooms.add_room({"bob": MEMBER})
    root.execute(f"REVOKE {right} FROM openfire@'127.0.0.1'")
    try:
        with pytest.raises(SchemaMismatch):
            await OpenfireRooms(databases.openfire, DOMAIN).read_affiliations([room])
    finally:
        root.execute(f"GRANT {right} TO openfire@'127.0.0.1'")
