"""What a login costs and how often one may fail: hashes, the throttle, remembered passwords."""

import asyncio

import pytest

from component.domain.login import Accept, AskOpenfire, Outcome, Refusal, Refuse
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import EncryptedCredential
from component.ports import Unavailable
from tests.unit.usecases.house import House, md5, slow_hash

BOB = Accept(ChatUsername("bob"))
WRONG = Refuse(Refusal.WRONG_PASSWORD)
THROTTLED = Refuse(Refusal.THROTTLED)
UNKNOWN = Refuse(Refusal.UNKNOWN)


async def fail(house: House, name: str, times: int) -> list[Outcome]:
    return [await house.log_in(name, f"guess {number}") for number in range(times)]


async def test_an_unknown_name_costs_one_dummy_check(house: House) -> None:
    assert await house.log_in("nobody", "pw") == UNKNOWN
    assert house.checker.counts == (0, 0, 1)


async def test_a_wrong_password_against_a_fast_hash_costs_one_dummy_check(house: House) -> None:
    house.add("bob", "pw", "bob")
    assert await house.log_in("bob", "x") == WRONG
    assert house.checker.counts == (1, 0, 1)


async def test_a_wrong_password_against_a_slow_hash_costs_no_dummy_check(house: House) -> None:
    house.add("bob", "", "bob", hash=slow_hash("pw"))
    assert await house.log_in("bob", "x") == WRONG
    assert house.checker.counts == (1, 0, 0)


async def test_a_wrong_native_password_costs_one_dummy_check(house: House) -> None:
    house.add_native("bob", "pw")
    assert await house.log_in("bob", "x") == WRONG
    assert house.checker.counts == (0, 1, 1)


async def test_two_accounts_of_a_name_cost_one_dummy_check_together(house: House) -> None:
    house.add("samuel", "one", "sam")
    house.add("sam", "two", "sam2")
    assert await house.log_in("sam", "x") == WRONG
    assert house.checker.counts == (2, 0, 1)


async def test_one_slow_hash_among_two_is_enough(house: House) -> None:
    house.add("samuel", "", "sam", hash=slow_hash("one"))
    house.add("sam", "two", "sam2")
    assert await house.log_in("sam", "x") == WRONG
    assert house.checker.counts == (2, 0, 0)


async def test_a_right_password_costs_no_dummy_check(house: House) -> None:
    house.add("bob", "pw", "bob")
    assert await house.log_in("bob", "pw") == BOB
    assert house.checker.counts == (1, 0, 0)


async def test_what_is_left_to_openfire_costs_nothing_here(house: House) -> None:
    house.chat.add_account("bob", EncryptedCredential("00", ""))
    assert await house.log_in("bob", "pw") == AskOpenfire()
    assert house.checker.counts == (0, 0, 0)


async def test_failures_are_counted_by_account_whatever_was_typed(house: House) -> None:
    house.per_account = "3/5 minutes"
    house.add("Bob Builder", "pw", "bob")
    for spelling in ("bob", "BOB@livechat.test", "bob\\20builder"):
        assert await house.log_in(spelling, "x") == WRONG
    for spelling in ("bob", "Bob Builder", "BOB"):
        assert await house.log_in(spelling, "pw") == THROTTLED


async def test_a_throttled_answer_costs_no_hash(house: House) -> None:
    house.per_account = "1/5 minutes"
    house.add("bob", "pw", "bob")
    await fail(house, "bob", 1)
    before = house.checker.counts
    assert await house.log_in("bob", "pw") == THROTTLED
    after = house.checker.counts
    assert after[:2] == before[:2]
    assert after == before


async def test_other_accounts_are_not_throttled(house: House) -> None:
    house.per_account = "2/5 minutes"
    house.add("bob", "pw", "bob")
    house.add("carol", "pw", "carol")
    assert await fail(house, "carol", 3) == [WRONG, WRONG, THROTTLED]
    assert await house.log_in("bob", "pw") == BOB


async def test_failures_of_all_together_are_bounded(house: House) -> None:
    house.overall = "3/1 minute"
    house.add("bob", "pw", "bob")
    for name in ("one", "two", "three"):
        assert await house.log_in(name, "x") == UNKNOWN
    before = house.checker.counts
    assert await house.log_in("four", "x") == THROTTLED
    assert await house.log_in("bob", "pw") == THROTTLED
    assert house.checker.counts == before


async def test_an_unknown_name_is_throttled_like_an_account(house: House) -> None:
    house.per_account = "2/5 minutes"
    spellings = ("nobody", "NOBODY", "nobody@livechat.test")
    answers = [await house.log_in(spelling, "x") for spelling in spellings]
    assert answers == [UNKNOWN, UNKNOWN, THROTTLED]


async def test_native_accounts_are_throttled_too(house: House) -> None:
    house.per_account = "2/5 minutes"
    house.add_native("bob", "pw")
    assert await fail(house, "bob", 2) == [WRONG, WRONG]
    assert await house.log_in("bob", "pw") == THROTTLED


async def test_who_has_the_chat_account_of_a_name_cannot_guess_at_its_tiki_account(
    house: House,
) -> None:
    """They give their own account the guess as its password, which lets them in each time."""
    house.per_account = "3/5 minutes"
    house.add("mallory", "secret")
    for number in range(6):
        house.add_native("mallory", f"guess {number}")
        assert await house.log_in("mallory", f"guess {number}") == Accept(ChatUsername("mallory"))
    assert house.checker.tiki == 3


async def test_who_has_the_login_of_a_name_cannot_guess_at_the_owner_of_its_live_chat_id(
    house: House,
) -> None:
    house.per_account = "3/5 minutes"
    owner = house.add("samuel", "secret", "sam")
    guesser = house.add("sam", "", "sam2")
    for number in range(6):
        house.tiki.change(guesser, hash=md5(f"guess {number}"))
        assert await house.log_in("sam", f"guess {number}") == Accept(ChatUsername("sam2"))
    assert not house.verify.throttle.begin(f"tiki:{owner}")
    assert house.verify.throttle.begin(f"tiki:{guesser}")


async def test_a_name_that_openfire_has_to_check_is_no_way_to_guess_at_its_tiki_account(
    house: House,
) -> None:
    house.per_account = "3/5 minutes"
    house.add("sam", "secret", "sam2")
    house.chat.add_account(ChatUsername("sam"), EncryptedCredential("00", ""))
    assert await fail(house, "sam", 6) == [AskOpenfire()] * 6
    assert house.checker.tiki == 3


@pytest.mark.parametrize("overall", ["600/1 minute", "1/1 minute"])
async def test_who_signs_in_again_and_again_does_no_harm_to_the_other_account_of_the_name(
    house: House, overall: str
) -> None:
    house.per_account, house.overall = "3/5 minutes", overall
    house.add("samuel", "one", "sam")
    house.add("sam", "two", "sam2")
    house.add("ivan", "on tiki")
    house.add_native("ivan", "in the chat")
    for _ in range(5):
        assert await house.log_in("sam", "two") == Accept(ChatUsername("sam2"))
        assert await house.log_in("ivan", "in the chat") == Accept(ChatUsername("ivan"))
    assert house.checker.counts == (3, 1, 0)
    assert await house.log_in("sam", "one") == Accept(ChatUsername("sam"))


async def test_many_guesses_at_once_do_not_slip_through(house: House) -> None:
    house.per_account = "3/5 minutes"
    house.add("bob", "pw", "bob")
    await house.log_in("nobody", "x")
    guesses = (house.log_in("bob", f"guess {number}") for number in range(20))
    answers = await asyncio.gather(*guesses)
    assert (answers.count(WRONG), answers.count(THROTTLED)) == (3, 17)
    assert house.checker.tiki == 3


async def test_a_remembered_password_passes_the_throttle(house: House) -> None:
    house.per_account, house.overall = "2/5 minutes", "2/1 minute"
    house.add("bob", "pw", "bob")
    assert await house.log_in("bob", "pw") == BOB
    assert await fail(house, "bob", 3) == [WRONG, WRONG, THROTTLED]
    assert await house.log_in("bob", "pw") == BOB


async def test_successes_do_not_count(house: House) -> None:
    house.per_account, house.overall, house.remember_seconds = "2/5 minutes", "2/1 minute", 0
    house.add("bob", "pw", "bob")
    assert [await house.log_in("bob", "pw") for _ in range(5)] == [BOB] * 5
    assert house.checker.tiki == 5


async def test_the_right_password_of_a_suspended_account_does_not_count(house: House) -> None:
    house.per_account = "2/5 minutes"
    house.add("bob", "pw", "bob", waiting="l")
    answers = [await house.log_in("bob", "pw") for _ in range(4)]
    assert answers == [Refuse(Refusal.SUSPENDED)] * 4


async def test_a_login_that_could_not_be_decided_does_not_count(house: House) -> None:
    house.per_account, house.overall = "2/5 minutes", "2/1 minute"
    house.add("bob", "pw", "bob")
    house.tiki.failing["site_rules"] = Unavailable("the Tiki database", "away")
    for _ in range(4):
        with pytest.raises(Unavailable):
            await house.log_in("bob", "pw")
    house.tiki.come_back()
    assert await house.log_in("bob", "pw") == BOB


async def test_a_remembered_password_costs_no_hash(house: House) -> None:
    house.add("Bob Builder", "", "bob", hash=slow_hash("pw"))
    for spelling in ("bob", "bob", "Bob Builder"):
        assert await house.log_in(spelling, "pw") == BOB
    assert house.checker.counts == (1, 0, 0)


async def test_a_remembered_native_password_costs_no_hash(house: House) -> None:
    house.add_native("bob", "pw")
    assert [await house.log_in("bob", "pw") for _ in range(3)] == [BOB] * 3
    assert house.checker.counts == (0, 1, 0)


async def test_only_the_very_password_is_remembered(house: House) -> None:
    house.add("bob", "pw", "bob")
    await house.log_in("bob", "pw")
    assert await house.log_in("bob", "pw ") == WRONG
    assert house.checker.tiki == 2


async def test_a_changed_password_is_checked_anew_at_once(house: House) -> None:
    user_id = house.add("bob", "old", "bob")
    assert await house.log_in("bob", "old") == BOB
    house.tiki.change(user_id, hash=md5("new"))
    assert await house.log_in("bob", "old") == WRONG
    assert await house.log_in("bob", "new") == BOB


async def test_a_suspended_account_is_refused_at_once_although_remembered(house: House) -> None:
    user_id = house.add("bob", "pw", "bob")
    assert await house.log_in("bob", "pw") == BOB
    house.tiki.change(user_id, waiting="l")
    assert await house.log_in("bob", "pw") == Refuse(Refusal.SUSPENDED)


async def test_an_account_that_lost_its_id_is_not_let_in_from_memory(house: House) -> None:
    user_id = house.add("bob", "pw", "bob")
    assert await house.log_in("bob", "pw") == BOB
    house.tiki.change(user_id, livechat_id=None)
    assert await house.log_in("bob", "pw") == Refuse(Refusal.UNMIGRATED)
