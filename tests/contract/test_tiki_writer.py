"""The port `TikiWriter`: a Live Chat ID is claimed once, whoever else is about to."""

import asyncio
import contextlib

import pytest

from component.domain.names import LiveChatId
from tests.contract.tiki_worlds import RealTiki, TikiWorld, find, layouts
from tests.layouts.tikis import TIKI_15, TIKI_24, TIKI_29

BOB = LiveChatId("bob")


async def test_an_account_without_an_id_gets_the_one_it_claims(tiki: TikiWorld) -> None:
    user_id, other = tiki.add("bob"), tiki.add("carol")
    assert await tiki.writer.claim_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) == "bob"
    assert tiki.stored_id(other) is None


async def test_an_id_that_somebody_has_emptied_by_hand_is_none(tiki: TikiWorld) -> None:
    user_id, owner = tiki.add("bob", livechat_id=""), tiki.add("carol", livechat_id="carol")
    assert not await tiki.writer.claim_livechat_id(user_id, LiveChatId("carol"))
    assert await tiki.writer.claim_livechat_id(user_id, BOB)
    assert (tiki.stored_id(user_id), tiki.stored_id(owner)) == ("bob", "carol")


async def test_what_was_claimed_is_found(tiki: TikiWorld) -> None:
    user_id = tiki.add("Zoë")
    await tiki.writer.claim_livechat_id(user_id, LiveChatId("zoë"))
    assert (await find(tiki, "Zoë")).livechat_id == "zoë"


async def test_an_account_that_has_an_id_keeps_it(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob", livechat_id="bobby")
    assert not await tiki.writer.claim_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) == "bobby"


async def test_the_same_claim_again_changes_nothing(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob")
    assert await tiki.writer.claim_livechat_id(user_id, BOB)
    assert not await tiki.writer.claim_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) == "bob"


@pytest.mark.parametrize(
    ("theirs", "another_under"),
    [("bob", ""), ("BOB", "utf8mb4_bin"), ("bób", "utf8mb4_bin latin1_swedish_ci")],
)
async def test_an_id_that_another_account_has_cannot_be_claimed(
    tiki: TikiWorld, theirs: str, another_under: str
) -> None:
    """What counts as the same is the collation's matter; `find_by_name` is asked before."""
    owner, user_id = tiki.add("owner", livechat_id=theirs), tiki.add("bob")
    is_another = tiki.collation in another_under.split()
    assert await tiki.writer.claim_livechat_id(user_id, BOB) is is_another
    assert tiki.stored_id(user_id) == ("bob" if is_another else None)
    assert tiki.stored_id(owner) == theirs


async def test_an_id_is_released_and_can_be_claimed_again(tiki: TikiWorld) -> None:
    user_id, other = tiki.add("bob", livechat_id="bob"), tiki.add("carol", livechat_id="carol")
    assert await tiki.writer.release_livechat_id(user_id, BOB)
    assert tiki.stored_id(user_id) is None
    assert tiki.stored_id(other) == "carol"
    assert await tiki.writer.claim_livechat_id(user_id, BOB)


async def test_to_release_an_id_twice_is_harmless(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob", livechat_id="bob")
    assert await tiki.writer.release_livechat_id(user_id, BOB)
    assert not await tiki.writer.release_livechat_id(user_id, BOB)


@pytest.mark.parametrize("theirs", [None, "bobby", "bób", ""])
async def test_an_account_keeps_any_id_but_the_one_that_is_released(
    tiki: TikiWorld, theirs: str | None
) -> None:
    user_id, owner = tiki.add("bob", livechat_id=theirs), tiki.add("owner", livechat_id="owner")
    for wanted in (BOB, LiveChatId("owner"), LiveChatId("")):
        assert not await tiki.writer.release_livechat_id(user_id, wanted)
    assert tiki.stored_id(user_id) == theirs
    assert tiki.stored_id(owner) == "owner"


async def test_an_id_is_released_as_it_is_used_however_somebody_has_typed_it(
    tiki: TikiWorld,
) -> None:
    user_id = tiki.add("bob", livechat_id="Zoë")
    assert await tiki.writer.release_livechat_id(user_id, LiveChatId("zoë"))
    assert tiki.stored_id(user_id) is None


async def test_an_account_gets_another_id_in_one_step(tiki: TikiWorld) -> None:
    user_id, other = tiki.add("bob", livechat_id="bob"), tiki.add("carol", livechat_id="carol")
    assert await tiki.writer.change_livechat_id(user_id, BOB, LiveChatId("bobby"))
    assert (tiki.stored_id(user_id), tiki.stored_id(other)) == ("bobby", "carol")
    assert not await tiki.writer.change_livechat_id(user_id, BOB, LiveChatId("robert"))
    assert tiki.stored_id(user_id) == "bobby"
    assert await tiki.writer.claim_livechat_id(tiki.add("new"), BOB)


@pytest.mark.parametrize("theirs", [None, "bobby", "bób", ""])
async def test_an_account_keeps_any_id_but_the_one_that_is_changed(
    tiki: TikiWorld, theirs: str | None
) -> None:
    user_id = tiki.add("bob", livechat_id=theirs)
    assert not await tiki.writer.change_livechat_id(user_id, BOB, LiveChatId("robert"))
    assert tiki.stored_id(user_id) == theirs


async def test_nobody_gets_the_id_of_another_for_theirs(tiki: TikiWorld) -> None:
    user_id, other = tiki.add("bob", livechat_id="bob"), tiki.add("carol", livechat_id="carol")
    assert not await tiki.writer.change_livechat_id(user_id, BOB, LiveChatId("carol"))
    assert (tiki.stored_id(user_id), tiki.stored_id(other)) == ("bob", "carol")


async def test_an_id_is_changed_as_it_is_used_however_somebody_has_typed_it(
    tiki: TikiWorld,
) -> None:
    user_id = tiki.add("bob", livechat_id="Zoë")
    assert await tiki.writer.change_livechat_id(user_id, LiveChatId("zoë"), BOB)
    assert tiki.stored_id(user_id) == "bob"


async def test_of_many_accounts_that_change_to_one_id_exactly_one_gets_it(
    tiki: TikiWorld,
) -> None:
    accounts = {
        tiki.add(f"bob {n}", livechat_id=f"bob{n}"): LiveChatId(f"bob{n}") for n in range(8)
    }
    changes = [
        *(tiki.writer.change_livechat_id(user_id, own, BOB) for user_id, own in accounts.items()),
        tiki.writer.claim_livechat_id(tiki.add("bob"), BOB),
    ]
    assert sorted(await asyncio.gather(*changes)) == [False] * 8 + [True]


async def test_of_two_changes_of_one_account_exactly_one_succeeds(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob", livechat_id="bob")
    changes = [
        tiki.writer.change_livechat_id(user_id, BOB, LiveChatId("bobby")),
        tiki.writer.change_livechat_id(user_id, BOB, LiveChatId("robert")),
        tiki.writer.release_livechat_id(user_id, BOB),
    ]
    assert sorted(await asyncio.gather(*changes)) == [False, False, True]
    assert tiki.stored_id(user_id) != "bob"


async def test_nobody_can_change_for_an_account_that_is_gone(tiki: TikiWorld) -> None:
    assert not await tiki.writer.change_livechat_id(4711, BOB, LiveChatId("bobby"))


async def test_nobody_can_release_for_an_account_that_is_gone(tiki: TikiWorld) -> None:
    assert not await tiki.writer.release_livechat_id(4711, BOB)


async def test_nobody_can_claim_for_an_account_that_is_gone(tiki: TikiWorld) -> None:
    assert not await tiki.writer.claim_livechat_id(4711, BOB)


async def test_of_many_accounts_that_claim_one_id_exactly_one_gets_it(tiki: TikiWorld) -> None:
    accounts = [tiki.add(f"bob {number}") for number in range(12)]
    claims = [tiki.writer.claim_livechat_id(user_id, BOB) for user_id in accounts]
    assert sorted(await asyncio.gather(*claims)) == [False] * 11 + [True]
    assert [tiki.stored_id(user_id) for user_id in accounts].count("bob") == 1


async def test_of_many_claims_for_one_account_exactly_one_succeeds(tiki: TikiWorld) -> None:
    user_id = tiki.add("bob")
    wanted = [LiveChatId(f"bob{number}") for number in range(12)]
    got = await asyncio.gather(*(tiki.writer.claim_livechat_id(user_id, i) for i in wanted))
    assert got.count(True) == 1
    assert tiki.stored_id(user_id) == wanted[got.index(True)]


@pytest.mark.parametrize("real_tiki", layouts(TIKI_15, TIKI_24, TIKI_29), indirect=True)
async def test_a_claim_that_innodb_undoes_is_made_again(real_tiki: RealTiki) -> None:
    """Somebody claims the ID, waits for the account that is claimed for, and gives both up."""
    deadlocks = status(real_tiki, "Innodb_deadlocks")
    user_id, *others = (real_tiki.add(f"user {number}") for number in range(9))
    with contextlib.closing(real_tiki.database.log_in()) as rival, rival.cursor() as cursor:
        cursor.execute("BEGIN")
        for other in others:
            cursor.execute("UPDATE users_users SET email = 'x' WHERE userId = %s", (other,))
        cursor.execute("UPDATE users_users SET livechat_id = 'bob' WHERE userId = %s", (other,))
        claim = asyncio.create_task(real_tiki.writer.claim_livechat_id(user_id, BOB))
        while not status(real_tiki, "Innodb_row_lock_current_waits"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)
        statement = "UPDATE users_users SET email = 'x' WHERE userId = %s"
        await asyncio.to_thread(cursor.execute, statement, (user_id,))
        cursor.execute("ROLLBACK")
        assert await claim
    assert real_tiki.stored_id(user_id) == "bob"
    assert status(real_tiki, "Innodb_deadlocks") == deadlocks + 1


def status(tiki: RealTiki, name: str) -> int:
    """A number that InnoDB keeps of itself."""
    ((_name, value),) = tiki.database.execute("SHOW GLOBAL STATUS LIKE %s", name)
    return int(value)
