"""How the component enters a room and leaves it: literal stanzas out, what rooms answer in."""

import asyncio

import pytest

from component.domain.group_plan import Affiliation
from component.frontdoors.xmpp.rooms_client import RoomsClient
from component.ports import Rejected, Unavailable
from tests.wire.conftest import MakeStream, running, until
from tests.wire.fake_server import JID, LONGEST, FakeServer
from tests.wire.room_setting import BOB, ROOM, SYNC, Room, Setting, presence


async def test_to_enter_is_a_presence_that_wants_no_history(setting: Setting) -> None:
    await setting.client.enter(ROOM)
    stanza, raw = await setting.sent()
    assert raw == (
        f'<presence to="{ROOM}/{JID}" from="{SYNC}" id="{stanza.get("id")}">'
        '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0" /></x></presence>'
    )


async def test_the_password_goes_with_it(setting: Setting) -> None:
    await setting.client.enter(ROOM, "a <b> & c")
    _, raw = await setting.sent()
    assert "<password>a &lt;b&gt; &amp; c</password><history" in raw


async def test_a_password_that_would_break_the_stream_is_not_sent(setting: Setting) -> None:
    with pytest.raises(Rejected, match="cannot carry"):
        await setting.client.enter(ROOM, "a\x01b")
    assert setting.connection.stanzas.empty()
    assert setting.stream.is_up


@pytest.mark.parametrize(
    "answer",
    [
        presence(JID),
        presence("Bob", 110) + presence(JID, 110),
        presence(JID, attributes="id='of-an-earlier-time'"),
        presence(JID, attributes="type='unavailable'") + presence(JID, 110),
        f"<presence type='error' id='other' from='{ROOM}/{JID}' to='{SYNC}'><error type='wait'>"
        "<unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
        + presence(JID, 110),
    ],
    ids=["no status", "others first", "Openfire's own id", "a late farewell", "a late error"],
)
async def test_the_own_presence_is_the_answer(setting: Setting, answer: str) -> None:
    setting.room.entered = answer
    await setting.client.enter(ROOM)
    assert setting.connection.stanzas.qsize() == 1


@pytest.mark.parametrize(
    "condition", ["not-authorized", "registration-required", "service-unavailable", "forbidden"]
)
async def test_a_room_that_lets_nobody_in_says_why(setting: Setting, condition: str) -> None:
    setting.room.entered = condition
    with pytest.raises(Rejected) as rejected:
        await setting.client.enter(ROOM)
    assert rejected.value.condition == condition
    assert setting.connection.stanzas.qsize() == 1


async def test_another_nick_is_taken_where_somebody_has_the_components(setting: Setting) -> None:
    setting.room.taken = {JID}
    await setting.client.enter(ROOM)
    await setting.sent()
    _, raw = await setting.sent()
    assert f'to="{ROOM}/{JID} ' in raw
    setting.client.leave(ROOM)
    stanza, _ = await setting.sent()
    assert stanza.get("to", "").startswith(f"{ROOM}/{JID} ")


async def test_it_is_tried_twice_and_no_more(setting: Setting) -> None:
    setting.room.entered = "conflict"
    with pytest.raises(Rejected, match="conflict"):
        await setting.client.enter(ROOM)
    assert setting.connection.stanzas.qsize() == 2


async def test_a_room_that_was_made_by_entering_it_is_destroyed(setting: Setting) -> None:
    setting.room.entered = presence(JID, 110, 201)
    with pytest.raises(Rejected) as rejected:
        await setting.client.enter(ROOM)
    assert rejected.value.condition == "item-not-found"
    await setting.sent()
    stanza, raw = await setting.sent()
    assert raw == (
        f'<iq id="{stanza.get("id")}" to="{ROOM}" from="{SYNC}" type="set">'
        '<query xmlns="http://jabber.org/protocol/muc#owner"><destroy /></query></iq>'
    )


async def test_a_silent_room_is_not_waited_for_longer_than_an_answer_may_take(
    setting: Setting,
) -> None:
    setting.room.entered = None
    with pytest.raises(Unavailable, match=r"no answer within 1 s"):
        await asyncio.wait_for(setting.client.enter(ROOM), LONGEST)
    setting.room.entered = presence(JID)
    await setting.client.enter(ROOM)


async def test_the_end_of_the_stream_is_not_waited_out(
    server: FakeServer, make_stream: MakeStream
) -> None:
    room = Room()
    room.entered = None
    server.answer = room
    stream = make_stream(request_timeout=LONGEST * 2)
    client = RoomsClient(stream, [])
    stream.attach(client)
    async with running(stream):
        connection = await server.accepted()
        await until(lambda: stream.is_up)
        entering = asyncio.create_task(client.enter(ROOM))
        await connection.stanza()
        connection.drop()
        with pytest.raises(Unavailable, match="the stream was lost"):
            await asyncio.wait_for(entering, LONGEST)


async def test_nothing_is_sent_without_a_stream(make_stream: MakeStream) -> None:
    client = RoomsClient(make_stream(), [ROOM])
    for attempt in (
        client.enter(ROOM),
        client.features(ROOM),
        client.change(ROOM, [(BOB, Affiliation.MEMBER)]),
    ):
        with pytest.raises(Unavailable, match="no stream"):
            await attempt
    client.leave(ROOM)


async def test_to_leave_is_one_presence(setting: Setting) -> None:
    await setting.client.enter(ROOM)
    setting.client.leave(ROOM)
    await setting.sent()
    stanza, _ = await setting.sent()
    seen = {name: stanza.get(name) for name in ("to", "from", "type")}
    assert seen == {"to": f"{ROOM}/{JID}", "from": SYNC, "type": "unavailable"}
    assert not len(stanza)


async def test_the_rooms_are_left_at_the_beginning_of_each_session(
    server: FakeServer, make_stream: MakeStream
) -> None:
    server.answer = Room()
    stream = make_stream()
    stream.attach(RoomsClient(stream, [ROOM, f"b{ROOM}"]))
    async with running(stream):
        for _ in range(2):
            connection = await server.accepted()
            left = [await connection.stanza() for _ in range(2)]
            assert [(stanza.get("to"), stanza.get("type")) for stanza in left] == [
                (f"{ROOM}/{JID}", "unavailable"),
                (f"b{ROOM}/{JID}", "unavailable"),
            ]
            connection.drop()


async def test_nobody_who_was_in_a_room_is_remembered(setting: Setting) -> None:
    setting.room.entered = "".join(presence(f"n{n}") for n in range(50)) + presence(JID)
    await setting.client.enter(ROOM)
    xmpp = setting.stream._xmpp
    assert not xmpp.roster[SYNC][ROOM].resources
