"""A Live Chat ID is changed or given up: what becomes of both, and what stands in its way."""

from dataclasses import replace

import pytest

from component.domain.id_change import ChangeTrouble, IdOrder
from component.domain.jobs import JobState
from component.domain.migration import Path, Plan
from component.domain.names import LiveChatId, TikiLogin
from component.domain.run_items import ItemState
from component.ports import Rejected, Unavailable
from component.usecases.job_handling import Result
from tests.unit.usecases.house import DOMAIN, House
from tests.unit.usecases.id_house import ALICE, ALICIA, CHANGED, LOGIN, RELEASED, IdHouse


@pytest.fixture
def alice(house: House) -> IdHouse:
    return IdHouse(house)


def refused(trouble: ChangeTrouble) -> Result:
    return Result(JobState.REFUSED, {"trouble": trouble.value})


async def test_everything_goes_along_to_the_new_address(alice: IdHouse) -> None:
    result = await alice.carry_out(alice.order())
    assert result == Result(JobState.DONE, {"changed_ids": 1, "failed": 0, "failures": []})
    assert await alice.picture() == CHANGED
    assert alice.house.chat.shown(ALICIA).card["URL"] == "https://alice.test"
    assert [(i.subject, i.state, i.detail) for i in alice.items.of(7)] == [
        (ALICE, ItemState.DONE, ALICIA)
    ]


async def test_the_person_is_told_before_they_are_signed_out(alice: IdHouse) -> None:
    order = alice.order()
    await alice.carry_out(order)
    assert alice.told == [(order, True)]
    assert alice.house.chat.online == set()


async def test_who_was_just_coming_in_is_signed_out_as_well(alice: IdHouse) -> None:
    """Their sign-in was decided before the change, and they are bound after it."""
    ended = []

    async def somebody_comes_in() -> None:
        ended.append(alice.slept[:])

    alice.house.chat.before["end_sessions"] = somebody_comes_in
    await alice.carry_out(alice.order())
    assert ended == [[], [6.0]]


async def test_the_audit_has_it_of_both_addresses_before_anything_is_changed(
    alice: IdHouse,
) -> None:
    await alice.carry_out(alice.order())
    by = {"by": "boss@livechat.test", "way": "chat", "job": "7"}
    first, second, *_ = alice.house.state.audit
    assert first == ("change-id", ALICE, {"tiki_login": LOGIN, **by, "to": ALICIA})
    assert second == ("change-id", ALICIA, {"tiki_login": LOGIN, **by, "from": ALICE})
    actions = alice.house.actions()
    assert actions[2:5] == ["create", "retire-password", "move-account"]
    details = [detail for _, _, detail in alice.house.state.audit]
    assert all(detail["by"] == by["by"] for detail in details)


async def test_without_the_audit_nothing_is_changed(alice: IdHouse) -> None:
    before = await alice.picture()
    alice.house.state.failing["record"] = Unavailable("state", "away")
    result = await alice.carry_out(alice.order())
    assert result.state is JobState.FAILED
    assert await alice.picture() == before


async def test_without_moving_the_new_account_begins_empty(alice: IdHouse) -> None:
    await alice.carry_out(alice.order(moves=False))
    picture = await alice.picture()
    assert (picture["new groups"], picture["old groups"]) == ({"helpers"}, {"chess"})
    assert (picture["new roster"], picture["bob's roster"]) == ([], {f"alice@{DOMAIN}"})
    assert "move-account" not in alice.house.actions()


async def test_a_release_leaves_an_account_that_nobody_has(alice: IdHouse) -> None:
    result = await alice.carry_out(alice.order(None))
    assert result == Result(JobState.DONE, {"released_ids": 1, "failed": 0, "failures": []})
    assert await alice.picture() == RELEASED
    assert alice.house.actions()[0] == "release-id"


async def test_what_was_left_behind_is_nobodys_again(alice: IdHouse) -> None:
    """Not by a sign-in with a password that an admin has set there, nor by a merge."""
    house = alice.house
    await alice.carry_out(alice.order(None))
    namesake = house.add("alice", "known")
    await house.chat.set_password(ALICE, "known")
    assert "Refuse" in str(await house.log_in("alice", "known"))
    assert house.tiki.stored_id(namesake) is None
    assert not await house.live_chat_ids.is_free(LiveChatId(ALICE))
    assert "merge" not in house.actions()


async def test_the_person_signs_in_as_the_new_address_and_by_the_old_one_no_more(
    alice: IdHouse,
) -> None:
    await alice.carry_out(alice.order())
    assert str(await alice.house.log_in(LOGIN, "pw")) == "Accept(username='alicia')"
    assert "Refuse" in str(await alice.house.log_in(ALICE, "pw"))


@pytest.mark.parametrize("after", [ALICIA, None])
async def test_to_do_it_twice_does_no_harm(alice: IdHouse, after: str | None) -> None:
    await alice.carry_out(alice.order(after))
    result = await alice.carry_out(alice.order(after))
    assert result.state is JobState.DONE
    assert await alice.picture() == (CHANGED if after else RELEASED)


async def test_of_two_changes_the_second_is_outdated(alice: IdHouse) -> None:
    await alice.carry_out(alice.order())
    assert await alice.carry_out(alice.order("alison")) == refused(ChangeTrouble.OUTDATED)
    assert await alice.carry_out(alice.order(None)) == refused(ChangeTrouble.OUTDATED)
    assert await alice.picture() == CHANGED


async def test_an_account_that_is_another_one_now_is_left_alone(alice: IdHouse) -> None:
    order = alice.order()
    for other in (replace(order, user_id=99), replace(order, login=TikiLogin("Other"))):
        assert await alice.carry_out(other) == refused(ChangeTrouble.OUTDATED)
    assert alice.house.actions() == []


async def test_an_id_that_was_given_up_by_hand_is_not_left_behind(alice: IdHouse) -> None:
    """Nobody has retired it: it may be an account of its own, as after an undone migration."""
    alice.house.tiki.change(alice.user_id, livechat_id=None)
    assert await alice.carry_out(alice.order(None)) == refused(ChangeTrouble.OUTDATED)
    assert await alice.house.has_native_password(ALICE, "her old password")


@pytest.mark.parametrize("taken", ["bob", "admin", "al ice", "somebody", "migrating"])
async def test_what_cannot_be_had_is_not_given(alice: IdHouse, taken: str) -> None:
    before = await alice.picture()
    alice.house.add("Somebody", "pw", "somebody")
    plan = Plan(Path.TIKI_ONLY, LiveChatId("migrating"), TikiLogin("Other"), 99)
    await alice.house.journal.begin(plan)
    assert await alice.carry_out(alice.order(taken)) == refused(ChangeTrouble.TAKEN)
    assert await alice.picture() == before
    assert alice.house.actions() == []


async def test_while_a_migration_is_under_way_nothing_is_changed(alice: IdHouse) -> None:
    plan = Plan(Path.BOTH, LiveChatId(ALICE), LOGIN, alice.user_id)
    await alice.house.journal.begin(plan)
    assert await alice.carry_out(alice.order()) == refused(ChangeTrouble.MIGRATING)


async def test_who_claims_the_new_id_in_the_last_moment_has_it(alice: IdHouse) -> None:
    other = alice.house.add("Alicia", "pw")

    async def somebody_is_quick() -> None:
        alice.house.tiki.change(other, livechat_id=ALICIA)

    alice.house.tiki.before["change_livechat_id"] = somebody_is_quick
    assert await alice.carry_out(alice.order()) == refused(ChangeTrouble.TAKEN)
    assert alice.house.tiki.stored_id(alice.user_id) == ALICE
    assert alice.house.actions()[-1] == "change-id-failed"
    assert str(await alice.house.log_in(LOGIN, "pw")) == "Accept(username='alice')"


async def test_who_releases_it_in_the_last_moment_is_not_contradicted(alice: IdHouse) -> None:
    async def somebody_is_quick() -> None:
        await alice.house.tiki.release_livechat_id(alice.user_id, LiveChatId(ALICE))

    alice.house.tiki.before["change_livechat_id"] = somebody_is_quick
    assert await alice.carry_out(alice.order()) == refused(ChangeTrouble.OUTDATED)
    assert alice.house.tiki.stored_id(alice.user_id) is None
    assert await alice.house.state.is_retired(LiveChatId(ALICE))


@pytest.mark.parametrize("after", [ALICIA, None])
async def test_what_was_done_after_its_answer_was_given_up_is_completed(
    alice: IdHouse, after: str | None
) -> None:
    """The statement waited for a lock, and went through once somebody else let it go."""
    tiki, method = alice.house.tiki, "change_livechat_id" if after else "release_livechat_id"

    async def give_up() -> None:
        tiki.before[method] = go_through
        raise Unavailable("Tiki", "no answer within 3 s")

    async def go_through() -> None:
        tiki.change(alice.user_id, livechat_id=after)

    tiki.before[method] = give_up
    result = await alice.carry_out(alice.order(after))
    assert result.state is JobState.DONE
    assert await alice.picture() == (CHANGED if after else RELEASED)
    assert not [action for action in alice.house.actions() if action.endswith("-failed")]


async def test_a_chat_account_made_meanwhile_stays_its_makers(alice: IdHouse) -> None:
    async def somebody_registers() -> None:
        alice.house.add_native(ALICIA, "native pw")

    alice.house.tiki.before["change_livechat_id"] = somebody_registers
    assert await alice.carry_out(alice.order()) == refused(ChangeTrouble.TAKEN)
    assert alice.house.tiki.stored_id(alice.user_id) == ALICE
    assert await alice.house.has_native_password(ALICIA, "native pw")


async def test_where_openfire_makes_no_account_the_old_id_stays(alice: IdHouse) -> None:
    alice.house.chat.failing["create_account"] = Rejected("no")
    assert await alice.carry_out(alice.order()) == refused(ChangeTrouble.REFUSED)
    picture = await alice.picture()
    assert (picture["id"], picture["old groups"]) == (ALICE, {"helpers", "chess"})
    assert str(await alice.house.log_in(LOGIN, "pw")) == "Accept(username='alice')"


async def test_an_account_that_was_never_made_needs_no_password(house: House) -> None:
    alice = IdHouse(house)
    house.chat.lose_account(ALICE)
    result = await alice.carry_out(alice.order())
    assert result.state is JobState.DONE
    assert house.chat.usernames == {ALICIA, "bob"}


async def test_groups_that_openfire_keeps_it_in_are_told(alice: IdHouse) -> None:
    alice.house.chat.failing["remove_members"] = Rejected("no")
    result = await alice.carry_out(alice.order())
    assert result.outcome["failed"] == 2
    assert result.outcome["failures"] == [
        {"where": "chess", "who": ALICE, "why": ""},
        {"where": "helpers", "who": ALICE, "why": ""},
    ]


async def test_what_does_not_go_along_is_told_and_the_rest_is_done(alice: IdHouse) -> None:
    alice.archive.failing["restore"] = Rejected("no such thing")
    result = await alice.carry_out(alice.order())
    assert result.outcome["failures"] == [{"where": ALICIA, "who": ALICE, "why": "no such thing"}]
    picture = await alice.picture()
    assert (picture["id"], picture["old password"], picture["online"]) == (ALICIA, False, set())
    assert picture["old groups"] == {"chess"}
    assert alice.told == [(alice.order(moves=False), True)], "nor is she told that it has"


async def test_an_outage_is_waited_out(alice: IdHouse) -> None:
    async def comes_back() -> None:
        if len(alice.slept) > 2:
            alice.archive.failing.clear()

    alice.archive.failing["read"] = Unavailable("Openfire", "away")
    alice.house.tiki.before["find_by_name"] = comes_back
    result = await alice.carry_out(alice.order())
    assert result.state is JobState.DONE
    assert alice.slept[:3] == [1.0, 2.0, 4.0]
    assert await alice.picture() == CHANGED


async def test_one_that_lasts_ends_it_and_it_can_be_done_again(alice: IdHouse) -> None:
    alice.archive.failing["read"] = Unavailable("Openfire", "away")
    result = await alice.carry_out(alice.order())
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert [item.state for item in alice.items.of(7)] == [ItemState.FAILED]
    alice.archive.failing.clear()
    await alice.carry_out(alice.order())
    assert await alice.picture() == CHANGED


async def test_who_asks_for_its_end_before_it_began_has_nothing_changed(alice: IdHouse) -> None:
    before, alice.goes_on = await alice.picture(), False
    assert await alice.carry_out(alice.order()) == Result(JobState.CANCELLED)
    assert await alice.picture() == before


def test_orders_survive_the_table() -> None:
    order = IdOrder(7, LOGIN, LiveChatId("a"), LiveChatId("b"), moves=True)
    assert IdOrder.of(order.as_json()) == order
    assert IdOrder.of(replace(order, after=None).as_json()).after is None
    with pytest.raises(ValueError, match="account"):
        IdOrder.of({"user_id": "7"})
