"""Room monitors are made on the site: they become admins of a real room, and cease to be."""

import pytest

from tests.live import members
from tests.live.commanding import jid, linked
from tests.live.conftest import SignedIn, Village
from tests.live.site import MONITORS, ROOM_ID

pytestmark = pytest.mark.live

_ADMIN = 20
"""What Openfire stores."""


async def test_members_of_a_tiki_group_are_admins_of_its_room(
    village: Village, signed_in: SignedIn
) -> None:
    monitor, other = linked(village, MONITORS), linked(village)
    async with (
        signed_in(monitor.login, monitor.password) as one,
        signed_in(other.login, other.password) as two,
    ):
        for session in (one, two):
            session.come_online()
        assert await members.eventually(lambda: admins(village) == {jid(village, monitor)})
        members.join(village, other.login, MONITORS)
        both = {jid(village, monitor), jid(village, other)}
        assert await members.eventually(lambda: admins(village) == both)
        members.leave(village, monitor.login, MONITORS)
        assert await members.eventually(lambda: admins(village) == {jid(village, other)})


def admins(village: Village) -> set[str]:
    """The admins of the room, as Openfire has stored them."""
    rows = village.server.execute(
        "SELECT jid FROM ofMucAffiliation WHERE roomID = %s AND affiliation = %s",
        (ROOM_ID, _ADMIN),
        database="openfire",
    )
    return {found for (found,) in rows}
