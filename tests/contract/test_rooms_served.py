"""Affiliations in rooms of a real Openfire: what occupants see, and rooms of all kinds."""

from xml.etree.ElementTree import Element

import pytest

from component.adapters.openfire_room_admin import OpenfireRoomAdmin
from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.frontdoors.xmpp.rooms_client import RoomsClient
from component.frontdoors.xmpp.stream import ComponentStream
from component.ports import Rejected
from openfire.testserver import TestServer
from tests.contract.chat_worlds import fresh
from tests.contract.occupants import Seen, present
from tests.contract.room_worlds import SERVICE, RealRoomWorld

pytestmark = pytest.mark.live

MEMBER, ADMIN, OWNER, NONE = (
    Affiliation.MEMBER,
    Affiliation.ADMIN,
    Affiliation.OWNER,
    Affiliation.NONE,
)
IVAN, JUDY = ChatUsername("ivan"), ChatUsername("judy")
KEPT: dict[str, Affiliation] = {"keeper": OWNER}
_ITEMS = "{http://jabber.org/protocol/disco#items}"


async def occupants_of(stream: ComponentStream, room: str) -> set[str]:
    """The nicks of those who are in a room."""
    answer = await stream.ask("get", Element(f"{_ITEMS}query"), room)
    items = answer.iterfind(f"{_ITEMS}query/{_ITEMS}item")
    return {item.get("jid", "").partition("/")[2] for item in items}


async def test_occupants_see_the_new_affiliation_and_the_component_come_and_go(
    server: TestServer, real_rooms: RealRoomWorld
) -> None:
    room, bridge = real_rooms.add_room(KEPT), server.private_jid
    async with present(server, "ivan") as ivan, present(server, "judy") as judy:
        await ivan.enter(room)
        await judy.enter(room)
        await ivan.seen_of("judy")
        await real_rooms.admin.set_affiliations(room, {IVAN: ADMIN, JUDY: MEMBER})
        assert [await ivan.seen() for _ in range(4)] == [
            Seen(bridge, is_there=True, affiliation="owner", role="moderator"),
            Seen("ivan", is_there=True, affiliation="admin", role="moderator"),
            Seen("judy", is_there=True, affiliation="member", role="participant"),
            Seen(bridge, is_there=False, affiliation="owner", role="none"),
        ]


async def test_a_room_that_does_not_show_moderators_shows_nothing_of_the_component(
    server: TestServer, real_rooms: RealRoomWorld
) -> None:
    room = real_rooms.make_room(KEPT, rolesToBroadcast=3)
    async with present(server, "ivan") as ivan:
        await ivan.enter(room)
        await real_rooms.admin.set_affiliations(room, {IVAN: MEMBER})
        assert (await ivan.seen()).nick == "ivan"
        assert await ivan.seen_so_far() == []


async def test_members_of_a_room_for_members_are_invited_and_shown_out(
    server: TestServer, real_rooms: RealRoomWorld
) -> None:
    room = real_rooms.make_room(KEPT, membersOnly=1)
    async with present(server, "ivan") as ivan:
        await real_rooms.admin.set_affiliations(room, {IVAN: MEMBER})
        assert await ivan.invitation() == room
        await ivan.enter(room)
        await real_rooms.admin.set_affiliations(room, {IVAN: NONE})
        while (seen := await ivan.seen_of("ivan")).is_there:
            pass
        assert seen == Seen("ivan", is_there=False, affiliation="none", role="none")


@pytest.mark.parametrize("password", ["open sesame", "<ü & 'x'>"])
async def test_a_room_with_a_password_is_no_obstacle(
    real_rooms: RealRoomWorld, password: str
) -> None:
    room = real_rooms.make_room(KEPT, roomPassword=password)
    await real_rooms.admin.set_affiliations(room, {IVAN: MEMBER})
    assert await real_rooms.rooms.read_affiliations([room], IVAN) == {room: {IVAN: MEMBER}}
    with pytest.raises(Rejected, match="not-authorized"):
        await real_rooms.client.enter(room)


async def test_somebody_with_the_components_name_is_no_obstacle(
    server: TestServer, stream: ComponentStream, real_rooms: RealRoomWorld
) -> None:
    room = real_rooms.add_room(KEPT)
    async with present(server, "ivan") as ivan:
        ivan.username = server.private_jid
        await ivan.enter(room)
        await real_rooms.admin.set_affiliations(room, {IVAN: MEMBER})
        assert await occupants_of(stream, room) == {server.private_jid}
    assert await real_rooms.rooms.read_affiliations([room], IVAN) == {room: {IVAN: MEMBER}}


async def test_a_full_room_takes_nothing_before_somebody_goes(
    server: TestServer, real_rooms: RealRoomWorld
) -> None:
    room = real_rooms.make_room(KEPT, maxUsers=1)
    async with present(server, "judy") as judy:
        await judy.enter(room)
        with pytest.raises(Rejected, match=r"service-unavailable .*it is full"):
            await real_rooms.admin.set_affiliations(room, {IVAN: MEMBER})
    assert await real_rooms.rooms.read_affiliations([room]) == {room: KEPT}


@pytest.mark.parametrize("locked", ["001700000000000", "001700000000001"])
async def test_a_locked_room_takes_nothing(real_rooms: RealRoomWorld, locked: str) -> None:
    room = real_rooms.make_room(KEPT, lockedDate=locked)
    with pytest.raises(Rejected, match=r"item-not-found .*locked"):
        await real_rooms.admin.set_affiliations(room, {IVAN: MEMBER})
    assert await real_rooms.rooms.read_affiliations([room]) == {room: KEPT}


async def test_a_room_where_all_need_a_nickname_takes_admins_but_no_members(
    real_rooms: RealRoomWorld,
) -> None:
    room = real_rooms.make_room(KEPT, useReservedNick=1)
    await real_rooms.admin.set_affiliations(room, {IVAN: ADMIN})
    with pytest.raises(Rejected, match=r"conflict .*nickname"):
        await real_rooms.admin.set_affiliations(room, {JUDY: MEMBER})
    assert await real_rooms.rooms.read_affiliations([room]) == {room: {**KEPT, IVAN: ADMIN}}


async def test_a_room_that_is_not_persistent_takes_nothing(
    server: TestServer, real_rooms: RealRoomWorld
) -> None:
    room = f"{fresh('talk')}@{SERVICE}"
    async with present(server, "ivan") as ivan:
        await ivan.enter(room)
        await ivan.open_new(room)
        with pytest.raises(Rejected, match="not persistent"):
            await real_rooms.admin.set_affiliations(room, {JUDY: MEMBER})
        assert await real_rooms.rooms.read_affiliations([room]) == {}


async def test_a_room_that_would_be_made_by_entering_it_is_taken_down_again(
    real_rooms: RealRoomWorld,
) -> None:
    room = f"{fresh('nowhere')}@{SERVICE}"
    with pytest.raises(Rejected, match="there was no room"):
        await real_rooms.client.enter(room)
    with pytest.raises(Rejected, match="item-not-found"):
        await real_rooms.client.features(room)


async def test_a_service_that_is_not_there_takes_nothing(
    real_rooms: RealRoomWorld, server: TestServer
) -> None:
    with pytest.raises(Rejected, match="no such service"):
        await real_rooms.admin.set_affiliations(f"a@nowhere.{server.domain}", {IVAN: MEMBER})


async def test_nobody_is_left_in_a_room_whatever_came_of_it(
    stream: ComponentStream, real_rooms: RealRoomWorld
) -> None:
    room = real_rooms.add_room({"ivan": OWNER})
    await real_rooms.admin.set_affiliations(room, {JUDY: MEMBER})
    assert await occupants_of(stream, room) == set()
    with pytest.raises(Rejected):
        await real_rooms.admin.set_affiliations(room, {IVAN: NONE})
    assert await occupants_of(stream, room) == set()


async def test_who_was_left_in_a_room_by_a_lost_stream_leaves_with_the_next_change(
    stream: ComponentStream, real_rooms: RealRoomWorld
) -> None:
    room = real_rooms.add_room(KEPT)
    await real_rooms.client.enter(room)
    assert await occupants_of(stream, room) == {stream.settings.jid}
    await real_rooms.admin.set_affiliations(room, {IVAN: MEMBER})
    assert await occupants_of(stream, room) == set()


@pytest.mark.parametrize("stored", [None, MEMBER, ADMIN])
@pytest.mark.parametrize("wanted", [NONE, MEMBER, ADMIN])
async def test_what_openfire_has_in_its_memory_only_is_made_once_more(
    real_rooms: RealRoomWorld, wanted: Affiliation, stored: Affiliation | None
) -> None:
    room = real_rooms.add_room(KEPT)
    await real_rooms.admin.set_affiliations(room, {IVAN: wanted})
    real_rooms.forget(room, IVAN)
    if stored is not None:
        real_rooms.remember(room, IVAN, stored)
    await real_rooms.admin.set_affiliations(room, {IVAN: wanted})
    expected: dict[str, Affiliation] = {} if wanted is NONE else {IVAN: wanted}
    assert await real_rooms.rooms.read_affiliations([room]) == {room: {**KEPT, **expected}}
    assert real_rooms.rows_of(room, IVAN) == len(expected)


async def test_what_the_database_does_not_keep_is_rejected(
    real_rooms: RealRoomWorld,
) -> None:
    room = real_rooms.add_room(KEPT)
    twins = [ChatUsername(f"{'x' * 80}{end}") for end in "ab"]
    with pytest.raises(Rejected, match=f"does not keep the affiliation of {twins[1]}"):
        await real_rooms.admin.set_affiliations(room, dict.fromkeys(twins, MEMBER))
    assert await real_rooms.rooms.read_affiliations([room]) == {room: {**KEPT, twins[0]: MEMBER}}


async def test_names_that_are_no_persons_break_nothing(real_rooms: RealRoomWorld) -> None:
    room = real_rooms.add_room(KEPT)
    for name in ("a b", "a@b", "a\x01b", "", "Ivan", "a/b", "a\ud800"):
        with pytest.raises(Rejected):
            await real_rooms.admin.set_affiliations(room, {ChatUsername(name): MEMBER})
    with pytest.raises(Rejected, match="not the JID of a room"):
        await real_rooms.admin.set_affiliations(SERVICE, {IVAN: MEMBER})
    assert await real_rooms.rooms.read_affiliations([room]) == {room: KEPT}


async def test_only_an_administrator_of_the_service_may(
    real_rooms: RealRoomWorld, stream: ComponentStream
) -> None:
    room = real_rooms.add_room(KEPT)
    outsider = RoomsClient(stream, ())
    outsider._address.node = "somebody"
    stream.attach(outsider)
    with pytest.raises(Rejected, match=r"forbidden .*no administrator of its service"):
        await OpenfireRoomAdmin(outsider, real_rooms.reader).set_affiliations(room, {IVAN: MEMBER})
    assert await real_rooms.rooms.read_affiliations([room]) == {room: KEPT}
