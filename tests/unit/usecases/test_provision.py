"""A linked person's chat account: made once, its native password retired once."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from component.domain.names import ChatUsername
from component.ports import Rejected, Unavailable
from component.usecases.provision import ProvisioningSettings
from tests.unit.usecases.house import House

if TYPE_CHECKING:
    from component.domain.accounts import TikiAccount

BOB = ChatUsername("bob")
AWAY = Unavailable("the state", "away")


@pytest.fixture
def bob(house: House) -> "TikiAccount":
    house.provisioning = ProvisioningSettings(refresh_interval=0)
    return house.tiki.account(house.add("Bob", "pw", "bob", email="bob@mail.test"))


async def test_an_account_is_made_with_name_and_e_mail(house: House, bob: "TikiAccount") -> None:
    house.tiki.set_preference("Bob", "realName", "Bob Builder")
    await house.provision(bob, BOB)
    assert ("create_account", "bob", "Bob Builder", "bob@mail.test") in house.chat.calls
    assert house.state.audit == [
        ("create", "bob", {"tiki_login": "Bob", "by": "Bob", "way": "sign-in"})
    ]


async def test_an_account_that_is_there_is_not_made_again(house: House, bob: "TikiAccount") -> None:
    for _ in range(3):
        await house.provision(bob, BOB)
    assert house.chat.count("create_account") == 1
    assert house.actions() == ["create"]


async def test_two_logins_at_once_make_one_account(house: House, bob: "TikiAccount") -> None:
    await asyncio.gather(*(house.provision(bob, BOB) for _ in range(5)))
    assert house.chat.count("create_account") == 1
    assert house.actions() == ["create"]


async def test_an_account_that_another_component_makes_meanwhile_is_as_good(
    house: House, bob: "TikiAccount"
) -> None:
    async def another_is_quicker() -> None:
        house.add_native("bob", "unknown to us")

    house.chat.before["create_account"] = another_is_quicker
    await house.provision(bob, BOB)
    assert house.chat.usernames == {"bob"}
    assert house.actions() == ["create", "create-failed", "retire-password"]


async def test_an_account_that_openfire_will_not_make_is_an_error(
    house: House, bob: "TikiAccount"
) -> None:
    house.chat.failing["create_account"] = Rejected("no")
    with pytest.raises(Rejected):
        await house.provision(bob, BOB)
    assert house.chat.count("show") == 0
    assert house.actions() == ["create", "create-failed"]


async def test_no_account_is_made_that_the_audit_cannot_tell_of(
    house: House, bob: "TikiAccount"
) -> None:
    house.state.failing["record"] = Unavailable("the state", "its disk is full")
    with pytest.raises(Unavailable):
        await house.provision(bob, BOB)
    assert house.chat.usernames == set()


async def test_an_account_that_was_deleted_is_made_again_with_all_it_shows(
    house: House, bob: "TikiAccount"
) -> None:
    house.provisioning = ProvisioningSettings(refresh_interval=60)
    await house.provision(bob, BOB)
    house.chat.lose_account("bob")
    await house.provision(bob, BOB)
    assert house.chat.count("create_account") == 2
    assert house.chat.shown("bob").card == {"FN": "Bob", "NICKNAME": "Bob"}


async def test_the_native_password_of_an_old_account_is_replaced_once(
    house: House, bob: "TikiAccount"
) -> None:
    house.add_native("bob", "native pw")
    for _ in range(3):
        await house.provision(bob, BOB)
    assert not await house.has_native_password("bob", "native pw")
    assert house.chat.count("replace_password") == 1
    assert house.actions() == ["retire-password"]


async def test_the_password_of_an_account_made_here_needs_no_replacing(
    house: House, bob: "TikiAccount"
) -> None:
    for _ in range(2):
        await house.provision(bob, BOB)
    assert house.chat.count("replace_password") == 0


@pytest.mark.parametrize("error", [Unavailable("Openfire", "away"), Rejected("no")])
async def test_a_password_that_could_not_be_replaced_is_tried_again_at_the_next_login(
    house: House,
    bob: "TikiAccount",
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    house.add_native("bob", "native pw")
    house.chat.failing["replace_password"] = error
    await house.provision(bob, BOB)
    assert "native password of 'bob' is not retired yet" in caplog.text
    assert await house.has_native_password("bob", "native pw")
    house.chat.come_back()
    for _ in range(2):
        await house.provision(bob, BOB)
    assert not await house.has_native_password("bob", "native pw")
    assert house.chat.count("replace_password") == 2
    failed = ["retire-password-failed"] if isinstance(error, Rejected) else []
    assert house.actions() == ["retire-password", *failed, "retire-password"]


async def test_without_the_state_a_login_goes_on_and_the_password_is_replaced_later(
    house: House, bob: "TikiAccount"
) -> None:
    house.add_native("bob", "native pw")
    house.state.go_down()
    await house.provision(bob, BOB)
    assert await house.has_native_password("bob", "native pw")
    house.state.come_back()
    await house.provision(bob, BOB)
    assert not await house.has_native_password("bob", "native pw")


async def test_what_the_state_knows_as_replaced_is_not_replaced_by_a_new_process(
    house: House, bob: "TikiAccount"
) -> None:
    house.add_native("bob", "native pw")
    await house.provision(bob, BOB)
    house._provision = None
    await house.provision(bob, BOB)
    assert house.chat.count("replace_password") == 1
