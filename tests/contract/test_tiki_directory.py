"""The port `TikiDirectory`: every promise, kept by the fake and by a real Tiki database alike."""

from typing import TYPE_CHECKING

import pytest

from component.domain.names import ChatUsername
from component.domain.passwords import tiki as tiki_passwords
from tests.contract.tiki_worlds import TikiWorld

if TYPE_CHECKING:
    from component.ports import TikiDirectory

KEY = "0123456789abcdef0123456789abcdef"


async def logins(directory: "TikiDirectory", livechat_id: str | None, *names: str) -> list[str]:
    chat = None if livechat_id is None else ChatUsername(livechat_id)
    return sorted(row.login for row in await directory.find_by_name(chat, names))


async def test_an_account_is_read_with_all_its_columns(tiki: TikiWorld) -> None:
    user_id = tiki.add(
        "Alice Smith",
        email=" alice@mail.test ",
        hash="ca6c5d8960b5f761e1676d26b282889c",
        livechat_id="alicesmith",
        waiting="l",
        pass_confirm=1_700_000_000,
        twoFactorSecret="SECRETSECRET",
    )
    (account,) = await tiki.directory.find_by_name(ChatUsername("alicesmith"), ())
    assert account.user_id == user_id
    assert account.login == "Alice Smith"
    assert account.email == " alice@mail.test "
    assert account.password_hash == "ca6c5d8960b5f761e1676d26b282889c"
    assert account.livechat_id == "alicesmith"
    assert account.waiting == "l"
    assert account.password_confirmed == 1_700_000_000
    assert account.password_deadline is None
    assert account.has_second_factor


async def test_null_columns_are_nothing(tiki: TikiWorld) -> None:
    tiki.add(
        "nobody",
        email=None,
        hash=None,
        livechat_id=None,
        waiting=None,
        pass_confirm=None,
        twoFactorSecret=None,
    )
    (account,) = await tiki.directory.find_by_name(None, ["nobody"])
    assert account.email == ""
    assert account.password_hash == ""
    assert account.livechat_id is None
    assert account.waiting == ""
    assert account.password_confirmed == 0
    assert not account.has_second_factor


async def test_an_empty_live_chat_id_is_none(tiki: TikiWorld) -> None:
    tiki.add("bob", livechat_id="")
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    assert account.livechat_id is None


async def test_an_empty_second_factor_is_none(tiki: TikiWorld) -> None:
    tiki.add("bob", twoFactorSecret="")
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    assert not account.has_second_factor


async def test_a_name_finds_the_login_and_the_live_chat_id(tiki: TikiWorld) -> None:
    tiki.add("samuel", livechat_id="sam")
    tiki.add("Sam", livechat_id="sam2")
    tiki.add("somebody else", livechat_id="else")
    assert await logins(tiki.directory, "sam", "sam") == ["Sam", "samuel"]
    assert await logins(tiki.directory, "sam") == ["samuel"]
    assert await logins(tiki.directory, None, "sam") == ["Sam"]


async def test_any_of_several_readings_is_found(tiki: TikiWorld) -> None:
    tiki.add("one")
    tiki.add("two@livechat.test")
    names = ("two", "two@livechat.test", "one")
    assert await logins(tiki.directory, None, *names) == ["one", "two@livechat.test"]


async def test_nothing_to_look_for_finds_nobody(tiki: TikiWorld) -> None:
    tiki.add("bob", email="")
    assert await tiki.directory.find_by_name(None, []) == []
    assert await tiki.directory.find_by_email([]) == []


async def test_an_unknown_name_finds_nobody(tiki: TikiWorld) -> None:
    tiki.add("bob", livechat_id="bobby", email="bob@mail.test")
    assert await logins(tiki.directory, "carol", "carol", "bobb") == []
    assert await tiki.directory.find_by_email(["carol@mail.test"]) == []


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Alice", "ALICE"),
        ("alicé", "alice"),
        ("zoe\u0308", "zoë"),
        ("ａlice", "alice"),
        ("strasse", "straße"),
        ("alice", "alice "),
        ("🐱fox", "🦊fox"),
    ],
)
async def test_look_ups_follow_the_collation(tiki: TikiWorld, stored: str, typed: str) -> None:
    tiki.add(stored, livechat_id="x", email=f"{stored}")
    assert await logins(tiki.directory, None, typed) == [stored]
    assert [a.login for a in await tiki.directory.find_by_email([typed])] == [stored]


async def test_live_chat_ids_follow_the_collation_too(tiki: TikiWorld) -> None:
    tiki.add("Zoë", livechat_id="zoë")
    assert await logins(tiki.directory, "zoe") == ["Zoë"]


@pytest.mark.parametrize("name", ["a'b", 'a"b', "a\\", "%", "a%sb", "' OR 1=1 -- ", "\x1a", "🦄"])
async def test_a_name_is_a_value_and_never_part_of_a_statement(tiki: TikiWorld, name: str) -> None:
    tiki.add("bystander", email="by@mail.test")
    tiki.add(f"x{name}x")
    assert await logins(tiki.directory, None, f"x{name}x") == [f"x{name}x"]
    assert await logins(tiki.directory, name, name) == []


async def test_a_name_that_no_column_can_hold_finds_nobody(tiki: TikiWorld) -> None:
    tiki.add("bob")
    assert await logins(tiki.directory, "\ud800", "\ud800") == []
    assert await tiki.directory.find_by_email(["\udfff@mail.test"]) == []


async def test_everybody_with_an_e_mail_address_is_found_by_it(tiki: TikiWorld) -> None:
    tiki.add("one", email="shared@mail.test")
    tiki.add("two", email="Shared@mail.test")
    tiki.add("three", email="three@mail.test")
    tiki.add("four", email=None)
    found = await tiki.directory.find_by_email(["SHARED@mail.test"])
    assert sorted(account.login for account in found) == ["one", "two"]


async def test_what_is_read_is_what_is_stored_now(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob", hash="old")
    await tiki.directory.find_by_name(None, ["bob"])
    tiki.change(user_id, hash="new", waiting="l")
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    assert (account.password_hash, account.waiting) == ("new", "l")


async def test_the_hash_is_not_shown_when_an_account_is_printed(tiki: TikiWorld) -> None:
    tiki.add("bob", hash="ca6c5d8960b5f761e1676d26b282889c")
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    assert tiki_passwords.form_of(account.password_hash) is tiki_passwords.HashForm.MD5
    assert account.password_hash not in repr(account)


async def test_where_waiting_tells_no_activation_key_is_asked_for(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob", valid=KEY)
    assert not await tiki.directory.is_activation_key(user_id, KEY)


async def test_a_tiki_of_old_tells_its_activation_key(tiki: TikiWorld) -> None:
    tiki.drop_waiting()
    user_id, other = tiki.add("bob", valid=KEY), tiki.add("carol")
    assert await tiki.directory.is_activation_key(user_id, KEY)
    assert not await tiki.directory.is_activation_key(user_id, KEY.replace("0", "1"))
    assert not await tiki.directory.is_activation_key(other, KEY)


async def test_only_what_can_be_a_key_is_taken_for_one(tiki: TikiWorld) -> None:
    """1.10 to 3.x can hold a password in clear there."""
    tiki.drop_waiting()
    user_id = tiki.add("bob", valid="bobs password")
    assert not await tiki.directory.is_activation_key(user_id, "bobs password")


async def test_a_tiki_of_old_has_nobody_waiting(tiki: TikiWorld) -> None:
    tiki.drop_waiting()
    tiki.add("bob")
    (account,) = await tiki.directory.find_by_name(None, ["bob"])
    assert account.waiting == ""
