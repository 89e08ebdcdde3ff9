"""Groups of the site in people's rosters: what changes there reaches who is online."""

import time

import pytest

from openfire.demo.chat_session import Contact
from tests.live import members
from tests.live.commanding import jid, linked, quiet
from tests.live.conftest import SignedIn, Village

pytestmark = pytest.mark.live


async def test_a_change_on_the_site_is_pushed_to_those_who_are_online(
    village: Village, signed_in: SignedIn
) -> None:
    """No new sign-in on either side, and nobody asks for a roster."""
    old, new = linked(village, members.HELPERS), linked(village)
    async with (
        signed_in(old.login, old.password) as one,
        signed_in(new.login, new.password) as two,
    ):
        for session in (one, two):
            session.come_online()
            await session.roster()
        members.join(village, new.login)
        assert await one.is_pushed(Contact(jid(village, new), ("Helpers",)))
        assert await two.is_pushed(Contact(jid(village, old), ("Helpers",)))
        members.leave(village, new.login)
        assert await one.is_pushed(Contact(jid(village, new), ()))
        assert await two.is_pushed(Contact(jid(village, old), ()))


async def test_a_membership_that_expires_ends_in_the_chat(
    village: Village, signed_in: SignedIn
) -> None:
    """Nothing changes on the site then but the time."""
    who = linked(village, members.HELPERS)
    async with signed_in(who.login, who.password):
        assert await members.eventually(
            lambda: who.livechat_id in members.in_openfire(village, "helpers")
        )
        village.server.execute(
            "UPDATE users_usergroups m JOIN users_users u USING (userId) SET m.expire = %s "
            "WHERE u.login = %s AND m.groupName = %s",
            (int(time.time()) + 2, who.login, members.HELPERS),
        )
        assert await members.eventually(
            lambda: who.livechat_id not in members.in_openfire(village, "helpers")
        )


async def test_who_was_added_by_hand_stays_and_who_the_bridge_added_goes(
    village: Village, signed_in: SignedIn
) -> None:
    """Both leave the Tiki group that only one of them was put into the roster group for."""
    by_hand, by_bridge = linked(village), linked(village, members.HELPERS)
    for who in (by_hand, by_bridge):
        async with signed_in(who.login, who.password):
            pass
    members.add_by_hand(village, by_hand.livechat_id or "", "helpers")
    members.leave(village, by_bridge.login)
    assert await members.eventually(
        lambda: by_bridge.livechat_id not in members.in_openfire(village, "helpers")
    )
    assert by_hand.livechat_id in members.in_openfire(village, "helpers")
    assert by_hand.livechat_id not in members.managed(village, "helpers")


async def test_who_comes_online_after_a_change_on_the_site_gets_it_then(
    village: Village, signed_in: SignedIn
) -> None:
    """Without a sync of its own, and without another sign-in: the presence tells of them."""
    who = linked(village)
    with quiet(village):
        async with signed_in(who.login, who.password) as session:
            members.join(village, who.login)
            session.come_online()
            assert await members.eventually(
                lambda: who.livechat_id in members.in_openfire(village, "helpers")
            )
