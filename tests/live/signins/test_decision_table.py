"""Every row of the decision table (design §3), through a client over TLS and a real Openfire."""

import pytest

from openfire.demo.people import NATIVE_ACCOUNTS, person
from tests.live.conftest import Village
from tests.live.windows import standing

pytestmark = pytest.mark.live


@pytest.mark.parametrize("login", ["Alice Smith", "Zoë", "bob", "Carol", "Dave", "erin"])
async def test_row_1_every_hash_form_signs_in_as_the_live_chat_id(
    village: Village, login: str
) -> None:
    who = person(login)
    assert await village.signs_in(who.livechat_id or "", who.password) == who.livechat_id
    assert await village.refusal(who.livechat_id or "", who.password + "x") == "not-authorized"


@pytest.mark.parametrize(
    ("login", "reason"),
    [
        ("Frank", "suspended"),
        ("grace", "pending"),
        ("olga", "pending"),
        ("niaj", "password-due"),
        ("mallory", "second-factor"),
    ],
)
async def test_row_1_checks_the_account_s_state(village: Village, login: str, reason: str) -> None:
    assert await village.reason(login, person(login).password) == reason
    assert person(login).livechat_id not in village.chat_accounts()


async def test_row_1_leaves_a_linked_account_no_native_password(village: Village) -> None:
    name = village.new_name("linked")
    village.add_native(name, "its native password")
    who = village.move_in(name, livechat_id=name)
    assert await village.reason(name, "its native password") == "wrong-password"
    assert await village.signs_in(name, who.password) == name
    rows = village.server.execute(
        "SELECT plainPassword FROM ofUser WHERE username = %s", (name,), database="openfire"
    )
    assert rows[0][0] != "its native password"


async def test_row_2_merges_the_twin_with_the_same_password(village: Village) -> None:
    name = village.new_name("Twin")
    who = village.move_in(name, password="one for both")
    village.add_native(name.lower(), "one for both")
    assert await village.signs_in(name, who.password) == name.lower()
    assert village.livechat_id(name) == name.lower()
    actions = village.server.execute(
        "SELECT action FROM audit WHERE subject = %s ORDER BY id",
        (name.lower(),),
        database="livechat_state",
    )
    assert [a for (a,) in actions] == ["merge", "retire-password"]
    assert await village.signs_in(name, who.password) == name.lower()


async def test_row_2_lets_native_accounts_in_while_the_window_is_open(village: Village) -> None:
    assert await village.signs_in("rupert", NATIVE_ACCOUNTS["rupert"]) == "rupert"
    assert await village.signs_in("ivan", NATIVE_ACCOUNTS["ivan"]) == "ivan"
    assert village.livechat_id("ivan") is None
    assert await village.signs_in(*village.server.admin) == "admin"
    assert await village.reason("rupert", "not his password") == "wrong-password"


async def test_row_2_an_encrypted_password_without_a_key_is_left_to_openfire(
    village: Village,
) -> None:
    name = village.new_name("sealed")
    encrypted = "2fc9eb4446a1bea5cc120c44eea9b06210c8a2080c67a739adf53a91357428cab86998aef6a6c04d"
    village.add_native(name, "carolpw3 é🐱", encryptedPassword=encrypted)
    before = len(village.log)
    assert await village.refusal(name, "carolpw3 é🐱") == "not-authorized"
    assert "left to Openfire" in village.log[before:]


@pytest.mark.parametrize("window", ["refusing", "closed"])
async def test_row_2_keeps_native_accounts_out_by_window(village: Village, window: str) -> None:
    with village.reconfigured(login={"native_only": ["admin"]}):
        async with standing(village, window):
            assert await village.reason("rupert", NATIVE_ACCOUNTS["rupert"]) == "unmigrated"
            assert await village.signs_in(*village.server.admin) == "admin"
            assert await village.signs_in("bob", person("bob").password) == "bob"


async def test_row_3_accepts_another_account_as_its_own_live_chat_id(village: Village) -> None:
    first, second = person("samuel"), person("Sam")
    assert await village.signs_in("sam", first.password) == "sam"
    assert await village.signs_in("sam", second.password) == "sam2"
    assert await village.reason("sam", "of neither") == "wrong-password"


async def test_row_4_refuses_an_unmigrated_tiki_account(village: Village) -> None:
    assert await village.reason("Heidi", person("Heidi").password) == "unmigrated"
    assert await village.reason("ivan", person("ivan").password) == "unmigrated"
    assert "heidi" not in village.chat_accounts()


async def test_row_4_allocates_the_stripped_username_where_the_site_wants_it(
    village: Village,
) -> None:
    login = village.new_name("Wal-Ter ")
    who = village.move_in(login)
    free = login.replace("-", "").replace(" ", "").lower()
    taken = village.move_in(village.new_name("native "))
    village.add_native(taken.login.replace(" ", ""), "somebody else's")
    with village.reconfigured(login={"unmigrated_tiki": "allocate"}):
        assert await village.signs_in(login, who.password) == free
        assert await village.reason(taken.login, taken.password) == "unmigrated"
    assert village.livechat_id(login) == free
    assert village.livechat_id(taken.login) is None


async def test_nothing_fits(village: Village) -> None:
    assert await village.reason("nobody-of-this-name", "whatever it is") == "unknown"
    assert await village.reason("Alice Smith", "not wonderland") == "wrong-password"
