"""What a login refreshes of a profile, in its patience or behind the answer."""

import asyncio
import logging

import pytest

from component.domain.names import ChatUsername
from component.ports import Rejected, Unavailable
from component.usecases.provision import ProvisioningSettings
from openfire.demo.people import draw_picture
from tests.unit.usecases.bobs_groups import add_bob, groups, sign_in
from tests.unit.usecases.house import House


@pytest.fixture
def bob_id(house: House) -> int:
    return add_bob(house)


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


async def test_a_slow_refresh_goes_on_behind_the_answer(house: House, bob_id: int) -> None:
    house.provisioning = ProvisioningSettings(patience=0.01, refresh_interval=0)
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
    house.provisioning = ProvisioningSettings(refresh_interval=3600)
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
    house.provisioning = ProvisioningSettings(refresh_interval=3600)
    house.tiki.join(bob_id, "Contributors")
    house.tiki.failing["memberships"] = Unavailable("the Tiki database", "away")
    await sign_in(house, bob_id)
    assert "groups of 'bob' could not be refreshed" in caplog.text
    house.tiki.come_back()
    await sign_in(house, bob_id)
    assert await groups(house) == {"contributors"}


async def test_many_logins_of_one_person_share_a_refresh(house: House, bob_id: int) -> None:
    house.provisioning = ProvisioningSettings(patience=0.01, refresh_interval=0)
    go = asyncio.Event()

    async def wait() -> None:
        await go.wait()

    house.chat.before["show"] = wait
    await sign_in(house, bob_id)
    async with asyncio.timeout(20):
        await asyncio.gather(*(sign_in(house, bob_id) for _ in range(50)))
    house.tiki.set_preference("Bob", "realName", "Robert")
    assert len(house.provision) == 2, "one under way, and one for all who came meanwhile"
    go.set()
    await house.provision.drain()
    assert house.chat.shown("bob").name == "Robert"
    assert len(house.provision) == 0
    assert house.provision._about_to == {}


async def test_only_so_many_refreshes_go_on_behind(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house.provisioning = ProvisioningSettings(patience=0.01, refresh_interval=0, most_behind=2)
    go = asyncio.Event()

    async def wait() -> None:
        await go.wait()

    house.chat.before["show"] = wait
    ids = [house.add(f"P{number}", "secret", f"p{number}") for number in range(5)]
    for number, user_id in enumerate(ids):
        await house.provision(house.tiki.account(user_id), ChatUsername(f"p{number}"))
    assert len(house.provision) == 2
    assert caplog.text.count("is not refreshed now: too many are") == 3
    go.set()
    await house.provision.drain()
    await house.provision(house.tiki.account(ids[4]), ChatUsername("p4"))
    assert house.chat.shown("p4").name == "P4"
