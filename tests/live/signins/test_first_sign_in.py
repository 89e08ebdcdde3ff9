"""What a sign-in makes of a chat account: one of it, with name, picture, locale and groups."""

import asyncio
import base64
import io
from xml.etree.ElementTree import Element, SubElement

import pytest
from PIL import Image

from openfire.demo.chat_session import VCARD
from openfire.demo.people import draw_picture, person
from tests.live.conftest import SignedIn, Village

pytestmark = pytest.mark.live


async def test_simultaneous_first_sign_ins_make_one_account(village: Village) -> None:
    name = village.new_name("Racer")
    who = village.move_in(name, livechat_id=name.lower(), real_name="A Racer")
    results = await asyncio.gather(*(village.signs_in(name, who.password) for _ in range(8)))
    assert results == [name.lower()] * 8
    made = village.server.execute(
        "SELECT COUNT(*) FROM audit WHERE subject = %s AND action = 'create'",
        (name.lower(),),
        database="livechat_state",
    )
    assert made == [(1,)]
    rows = village.server.execute(
        "SELECT name, email FROM ofUser WHERE username = %s", (name.lower(),), database="openfire"
    )
    assert rows == [("A Racer", who.address)]


async def test_the_roster_shows_the_groups_and_who_is_in_them(
    village: Village, signed_in: SignedIn
) -> None:
    for login in ("bob", "Dave", "erin"):
        await village.signs_in(login, person(login).password)
    alice = person("Alice Smith")
    async with signed_in(alice.login, alice.password) as session:
        contacts = {c.jid.split("@")[0]: c.groups for c in await session.roster()}
    assert contacts["erin"] == ("Helpers",)
    assert contacts["bob"] == contacts["dave"] == ("Contributors",)


async def test_a_roster_has_those_who_joined_while_its_owner_was_away(
    village: Village, signed_in: SignedIn
) -> None:
    names = [village.new_name(stem) for stem in ("early", "late", "later")]
    early, late, later = (
        village.move_in(n, livechat_id=n, groups=("Live Chat helpers", "Contributors"))
        for n in names
    )
    await village.signs_in(early.login, early.password)
    for who in (late, later):
        await village.signs_in(who.login, who.password)
        async with signed_in(early.login, early.password) as session:
            contacts = {c.jid.split("@")[0]: c.groups for c in await session.roster()}
        assert contacts[who.login] == ("Contributors", "Helpers")


async def test_groups_follow_the_site_at_the_next_sign_in(village: Village) -> None:
    name = village.new_name("mover")
    who = village.move_in(name, livechat_id=name, groups=("Live Chat helpers",))
    await village.signs_in(name, who.password)
    assert _groups(village, name) == {"helpers"}
    village.server.execute(
        "UPDATE users_usergroups SET groupName = 'Contributors' WHERE groupName = "
        "'Live Chat helpers' AND userId = (SELECT userId FROM users_users WHERE login = %s)",
        (name,),
    )
    await village.signs_in(name, who.password)
    assert _groups(village, name) == {"contributors"}


async def test_members_that_the_bridge_did_not_add_are_left_alone(village: Village) -> None:
    name = village.new_name("byhand")
    who = village.move_in(name, livechat_id=name)
    await village.signs_in(name, who.password)
    village.server.execute(
        "INSERT INTO ofGroupUser VALUES ('helpers', %s, 0)", (name,), database="openfire"
    )
    await village.signs_in(name, who.password)
    assert _groups(village, name) == {"helpers"}


async def test_the_vcard_has_name_nickname_and_a_small_picture(
    village: Village, signed_in: SignedIn
) -> None:
    alice = person("Alice Smith")
    async with signed_in(alice.login, alice.password) as session:
        card = await session.vcard()
    assert card.findtext(f"{VCARD}FN") == "Alice Smith"
    assert card.findtext(f"{VCARD}NICKNAME") == "Alice Smith"
    with Image.open(io.BytesIO(_photo(card))) as image:
        assert image.format == "PNG"
        assert max(image.size) <= 96
    locale = village.server.execute(
        "SELECT propValue FROM ofUserProp WHERE username = 'alicesmith' AND name = 'locale'",
        database="openfire",
    )
    assert locale == [("en-GB",)]


async def test_the_profile_follows_the_site_and_keeps_what_is_the_person_s_own(
    village: Village, signed_in: SignedIn
) -> None:
    name = village.new_name("profile")
    who = village.move_in(name, livechat_id=name, real_name="Old Name", picture="red")
    async with signed_in(name, who.password) as session:
        card = await session.vcard()
        SubElement(card, f"{VCARD}DESC").text = "my own words"
        await session.ask("set", card)
    village.server.execute(
        "UPDATE tiki_user_preferences SET value = 'New Name' WHERE user = %s "
        "AND prefName = 'realName'",
        (name,),
    )
    village.server.execute(
        "UPDATE users_users SET avatarData = %s WHERE login = %s", (draw_picture("blue"), name)
    )
    async with signed_in(name, who.password) as session:
        changed = await session.vcard()
    assert changed.findtext(f"{VCARD}FN") == "New Name"
    assert changed.findtext(f"{VCARD}DESC") == "my own words"
    assert _photo(changed) != _photo(card)


async def test_a_broken_picture_is_left_out_and_nothing_else(
    village: Village, signed_in: SignedIn
) -> None:
    name = village.new_name("broken")
    who = village.move_in(name, livechat_id=name, real_name="B. Roken", picture="red")
    village.server.execute(
        "UPDATE users_users SET avatarData = 'no picture' WHERE login = %s", (name,)
    )
    async with signed_in(name, who.password) as session:
        card = await session.vcard()
    assert card.findtext(f"{VCARD}FN") == "B. Roken"
    assert card.find(f"{VCARD}PHOTO") is None
    assert f"the picture of '{name}' is left out" in village.log


async def test_an_account_that_an_admin_deleted_is_made_again(village: Village) -> None:
    name = village.new_name("phoenix")
    who = village.move_in(name, livechat_id=name)
    await village.signs_in(name, who.password)
    village.server.execute("DELETE FROM ofUser WHERE username = %s", (name,), database="openfire")
    village.server.openfire.restart()
    assert await village.is_back()
    assert await village.signs_in(name, who.password) == name


def _groups(village: Village, username: str) -> set[str]:
    rows = village.server.execute(
        "SELECT groupName FROM ofGroupUser WHERE username = %s", (username,), database="openfire"
    )
    return {group for (group,) in rows}


def _photo(card: Element) -> bytes:
    return base64.b64decode(card.findtext(f"{VCARD}PHOTO/{VCARD}BINVAL") or "")
