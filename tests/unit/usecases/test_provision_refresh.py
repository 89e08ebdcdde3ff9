"""What a login refreshes: profile and roster groups, in its patience or behind the answer."""

import asyncio
import logging

import pytest

from component.domain.groups import GroupMapping
from component.domain.names import ChatUsername
from component.ports import Rejected, Unavailable
from component.usecases.provision import ProvisioningSettings
from openfire.demo.people import draw_picture
from tests.unit.usecases.house import House

BOB = ChatUsername("bob")
MAPPINGS = tuple(
    GroupMapping(tiki, roster, roster.title())
    for tiki, roster in (
        ("Live Chat helpers", "helpers"),
        ("Contributors", "contributors"),
        ("Staff*", "staff"),
        ("Registered", "everybody"),
    )
)


@pytest.fixture
def bob_id(house: House) -> int:
    house.provisioning = ProvisioningSettings(MAPPINGS, refresh_interval=0)
    return house.add("Bob", "pw", "bob", email="bob@mail.test")


async def sign_in(house: House, user_id: int) -> None:
    await house.provision(house.tiki.account(user_id), BOB)


async def groups(house: House) -> set[str]:
    return set(await house.chat.groups_of(BOB))


async def test_name_e_mail_locale_and_picture_are_shown(house: House, bob_id: int) -> None:
    house.tiki.set_preference("Bob", "realName", "Bob Builder")
    house.tiki.set_preference("Bob", "language", "pt-br")
    house.tiki.change(bob_id, avatarType="u", avatarData=draw_picture("teal", 20))
    await sign_in(house, bob_id)
    shown = house.chat.shown("bob")
    assert (shown.name, shown.email, shown.locale) == ("Bob Builder", "bob@mail.test", "pt-BR")
    assert shown.card == {"FN": "Bob Builder", "NICKNAME": "Bob"}
    assert shown.photo is not None


async def test_who_set_no_language_gets_the_sites(house: House, bob_id: int) -> None:
    house.tiki.set_rule("language", "fr")
    await sign_in(house, bob_id)
    assert house.chat.shown("bob").locale == "fr"


async def test_a_profile_is_shown_anew_only_when_it_changed(house: House, bob_id: int) -> None:
    for _ in range(3):
        await sign_in(house, bob_id)
    assert house.chat.count("show") == 1
    house.tiki.set_preference("Bob", "realName", "Robert")
    for _ in range(3):
        await sign_in(house, bob_id)
    assert house.chat.count("show") == 2
    assert house.chat.shown("bob").name == "Robert"


async def test_a_picture_that_was_ours_goes_with_tikis(house: House, bob_id: int) -> None:
    house.tiki.change(bob_id, avatarType="u", avatarData=draw_picture("teal", 20))
    await sign_in(house, bob_id)
    house.tiki.change(bob_id, avatarData=None)
    await sign_in(house, bob_id)
    assert house.chat.shown("bob").photo is None


async def test_a_picture_of_the_persons_own_stays(house: House, bob_id: int) -> None:
    house.add_native("bob", "x")
    house.chat.add_photo("bob", b"own")
    await sign_in(house, bob_id)
    house.tiki.set_preference("Bob", "realName", "Robert")
    await sign_in(house, bob_id)
    assert house.chat.shown("bob").photo == b"own"


@pytest.mark.parametrize("error", [Unavailable("Openfire", "away"), Rejected("no"), KeyError("x")])
async def test_a_profile_that_could_not_be_shown_stops_neither_login_nor_groups(
    house: House, bob_id: int, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    house.tiki.join(bob_id, "Contributors")
    house.chat.failing["show"] = error
    await sign_in(house, bob_id)
    assert "profile of 'bob' could not be refreshed" in caplog.text
    assert await groups(house) == {"contributors"}
    house.chat.come_back()
    await sign_in(house, bob_id)
    assert house.chat.shown("bob").name == "Bob"


async def test_groups_are_joined_by_plan(house: House, bob_id: int) -> None:
    house.tiki.join(bob_id, "live chat HELPERS")
    house.tiki.join(bob_id, "Staff Berlin")
    house.tiki.join(bob_id, "Registered")
    house.tiki.join(bob_id, "Expired", expire=1)
    house.tiki.include("Staff Berlin", "Contributors")
    house.tiki.include("Contributors", "Staff Berlin")
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers", "staff", "contributors"}
    assert house.chat.shown_group("helpers").display_name == "Helpers"
    assert sorted(await house.state.managed_groups(BOB)) == ["contributors", "helpers", "staff"]
    assert house.actions().count("join-group") == 3


async def test_expired_memberships_do_not_count(house: House, bob_id: int) -> None:
    house.tiki.add_group("Contributors", expire_after=1)
    house.tiki.join(bob_id, "Live Chat helpers", expire=1)
    house.tiki.join(bob_id, "Contributors", created=1)
    await sign_in(house, bob_id)
    assert await groups(house) == set()


async def test_a_group_that_is_there_is_joined_and_not_made(house: House, bob_id: int) -> None:
    house.chat.add_roster_group("contributors", "carol")
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert house.chat.shown_group("contributors").members == {"bob", "carol"}
    assert house.chat.count("create_group") == 0


async def test_a_group_that_bob_is_no_longer_in_is_left(house: House, bob_id: int) -> None:
    house.tiki.join(bob_id, "Contributors")
    house.tiki.join(bob_id, "Live Chat helpers")
    await sign_in(house, bob_id)
    house.tiki.leave(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers"}
    assert await house.state.managed_groups(BOB) == {"helpers"}
    assert house.actions()[-1] == "leave-group"


async def test_members_that_the_bridge_did_not_add_are_left_alone(
    house: House, bob_id: int
) -> None:
    house.chat.add_roster_group("helpers", "bob", "carol")
    house.chat.add_roster_group("friends", "bob")
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers", "friends"}
    assert house.chat.count("remove_member") == 0


async def test_the_same_groups_again_change_nothing(house: House, bob_id: int) -> None:
    house.tiki.join(bob_id, "Contributors")
    for _ in range(3):
        await sign_in(house, bob_id)
    assert house.chat.count("create_group") + house.chat.count("add_member") == 1
    assert house.actions().count("join-group") == 1


async def test_one_rejected_group_stops_neither_the_others_nor_the_login(
    house: House, bob_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    house.chat.add_roster_group("helpers")
    house.tiki.join(bob_id, "Live Chat helpers")
    house.tiki.join(bob_id, "Contributors")
    house.chat.failing["add_member"] = Rejected("no")
    await sign_in(house, bob_id)
    assert await groups(house) == {"contributors"}
    assert "helpers" in caplog.text
    assert await house.state.managed_groups(ChatUsername("bob")) == {"contributors"}
    house.chat.come_back()
    await sign_in(house, bob_id)
    assert await groups(house) == {"helpers", "contributors"}


async def test_a_source_of_groups_that_is_away_is_not_everyone_left(
    house: House, bob_id: int
) -> None:
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    for method in ("memberships", "inclusions"):
        house.tiki.failing[method] = Unavailable("the Tiki database", "away")
        await sign_in(house, bob_id)
        house.tiki.come_back()
        assert await groups(house) == {"contributors"}


async def test_a_slow_refresh_goes_on_behind_the_answer(house: House, bob_id: int) -> None:
    house.provisioning = ProvisioningSettings(MAPPINGS, patience=0.01, refresh_interval=0)
    go = asyncio.Event()

    async def wait() -> None:
        await go.wait()

    house.chat.before["show"] = wait
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert house.chat.shown("bob").locale is None
    draining = asyncio.create_task(house.provision.drain())
    await asyncio.sleep(0)
    assert not draining.done()
    go.set()
    await draining
    assert house.chat.shown("bob").locale == "en"
    assert await groups(house) == {"contributors"}


async def test_with_nothing_behind_there_is_nothing_to_wait_for(house: House, bob_id: int) -> None:
    await house.provision.drain()
    await sign_in(house, bob_id)
    await house.provision.drain()
    assert house.chat.count("show") == 1


async def test_what_was_refreshed_is_not_looked_at_again_for_a_while(
    house: House, bob_id: int
) -> None:
    house.provisioning = ProvisioningSettings(MAPPINGS, refresh_interval=3600)
    await sign_in(house, bob_id)
    house.tiki.set_preference("Bob", "realName", "Robert")
    house.tiki.join(bob_id, "Contributors")
    await sign_in(house, bob_id)
    assert house.chat.shown("bob").name == "Bob"
    assert await groups(house) == set()


async def test_what_could_not_be_refreshed_is_looked_at_at_the_next_login(
    house: House, bob_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    house.provisioning = ProvisioningSettings(MAPPINGS, refresh_interval=3600)
    house.tiki.join(bob_id, "Contributors")
    house.tiki.failing["memberships"] = Unavailable("the Tiki database", "away")
    await sign_in(house, bob_id)
    assert "groups of 'bob' could not be refreshed" in caplog.text
    house.tiki.come_back()
    await sign_in(house, bob_id)
    assert await groups(house) == {"contributors"}
