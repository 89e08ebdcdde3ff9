"""Row 2's merge and row 4's allocation: what a login links, what it leaves, and what is written."""

import asyncio
from typing import Any

import pytest

from component.domain.login import Accept, Refusal, Refuse, Window
from component.domain.names import ChatUsername
from component.ports import Rejected, Unavailable
from tests.unit.usecases.house import House

JUDY = Accept(ChatUsername("judy"))
UNMIGRATED = Refuse(Refusal.UNMIGRATED)


@pytest.mark.parametrize("window", [Window.OPEN, Window.REFUSING])
async def test_same_login_and_same_password_are_merged(house: House, window: Window) -> None:
    house.decide(window=window)
    user_id = house.add("Judy", "judy pw")
    house.add_native("judy", "judy pw")
    assert await house.log_in("judy", "judy pw") == JUDY
    assert house.tiki.stored_id(user_id) == "judy"
    assert house.state.audit[0] == (
        "merge",
        "judy",
        {"tiki_login": "Judy", "by": "Judy", "way": "sign-in"},
    )
    assert house.actions() == ["merge", "retire-password"]
    assert not await house.has_native_password("judy", "judy pw")
    assert house.chat.count("create_account") == 0


async def test_a_merged_person_signs_in_by_the_tiki_password_from_then_on(house: House) -> None:
    user_id = house.add("Judy", "judy pw")
    house.add_native("judy", "judy pw")
    await house.log_in("judy", "judy pw")
    house.tiki.change(user_id, hash="0" * 32)
    assert await house.log_in("judy", "judy pw") == Refuse(Refusal.WRONG_PASSWORD)


async def test_different_passwords_are_not_merged(house: House) -> None:
    user_id = house.add("ivan", "ivan on tiki")
    house.add_native("ivan", "ivan in the chat")
    assert await house.log_in("ivan", "ivan in the chat") == Accept(ChatUsername("ivan"))
    assert house.tiki.stored_id(user_id) is None
    assert await house.has_native_password("ivan", "ivan in the chat")
    assert house.state.audit == []


async def test_the_chat_account_is_nobodys_by_the_tiki_password_alone(house: House) -> None:
    user_id = house.add("ivan", "ivan on tiki")
    house.add_native("ivan", "ivan in the chat")
    assert await house.log_in("ivan", "ivan on tiki") == UNMIGRATED
    assert house.tiki.stored_id(user_id) is None
    assert await house.has_native_password("ivan", "ivan in the chat")


async def test_a_native_only_account_is_never_merged(house: House) -> None:
    user_id = house.add("admin", "same")
    house.add_native("admin", "same")
    assert await house.log_in("admin", "same") == Accept(ChatUsername("admin"))
    assert house.tiki.stored_id(user_id) is None
    assert await house.has_native_password("admin", "same")


async def test_nothing_is_merged_once_the_window_is_closed(house: House) -> None:
    house.decide(window=Window.CLOSED)
    user_id = house.add("judy", "judy pw")
    house.add_native("judy", "judy pw")
    assert await house.log_in("judy", "judy pw") == UNMIGRATED
    assert house.tiki.stored_id(user_id) is None
    assert await house.has_native_password("judy", "judy pw")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"waiting": "l"}, Refusal.SUSPENDED),
        ({"waiting": "a"}, Refusal.PENDING),
        ({"pass_confirm": 0}, Refusal.PASSWORD_DUE),
    ],
)
async def test_an_account_that_must_not_log_in_is_refused_and_not_merged(
    house: House, columns: dict[str, Any], reason: Refusal
) -> None:
    user_id = house.add("judy", "judy pw", **columns)
    house.add_native("judy", "judy pw")
    assert await house.log_in("judy", "judy pw") == Refuse(reason)
    assert house.tiki.stored_id(user_id) is None
    assert await house.has_native_password("judy", "judy pw")


async def test_an_account_that_has_an_id_is_not_merged_with_another(house: House) -> None:
    user_id = house.add("judy", "same", "judy2")
    house.add_native("judy", "same")
    assert await house.log_in("judy", "same") == JUDY
    assert house.tiki.stored_id(user_id) == "judy2"


async def test_an_e_mail_address_does_not_merge(house: House) -> None:
    house.tiki.set_rule("login_allow_email", "y")
    user_id = house.add("somebody", "same", email="j@mail.test")
    house.add_native("j\\40mail.test", "same")
    answer = await house.log_in("j@mail.test", "same")
    assert answer == Accept(ChatUsername("j\\40mail.test"))
    assert house.tiki.stored_id(user_id) is None


async def test_an_allocated_id_is_claimed_written_down_and_provisioned(house: House) -> None:
    house.decide(unmigrated_tiki="allocate")
    user_id = house.add("Heidi K.", "pw")
    assert await house.log_in("Heidi K.", "pw") == Accept(ChatUsername("heidik"))
    assert house.tiki.stored_id(user_id) == "heidik"
    detail = {"tiki_login": "Heidi K.", "by": "Heidi K.", "way": "sign-in"}
    assert house.state.audit[0] == ("allocate", "heidik", detail)
    assert "heidik" in house.chat.usernames


@pytest.mark.parametrize("error", [Unavailable("Openfire", "away"), Rejected("no")])
async def test_an_allocation_that_stopped_half_way_is_finished_at_the_next_login(
    house: House, error: Exception
) -> None:
    house.decide(unmigrated_tiki="allocate")
    user_id = house.add("heidi", "pw")
    house.chat.failing["create_account"] = error
    with pytest.raises(type(error)):
        await house.log_in("heidi", "pw")
    assert house.tiki.stored_id(user_id) == "heidi"
    house.chat.come_back()
    assert await house.log_in("heidi", "pw") == Accept(ChatUsername("heidi"))
    assert house.chat.usernames == {"heidi"}


async def test_who_was_linked_meanwhile_is_let_in_as_what_they_are_now(house: House) -> None:
    user_id = house.add("judy", "judy pw")
    house.add_native("judy", "judy pw")

    async def somebody_is_quicker() -> None:
        house.tiki.change(user_id, livechat_id="judy2")

    house.tiki.before["claim_livechat_id"] = somebody_is_quicker
    house.decide(window=Window.REFUSING)
    assert await house.log_in("judy", "judy pw") == UNMIGRATED
    assert house.tiki.count("claim_livechat_id") == 1
    assert house.tiki.stored_id(user_id) == "judy2"


async def test_the_same_link_made_meanwhile_is_as_good(house: House) -> None:
    user_id = house.add("judy", "judy pw")
    house.add_native("judy", "judy pw")

    async def another_component_is_quicker() -> None:
        house.tiki.change(user_id, livechat_id="judy")

    house.tiki.before["claim_livechat_id"] = another_component_is_quicker
    assert await house.log_in("judy", "judy pw") == JUDY
    assert house.actions() == ["merge", "merge-failed", "retire-password"]


async def test_a_claim_that_can_never_succeed_leaves_the_account_native(house: House) -> None:
    house.add("owner", "x", "júdy")
    house.add("judy", "judy pw")
    house.add_native("judy", "judy pw")
    assert await house.log_in("judy", "judy pw") == JUDY
    assert house.tiki.count("claim_livechat_id") == 1
    assert house.actions() == ["merge", "merge-failed"]
    assert await house.has_native_password("judy", "judy pw")


async def test_two_first_logins_at_once_claim_one_id(house: House) -> None:
    house.decide(unmigrated_tiki="allocate")
    one, other = house.add("Al.", "pw one"), house.add("A.l", "pw two")
    answers = await asyncio.gather(house.log_in("Al.", "pw one"), house.log_in("A.l", "pw two"))
    assert sorted(map(str, answers)) == sorted(map(str, [Accept(ChatUsername("al")), UNMIGRATED]))
    assert sorted(map(str, (house.tiki.stored_id(one), house.tiki.stored_id(other)))) == [
        "None",
        "al",
    ]
    assert house.chat.usernames == {"al"}
