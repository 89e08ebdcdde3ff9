"""The port `Registrations`: Tiki's accounts by their numbers, with when they were made."""

import pytest

from component.domain.high_water import Registered
from component.domain.names import LiveChatId, TikiLogin
from component.domain.registration import NewAccount
from tests.contract.tiki_worlds import RealTiki, TikiWorld, layouts

NOW = 1_790_000_000


async def test_a_tiki_without_accounts_has_no_newest(tiki: TikiWorld) -> None:
    assert await tiki.registrations.newest() == 0
    assert await tiki.registrations.read_registered(0, 10) == []


async def test_accounts_come_by_their_numbers_page_by_page(tiki: TikiWorld) -> None:
    first = tiki.add("Zoë Müller", livechat_id="zoe", registrationDate=NOW)
    second = tiki.add("bob")
    third = tiki.add("alice", livechat_id="", registrationDate=5)
    assert await tiki.registrations.newest() == third
    expected = [
        Registered(first, TikiLogin("Zoë Müller"), LiveChatId("zoe"), NOW),
        Registered(second, TikiLogin("bob"), None, 0),
        Registered(third, TikiLogin("alice"), None, 5),
    ]
    assert await tiki.registrations.read_registered(0, 10) == expected
    assert await tiki.registrations.read_registered(first - 1, 2) == expected[:2]
    assert await tiki.registrations.read_registered(second, 2) == expected[2:]
    assert await tiki.registrations.read_registered(third, 2) == []


async def test_a_deleted_account_is_gone(tiki: TikiWorld) -> None:
    first, second = tiki.add("alice"), tiki.add("bob")
    tiki.delete(second)
    assert await tiki.registrations.newest() == first
    assert [found.user_id for found in await tiki.registrations.read_registered(0, 5)] == [first]


async def test_an_account_that_is_made_here_says_when(tiki: TikiWorld) -> None:
    rules = await tiki.directory.registration_rules()
    user_id = await tiki.writer.create_account(NewAccount("bob", "bob@mail.test", "x", NOW), rules)
    (found,) = await tiki.registrations.read_registered(0, 5)
    assert found == Registered(user_id, TikiLogin("bob"), None, NOW)


@pytest.mark.live
@pytest.mark.parametrize("real_tiki", layouts(), indirect=True)
async def test_without_the_right_to_it_nobody_knows_when(real_tiki: RealTiki) -> None:
    user_id = real_tiki.add("bob", registrationDate=NOW)
    real_tiki.database.revoke("SELECT (registrationDate) ON users_users")
    try:
        found = await real_tiki.registrations.read_registered(0, 5)
    finally:
        real_tiki.database.grant("SELECT (registrationDate) ON users_users")
    assert found == [Registered(user_id, TikiLogin("bob"), None, 0)]
