"""What cannot be done of a plan is told, person by person, and the rest is done."""

from dataclasses import replace

import pytest

from component.domain.applied import Applied, Failure
from component.domain.group_plan import GroupPlan
from component.ports import Rejected
from component.usecases.applying import NO_REASON
from tests.unit.actors import TESTER
from tests.unit.usecases.group_house import HELPERS, GroupHouse

TIKI_GROUP = HELPERS.tiki[0]


@pytest.fixture
def house() -> GroupHouse:
    return GroupHouse((HELPERS,))


async def apply(house: GroupHouse, plan: GroupPlan) -> Applied:
    return await house.applying()(plan, TESTER)


async def test_one_bad_member_is_told_of_and_the_others_come_in(house: GroupHouse) -> None:
    names = house.add_many(5, "Live Chat helpers")
    house.chat.refused_members = {names[2]}
    applied = await house.sync()
    (failure,) = applied.failures
    assert (failure.where, failure.who) == ("helpers", names[2])
    assert names[2] in failure.why
    assert (applied.joined, applied.is_whole) == (4, True)
    assert house.members("helpers") == house.managed.members["helpers"] == {*names} - {names[2]}
    told = [action for action, subject, _ in house.state.audit if subject == names[2]]
    assert told == ["join-group", "join-group-failed"]


async def test_a_bad_batch_is_tried_one_by_one_for_those_only_who_are_not_in(
    house: GroupHouse,
) -> None:
    names = house.add_many(4, "Live Chat helpers")
    house.chat.refused_members = {names[1]}
    await house.sync()
    added = [call[2] for call in house.chat.calls if call[0] == "add_members"]
    assert added == [tuple(names), (names[1],)]


async def test_members_that_openfire_will_not_let_go_stay_remembered(house: GroupHouse) -> None:
    house.add("alice", "Live Chat helpers")
    house.add("bob", "Live Chat helpers")
    await house.sync()
    house.lose_memberships(TIKI_GROUP)
    house.chat.failing["remove_members"] = Rejected("no")
    applied = await house.sync()
    assert applied.failures == (Failure("helpers", "alice", "no"), Failure("helpers", "bob", "no"))
    assert house.managed.members == {"helpers": {"alice", "bob"}}
    house.chat.come_back()
    assert (await house.sync()).left == 2
    assert house.members("helpers") == set()


async def test_a_command_that_does_nothing_and_says_nothing_is_a_failure(
    house: GroupHouse,
) -> None:
    house.add("alice", "Live Chat helpers")
    plan = await house.plan()

    async def lose_her_again() -> None:
        house.chat.leave("helpers", "alice")

    house.chat.before["members_among"] = lose_her_again
    applied = await apply(house, plan)
    assert applied.failures == (Failure("helpers", "alice", NO_REASON),)
    assert house.managed.members == {"helpers": set()}


async def test_an_account_that_is_deleted_after_the_plan_is_put_into_no_group(
    house: GroupHouse,
) -> None:
    house.add("alice", "Live Chat helpers")
    house.add("bob", "Live Chat helpers")
    plan = await house.plan()
    house.chat.lose_account("alice")
    applied = await apply(house, plan)
    assert [(f.where, f.who) for f in applied.failures] == [("helpers", "alice")]
    assert house.members("helpers") == house.managed.members["helpers"] == {"bob"}


async def test_a_group_that_cannot_be_made_stops_no_other_group(house: GroupHouse) -> None:
    too_long = "x" * 51
    house.mappings = (replace(HELPERS, name=too_long), HELPERS)
    house.add("alice", "Live Chat helpers")
    plan = await house.plan()
    steps: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> bool:
        steps.append((done, total))
        return True

    applied = await house.applying()(plan, TESTER, progress)
    assert [(f.where, f.who) for f in applied.failures] == [(too_long, "")]
    assert (applied.made, applied.joined) == (1, 1)
    assert steps[-1] == (plan.size, plan.size)
    assert house.managed.members == {"helpers": {"alice"}}


async def test_a_group_that_cannot_be_shown_is_told_of(house: GroupHouse) -> None:
    house.add("alice", "Live Chat helpers")
    house.chat.failing["describe_group"] = Rejected("no")
    assert (await house.sync()).failures == (Failure("helpers", "", "no"),)
    house.chat.come_back()
    assert await house.sync() == Applied(described=1)
