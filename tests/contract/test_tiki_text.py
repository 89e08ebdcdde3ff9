"""Names of people and groups in every script, and bytes that are no text at all."""

import asyncio

import pytest

from component.domain.accounts import SiteRules
from component.domain.groups import Membership
from component.domain.names import ChatUsername, LiveChatId
from tests.contract.tiki_worlds import RealTiki, TikiWorld, find, layouts, logins
from tests.layouts.tikis import SUMO, TIKI_1_9, TIKI_2

NAMES = ["Élodie", "Straße", "Zoe\u0308", "Łukasz", "Ωμέγα", "Иван", "山田太郎", "مريم", "🦊fox"]
BROKEN = b"caf\xe9 \xff\x80"
"""No UTF-8; a Tiki of old took it from a form in latin1."""
BROKEN_TEXT = "caf\udce9 \udcff\udc80"
LATIN1 = layouts(TIKI_1_9, TIKI_2)


@pytest.mark.parametrize("name", NAMES)
async def test_names_are_read_as_they_were_typed_on_the_site(tiki: TikiWorld, name: str) -> None:
    if not tiki.can_hold(name):
        assert tiki.collation.startswith("utf8mb3")
        assert await logins(tiki, name, name) == []
        return
    user_id = tiki.add(name, email=f"{name}@mail.test")
    tiki.add_group(f"{name} & friends")
    tiki.join(user_id, f"{name} & friends")
    tiki.include(f"{name} & friends", name)
    tiki.set_preference(name, "realName", f"{name} the first")
    account = await find(tiki, name)
    assert (account.login, account.email) == (name, f"{name}@mail.test")
    (by_address,) = await tiki.directory.find_by_email([f"{name}@mail.test"])
    assert by_address.user_id == user_id
    assert await tiki.directory.memberships(user_id) == [Membership(f"{name} & friends")]
    assert await tiki.directory.inclusions() == {f"{name} & friends": {name}}
    assert await tiki.directory.group_names() == {f"{name} & friends"}
    (listed,) = await tiki.directory.read_page(0, 10)
    assert (listed.login, listed.memberships) == (name, (Membership(f"{name} & friends"),))
    profile = await tiki.directory.profile(account, SiteRules())
    assert profile.display_name == f"{name} the first"


@pytest.mark.parametrize("name", ["élodie", "山田太郎", "иван"])
async def test_a_live_chat_id_in_any_script_is_claimed_and_found(
    tiki: TikiWorld, name: str
) -> None:
    user_id = tiki.add("somebody")
    assert await tiki.writer.claim_livechat_id(user_id, LiveChatId(name))
    assert tiki.stored_id(user_id) == name
    assert await logins(tiki, name) == ["somebody"]
    other = tiki.add("somebody else")
    assert not await tiki.writer.claim_livechat_id(other, LiveChatId(name))


@pytest.mark.parametrize("name", ["one\0two", "tab\tname", "\u202ename", "a" * 30, "%_\\"])
async def test_odd_characters_are_kept(tiki: TikiWorld, name: str) -> None:
    user_id = tiki.add(name)
    tiki.join(user_id, f"group {name}")
    assert (await find(tiki, name)).login == name
    assert await tiki.directory.memberships(user_id) == [Membership(f"group {name}")]


@pytest.mark.parametrize("real_tiki", LATIN1, indirect=True)
async def test_one_row_that_is_no_utf_8_does_not_hide_the_others(real_tiki: RealTiki) -> None:
    broken = real_tiki.insert(
        "users_users", login=BROKEN, email=BROKEN, hash=BROKEN, livechat_id="broken"
    )
    good = real_tiki.add("Zoë", email="zoë@mail.test")
    real_tiki.insert("users_usergroups", userId=broken, groupName=BROKEN)
    real_tiki.insert("users_groups", groupName=BROKEN)
    real_tiki.insert("tiki_group_inclusion", groupName=BROKEN, includeGroup="Zoë & friends")
    real_tiki.insert(
        "tiki_user_preferences", user=BROKEN, prefName="realName", value=BROKEN + b" B."
    )
    directory = real_tiki.directory
    one, other = await directory.read_page(0, 10)
    assert (one.user_id, one.login) == (broken, BROKEN_TEXT)
    assert one.memberships == (Membership(BROKEN_TEXT),)
    assert (other.user_id, other.login) == (good, "Zoë")
    assert await directory.group_names() == {BROKEN_TEXT}
    assert await directory.inclusions() == {BROKEN_TEXT: {"Zoë & friends"}}
    assert (await find(real_tiki, "Zoë")).email == "zoë@mail.test"
    assert await logins(real_tiki, None, BROKEN_TEXT) == [], "nobody can type that"


@pytest.mark.parametrize("real_tiki", LATIN1, indirect=True)
async def test_an_account_that_is_no_utf_8_can_be_used_by_its_live_chat_id(
    real_tiki: RealTiki,
) -> None:
    user_id = real_tiki.insert("users_users", login=BROKEN, email=BROKEN)
    real_tiki.insert("tiki_user_preferences", user=BROKEN, prefName="language", value="fr")
    assert await real_tiki.writer.claim_livechat_id(user_id, LiveChatId("cafe"))
    (account,) = await real_tiki.directory.find_by_name(ChatUsername("cafe"), ())
    assert (account.login, account.email) == (BROKEN_TEXT, BROKEN_TEXT)
    profile = await real_tiki.directory.profile(account, SiteRules())
    assert profile.locale == "fr", "preferences are found by the bytes of the login"
    profile.fingerprint()
    assert profile.display_name.isprintable()


@pytest.mark.parametrize("real_tiki", layouts(SUMO), indirect=True)
async def test_a_login_that_is_null_is_nobodys_name(real_tiki: RealTiki) -> None:
    user_id = real_tiki.insert("users_users", login=None, livechat_id="nobody")
    assert await logins(real_tiki, "nobody", "") == [""]
    (listed,) = await real_tiki.directory.read_page(0, 10)
    assert (listed.user_id, listed.login) == (user_id, "")


async def test_many_who_read_at_once_get_their_own_answers(tiki: TikiWorld) -> None:
    names = [name for name in NAMES if tiki.can_hold(name)]
    for name in names:
        tiki.add(name)
    found = await asyncio.gather(*(find(tiki, name) for name in names * 3))
    assert [account.login for account in found] == names * 3
