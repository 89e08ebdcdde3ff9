"""The port `TikiWriter`: an account that is made with a Live Chat ID is linked from the start."""

import asyncio

import pytest

from component.domain.names import LiveChatId
from component.domain.registration import RegistrationProblem
from component.ports import Taken
from tests.contract.tiki_registration import EMAIL, LOGIN, create
from tests.contract.tiki_worlds import RealTiki, TikiWorld, find

BOB = LiveChatId("bob")


async def problem_of(tiki: TikiWorld, login: str = LOGIN, email: str = EMAIL) -> str:
    """Why an account with the Live Chat ID `bob` cannot be made."""
    with pytest.raises(Taken) as refused:
        await create(tiki, login, email, livechat_id=BOB)
    return refused.value.problem


async def count(tiki: TikiWorld) -> int:
    return len(await tiki.directory.read_page(0, 100))


@pytest.mark.parametrize("livechat_id", ["bob", "zoë", "山田", "alice\\20smith", "x" * 64])
async def test_the_account_has_its_id_at_once(tiki: TikiWorld, livechat_id: str) -> None:
    user_id = await create(tiki, livechat_id=livechat_id)
    assert tiki.stored_id(user_id) == livechat_id
    assert (await find(tiki, LOGIN)).livechat_id == livechat_id


async def test_without_one_it_has_none(tiki: TikiWorld) -> None:
    assert tiki.stored_id(await create(tiki)) is None
    other = await create(tiki, "another", "another@mail.test")
    assert tiki.stored_id(other) is None


async def test_nothing_else_is_different(real_tiki: RealTiki) -> None:
    without = real_tiki.database.row(await create(real_tiki))
    linked = await create(real_tiki, "another", "another@mail.test", livechat_id="bob")
    row = real_tiki.database.row(linked)
    own = {"userId", "login", "email", "livechat_id"}
    assert {k: v for k, v in row.items() if k not in own} == {
        k: v for k, v in without.items() if k not in own
    }


async def test_an_id_that_another_account_has_is_refused_and_nothing_is_made(
    tiki: TikiWorld,
) -> None:
    owner = tiki.add("owner", livechat_id="bob")
    assert await problem_of(tiki) is RegistrationProblem.ID_TAKEN
    assert await count(tiki) == 1
    assert tiki.stored_id(owner) == "bob"


@pytest.mark.parametrize(
    ("theirs", "another_under"),
    [("BOB", "utf8mb4_bin"), ("bób", "utf8mb4_bin latin1_swedish_ci")],
)
async def test_what_counts_as_the_same_id_is_the_collations_matter(
    tiki: TikiWorld, theirs: str, another_under: str
) -> None:
    tiki.add("owner", livechat_id=theirs)
    if tiki.collation in another_under.split():
        assert tiki.stored_id(await create(tiki, livechat_id="bob")) == "bob"
    else:
        assert await problem_of(tiki) is RegistrationProblem.ID_TAKEN
        assert await count(tiki) == 1


async def test_a_login_that_is_taken_is_told_before_an_id_that_is_too(tiki: TikiWorld) -> None:
    tiki.add(LOGIN, email="other@mail.test", livechat_id="bob")
    assert await problem_of(tiki) is RegistrationProblem.TAKEN
    assert await problem_of(tiki, "another") is RegistrationProblem.ID_TAKEN
    assert await count(tiki) == 1


async def test_an_address_that_is_taken_is_told_before_an_id_that_is_too(tiki: TikiWorld) -> None:
    tiki.set_rule("user_unique_email", "y")
    tiki.add("owner", email=EMAIL, livechat_id="bob")
    assert await problem_of(tiki) is RegistrationProblem.EMAIL_TAKEN
    assert await problem_of(tiki, email="another@mail.test") is RegistrationProblem.ID_TAKEN


async def test_an_id_that_was_released_is_free(tiki: TikiWorld) -> None:
    owner = tiki.add("owner", livechat_id="bob")
    assert await tiki.writer.release_livechat_id(owner, BOB)
    assert tiki.stored_id(await create(tiki, livechat_id="bob")) == "bob"


async def test_of_many_who_make_accounts_with_one_id_exactly_one_gets_it(tiki: TikiWorld) -> None:
    outcomes = await asyncio.gather(
        *(create(tiki, f"user {n}", f"{n}@mail.test", livechat_id="bob") for n in range(12)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, int) for outcome in outcomes) == 1
    refusals = [outcome.problem for outcome in outcomes if isinstance(outcome, Taken)]
    assert refusals == [RegistrationProblem.ID_TAKEN] * 11
    assert await count(tiki) == 1


async def test_of_those_who_make_and_those_who_claim_with_one_id_exactly_one_gets_it(
    real_tiki: RealTiki,
) -> None:
    """From two components, so that nothing but the database stands between them."""
    claimants = [real_tiki.add(f"claimant {n}") for n in range(6)]
    other = real_tiki.write_as("owner")
    outcomes = await asyncio.gather(
        *(other.claim_livechat_id(user_id, BOB) for user_id in claimants),
        *(create(real_tiki, f"user {n}", f"{n}@mail.test", livechat_id="bob") for n in range(6)),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Taken)]
    assert {error.problem for error in refused} <= {RegistrationProblem.ID_TAKEN}
    assert sum(outcome is False for outcome in outcomes) + len(refused) == 11
    accounts = await real_tiki.directory.read_page(0, 100)
    assert [account.livechat_id for account in accounts if account.livechat_id] == ["bob"]
    assert len(accounts) == 6 + (6 - len(refused))
