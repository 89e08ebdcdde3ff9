"""What the component asks of a room, or of the server about it: literal stanzas."""

import pytest

from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername
from component.ports import Rejected
from tests.wire.fake_server import DOMAIN
from tests.wire.room_setting import BOB, ROOM, SYNC, ZOE, Setting


async def test_features_are_asked_of_the_room(setting: Setting) -> None:
    setting.room.asked = (
        "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference'/>"
        "<feature var='muc_persistent'/><feature/><feature var='muc_open'/></query>"
    )
    assert await setting.client.features(ROOM) == {"muc_persistent", "", "muc_open"}
    stanza, raw = await setting.sent()
    assert raw == (
        f'<iq id="{stanza.get("id")}" to="{ROOM}" from="{SYNC}" type="get">'
        '<query xmlns="http://jabber.org/protocol/disco#info" /></iq>'
    )


async def test_several_affiliations_are_one_request_in_the_given_order(setting: Setting) -> None:
    changes = [(ZOE, Affiliation.OWNER), (BOB, Affiliation.NONE)]
    await setting.client.change(ROOM, changes)
    stanza, raw = await setting.sent()
    assert raw == (
        f'<iq id="{stanza.get("id")}" to="{ROOM}" from="{SYNC}" type="set">'
        '<query xmlns="http://jabber.org/protocol/muc#admin">'
        f'<item affiliation="owner" jid="zoë@{DOMAIN}" />'
        f'<item affiliation="none" jid="bob@{DOMAIN}" /></query></iq>'
    )


@pytest.mark.parametrize("condition", ["bad-request", "forbidden", "conflict", "item-not-found"])
async def test_an_error_is_a_rejection_with_its_condition(setting: Setting, condition: str) -> None:
    setting.room.asked = f"!{condition}"
    with pytest.raises(Rejected) as rejected:
        await setting.client.change(ROOM, [(BOB, Affiliation.MEMBER)])
    assert rejected.value.condition == condition
    with pytest.raises(Rejected, match=condition):
        await setting.client.features(ROOM)


@pytest.mark.parametrize("room", ["", "conference.livechat.test", f"{ROOM}/x", "a b@c", "A@b.test"])
async def test_what_is_no_room_is_asked_nothing(setting: Setting, room: str) -> None:
    for attempt in (setting.client.enter(room), setting.client.features(room)):
        with pytest.raises(Rejected, match="JID of a room"):
            await attempt
    assert setting.connection.stanzas.empty()


@pytest.mark.parametrize("name", ["", "a b", "a@b", "a/b", "a\x01", "A", "\ud800"])
async def test_nobody_is_asked_for_under_a_name_that_is_none(setting: Setting, name: str) -> None:
    with pytest.raises(Rejected):
        await setting.client.change(ROOM, [(ChatUsername(name), Affiliation.MEMBER)])
    assert setting.connection.stanzas.empty()
