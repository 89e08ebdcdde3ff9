"""The port `TikiDirectory`: every promise about look-ups, kept by fakes and real Tikis alike."""

import pytest

from component.domain.names import ChatUsername
from component.domain.passwords import tiki as tiki_passwords
from tests.contract.tiki_worlds import TikiWorld, find, known, logins
from tests.fakes.tiki_rows import Columns

CONFIRMED = 1_700_000_000
STATE: Columns = {
    "waiting": "l",
    "pass_confirm": CONFIRMED,
    "pass_due": CONFIRMED,
    "twoFactorSecret": "SECRETSECRET",
}
UNICODE = "utf8mb4_unicode_ci utf8mb3_unicode_ci"


async def test_an_account_is_read_with_all_its_columns(tiki: TikiWorld) -> None:
    user_id = tiki.add(
        "Alice Smith",
        email=" alice@mail.test ",
        hash="ca6c5d8960b5f761e1676d26b282889c",
        livechat_id="alicesmith",
    )
    tiki.change(user_id, **known(tiki, **STATE))
    (account,) = await tiki.directory.find_by_name(ChatUsername("alicesmith"), ())
    assert account.user_id == user_id
    assert account.login == "Alice Smith"
    assert account.email == " alice@mail.test "
    assert account.password_hash == "ca6c5d8960b5f761e1676d26b282889c"
    assert account.livechat_id == "alicesmith"
    assert account.waiting == ("l" if tiki.has("waiting") else "")
    assert account.password_confirmed == (CONFIRMED if tiki.has("pass_confirm") else None)
    assert account.password_deadline == (CONFIRMED if tiki.has("pass_due") else None)
    assert account.has_second_factor is tiki.has("twoFactorSecret")
    assert account.generation is tiki.generation


async def test_null_columns_are_nothing(tiki: TikiWorld) -> None:
    user_id = tiki.add("nobody", email=None, hash=None, livechat_id=None)
    nothing: Columns = {
        "waiting": None,
        "pass_confirm": None,
        "pass_due": None,
        "twoFactorSecret": None,
    }
    tiki.change(user_id, **known(tiki, **nothing))
    account = await find(tiki, "nobody")
    assert account.email == ""
    assert account.password_hash == ""
    assert account.livechat_id is None
    assert account.waiting == ""
    assert account.password_confirmed == (0 if tiki.has("pass_confirm") else None)
    assert account.password_deadline == (0 if tiki.has("pass_due") else None)
    assert not account.has_second_factor


async def test_an_empty_live_chat_id_is_none(tiki: TikiWorld) -> None:
    tiki.add("bob", livechat_id="")
    assert (await find(tiki, "bob")).livechat_id is None


async def test_an_empty_second_factor_is_none(tiki: TikiWorld) -> None:
    tiki.add("bob", **known(tiki, twoFactorSecret=""))
    assert not (await find(tiki, "bob")).has_second_factor


async def test_a_name_finds_the_login_and_the_live_chat_id(tiki: TikiWorld) -> None:
    tiki.add("samuel", livechat_id="sam")
    tiki.add("Sam", livechat_id="sam2")
    tiki.add("somebody else", livechat_id="else")
    assert await logins(tiki, "sam", "sam") == ["Sam", "samuel"]
    assert await logins(tiki, "sam") == ["samuel"]
    assert await logins(tiki, None, "sam") == ["Sam"]


async def test_any_of_several_readings_is_found(tiki: TikiWorld) -> None:
    tiki.add("one")
    tiki.add("two@livechat.test")
    names = ("two", "two@livechat.test", "one")
    assert await logins(tiki, None, *names) == ["one", "two@livechat.test"]


async def test_nothing_to_look_for_finds_nobody(tiki: TikiWorld) -> None:
    tiki.add("bob", email="")
    assert await tiki.directory.find_by_name(None, []) == []
    assert await tiki.directory.find_by_email([]) == []


async def test_an_unknown_name_finds_nobody(tiki: TikiWorld) -> None:
    tiki.add("bob", livechat_id="bobby", email="bob@mail.test")
    assert await logins(tiki, "carol", "carol", "bobb") == []
    assert await tiki.directory.find_by_email(["carol@mail.test"]) == []


@pytest.mark.parametrize(
    ("stored", "typed", "equal_under"),
    [
        ("Alice", "ALICE", "utf8mb4_unicode_ci utf8mb3_unicode_ci utf8mb4_bin latin1_swedish_ci"),
        ("alice", "alice ", "utf8mb4_unicode_ci utf8mb3_unicode_ci utf8mb4_bin latin1_swedish_ci"),
        ("Zoë", "zOë", "utf8mb4_unicode_ci utf8mb3_unicode_ci utf8mb4_bin latin1_swedish_ci"),
        ("Élodie", "élodie", "utf8mb4_unicode_ci utf8mb3_unicode_ci utf8mb4_bin"),
        ("strasse", "straße", "utf8mb4_unicode_ci utf8mb3_unicode_ci utf8mb4_bin"),
        ("alicé", "alice", UNICODE),
        ("zoe\u0308", "zoë", UNICODE),
        ("ａlice", "alice", UNICODE),
        ("🐱fox", "🦊fox", "utf8mb4_unicode_ci"),
    ],
)
async def test_logins_are_found_as_the_collation_has_it_and_in_any_case(
    tiki: TikiWorld, stored: str, typed: str, equal_under: str
) -> None:
    """In a latin1 column the bytes of UTF-8 are compared as characters of latin1."""
    if not tiki.can_hold(stored):
        assert await logins(tiki, None, typed, stored) == []
        return
    tiki.add(stored)
    assert await logins(tiki, None, stored) == [stored]
    expected = [stored] if tiki.collation in equal_under.split() else []
    assert await logins(tiki, None, typed) == expected


async def test_e_mail_addresses_and_live_chat_ids_are_found_in_any_case(tiki: TikiWorld) -> None:
    tiki.add("one", email="Alice@Mail.test", livechat_id="Alice")
    assert await logins(tiki, "alice") == ["one"]
    (account,) = await tiki.directory.find_by_email(["alice@mail.TEST"])
    assert account.login == "one"


async def test_whoever_is_found_by_a_live_chat_id_has_it_prepared(tiki: TikiWorld) -> None:
    tiki.add("Zoë", livechat_id="ZOË")
    (account,) = await tiki.directory.find_by_name(None, ["Zoë"])
    assert account.livechat_id == "zoë"


@pytest.mark.parametrize("name", ["a'b", 'a"b', "a\\", "%", "a%sb", "' OR 1=1 -- ", "\x1a", "🦄"])
async def test_a_name_is_a_value_and_never_part_of_a_statement(tiki: TikiWorld, name: str) -> None:
    tiki.add("bystander", email="by@mail.test")
    tiki.add("x%x", email="percent@mail.test")
    if tiki.can_hold(name) and name != "%":
        tiki.add(f"x{name}x")
    expected = [f"x{name}x"] if tiki.can_hold(name) else []
    assert await logins(tiki, None, f"x{name}x") == expected
    assert await logins(tiki, name, name) == []
    assert await tiki.directory.find_by_email([name]) == []


async def test_a_name_that_no_column_can_hold_finds_nobody(tiki: TikiWorld) -> None:
    tiki.add("bob")
    assert await logins(tiki, "\ud800", "\ud800") == []
    assert await tiki.directory.find_by_email(["\udfff@mail.test"]) == []


async def test_a_name_longer_than_the_column_finds_nobody(tiki: TikiWorld) -> None:
    tiki.add("b" * 30)
    assert await logins(tiki, "b" * 1000, "b" * 1000, "b" * 31) == []


async def test_everybody_with_an_e_mail_address_is_found_by_it(tiki: TikiWorld) -> None:
    tiki.add("one", email="shared@mail.test")
    if not tiki.has_unique_emails:
        tiki.add("two", email="Shared@mail.test")
    tiki.add("three", email="three@mail.test")
    tiki.add("four", email=None)
    found = await tiki.directory.find_by_email(["SHARED@mail.test"])
    expected = ["one"] if tiki.has_unique_emails else ["one", "two"]
    assert sorted(account.login for account in found) == expected


async def test_what_is_read_is_what_is_stored_now(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob", hash="old")
    await find(tiki, "bob")
    tiki.change(user_id, hash="new", livechat_id="bobby")
    account = await find(tiki, "bob")
    assert (account.password_hash, account.livechat_id) == ("new", "bobby")


async def test_the_hash_is_not_shown_when_an_account_is_printed(tiki: TikiWorld) -> None:
    tiki.add("bob", hash="ca6c5d8960b5f761e1676d26b282889c")
    account = await find(tiki, "bob")
    assert tiki_passwords.form_of(account.password_hash) is tiki_passwords.HashForm.MD5
    assert account.password_hash not in repr(account)
