"""The port `TikiWriter`: a Live Chat ID is claimed once, whoever else is about to."""

import asyncio

import pytest

from component.domain.names import LiveChatId
from tests.contract.tiki_worlds import TikiWorld

BOB = LiveChatId("bob")


async def test_an_account_without_an_id_gets_the_one_it_claims(tiki: TikiWorld) -> None:
    user_id, other = tiki.add("bob"), tiki.add("carol")
    assert await tiki.writer.claim_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) == "bob"
    assert tiki.stored_id(other) is None


async def test_what_was_claimed_is_found(tiki: TikiWorld) -> None:
    user_id = tiki.add("Zoë")
    await tiki.writer.claim_livechat_id(user_id, LiveChatId("zoë"))
    (account,) = await tiki.directory.find_by_name(None, ["Zoë"])
    assert account.livechat_id == "zoë"


async def test_an_account_that_has_an_id_keeps_it(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob", livechat_id="bobby")
    assert not await tiki.writer.claim_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) == "bobby"


async def test_the_same_claim_again_changes_nothing(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob")
    assert await tiki.writer.claim_livechat_id(user_id, BOB)
    assert not await tiki.writer.claim_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) == "bob"


@pytest.mark.parametrize("theirs", ["bob", "BOB", "bób"])
async def test_an_id_that_another_account_has_cannot_be_claimed(
    tiki: TikiWorld, theirs: str
) -> None:
    owner, user_id = tiki.add("owner", livechat_id=theirs), tiki.add("bob")
    assert not await tiki.writer.claim_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) is None
    assert tiki.stored_id(owner) == theirs


async def test_nobody_can_claim_for_an_account_that_is_gone(tiki: TikiWorld) -> None:
    assert not await tiki.writer.claim_livechat_id(4711, BOB)


async def test_of_many_accounts_that_claim_one_id_exactly_one_gets_it(tiki: TikiWorld) -> None:
    accounts = [tiki.add(f"bob {number}") for number in range(6)]
    claims = [tiki.writer.claim_livechat_id(user_id, BOB) for user_id in accounts]
    assert sorted(await asyncio.gather(*claims)) == [False] * 5 + [True]
    assert [tiki.stored_id(user_id) for user_id in accounts].count("bob") == 1


async def test_of_many_claims_for_one_account_exactly_one_succeeds(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob")
    wanted = [LiveChatId(f"bob{number}") for number in range(6)]
    got = await asyncio.gather(*(tiki.writer.claim_livechat_id(user_id, i) for i in wanted))
    assert got.count(True) == 1
    assert tiki.stored_id(user_id) == wanted[got.index(True)]
