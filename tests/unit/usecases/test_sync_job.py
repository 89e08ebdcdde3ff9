"""A job applies exactly the plan that was shown, or says why not."""

from collections.abc import Mapping

import pytest

from component.domain.group_plan import GroupPlan
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.usecases.doubt import Doubt
from component.usecases.sync_job import Order, SyncTrouble
from tests.unit.usecases.group_house import GroupHouse
from tests.unit.usecases.sync_office import TIKI_GROUP, WIDE, Office, trouble


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def house(office: Office) -> GroupHouse:
    return office.house


async def test_the_plan_that_was_shown_is_applied(office: Office, house: GroupHouse) -> None:
    house.add("alice", TIKI_GROUP, "Staff")
    plan = await house.plan()
    result = await office.carry_out(Order(plan=plan))
    assert result.state is JobState.DONE
    assert result.outcome == {
        "made": 2,
        "described": 0,
        "deleted": 0,
        "joined": 2,
        "left": 0,
        "given": 1,
        "taken": 0,
        "failed": 0,
        "failures": [],
    }
    assert (await house.plan()).is_empty
    assert office.steps[-1] == (plan.size, plan.size)
    by = {"by": "boss@livechat.test", "way": "shell", "job": "7"}
    assert house.state.audit
    assert all(by.items() <= detail.items() for _, _, detail in house.state.audit)


async def test_without_a_plan_whatever_there_is_to_do_is_done(
    office: Office, house: GroupHouse
) -> None:
    house.add("alice", TIKI_GROUP, "Staff")
    assert (await office.carry_out(Order(("staff",)))).outcome["joined"] == 1
    assert house.chat.rosters == {"staff"}


async def test_what_could_not_be_done_is_in_the_outcome(office: Office, house: GroupHouse) -> None:
    house.add("alice", TIKI_GROUP)
    house.chat.refused_members = {"alice"}
    result = await office.carry_out(Order())
    assert result.state is JobState.DONE
    assert result.outcome["failed"] == 1
    assert result.outcome["failures"] == [
        {"where": "helpers", "who": "alice", "why": "helpers did not take alice"}
    ]


async def test_a_plan_to_which_something_has_come_is_refused_with_the_difference(
    office: Office, house: GroupHouse
) -> None:
    house.add("alice", TIKI_GROUP)
    plan = await house.plan()
    house.add("bob", TIKI_GROUP)
    result = await office.carry_out(Order(plan=plan))
    assert trouble(result) == (JobState.REFUSED, SyncTrouble.OUTDATED)
    step = {"step": "add", "where": "helpers", "who": "bob"}
    assert result.outcome["new"] == {"count": 1, "first": [step]}
    assert result.outcome["gone"] == {"count": 0, "first": []}
    assert house.chat.rosters == set()


async def test_a_plan_of_which_something_is_not_wanted_any_more_is_refused(
    office: Office, house: GroupHouse
) -> None:
    house.add("alice", TIKI_GROUP)
    bob = house.add("bob", TIKI_GROUP)
    plan = await house.plan()
    house.tiki.leave(bob, TIKI_GROUP)
    result = await office.carry_out(Order(plan=plan))
    assert trouble(result) == (JobState.REFUSED, SyncTrouble.OUTDATED)
    step = {"step": "add", "where": "helpers", "who": "bob"}
    assert result.outcome["gone"] == {"count": 1, "first": [step]}
    assert house.chat.rosters == set()


async def test_what_a_sign_in_has_done_of_a_plan_meanwhile_makes_it_no_other_plan(
    office: Office, house: GroupHouse
) -> None:
    alice = house.add("alice", TIKI_GROUP, "Staff")
    bob = house.add("bob", "Staff")
    await house.sync()
    office.limits = WIDE
    house.chat.join("helpers", "carol")
    house.add("dora", "Staff", "Heads")
    for user_id, leaves, joins in ((alice, TIKI_GROUP, "Heads"), (bob, "Staff", TIKI_GROUP)):
        house.tiki.leave(user_id, leaves)
        house.tiki.join(user_id, joins)
    plan = await house.plan()
    assert plan.size > 8
    await house.sync_one(alice)
    await house.sync_one(bob)
    result = await office.carry_out(Order(plan=plan))
    assert result.state is JobState.DONE
    assert (await house.plan()).is_empty
    assert house.members("helpers") == {"bob", "carol"}


@pytest.mark.parametrize(
    ("confirmed", "state"),
    [(None, JobState.REFUSED), (2, JobState.REFUSED), (3, JobState.DONE), (4, JobState.REFUSED)],
)
@pytest.mark.parametrize("is_shown", [True, False])
async def test_more_removals_than_the_limits_allow_are_confirmed_by_their_number(
    office: Office, house: GroupHouse, confirmed: int | None, state: JobState, is_shown: bool
) -> None:
    for name in house.add_many(3, TIKI_GROUP):
        assert name not in house.chat.rosters
    house.add("zoe", "Live Chat helpers")
    await house.sync()
    for user_id in house.tiki.user_ids[:3]:
        house.tiki.leave(user_id, TIKI_GROUP)
    plan = await house.plan() if is_shown else None
    before = house.picture()
    result = await office.carry_out(Order(plan=plan, confirmed=confirmed))
    assert result.state is state
    if state is JobState.REFUSED:
        assert (result.outcome["trouble"], result.outcome["removals"]) == (SyncTrouble.LIMITS, 3)
        assert house.picture() == before
    else:
        assert house.members("helpers") == {"zoe"}


async def test_a_doubtful_source_refuses_a_job(office: Office, house: GroupHouse) -> None:
    house.add("alice", TIKI_GROUP)
    await house.sync()
    house.tiki._memberships.clear()
    result = await office.carry_out(Order(confirmed=1))
    assert trouble(result) == (JobState.REFUSED, Doubt.NO_MEMBERSHIPS)
    assert house.members("helpers") == {"alice"}


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"rosters": "helpers", "plan": None, "confirmed": None},
        {"rosters": [], "plan": {"groups": 3}, "confirmed": None},
        {"rosters": [], "plan": None, "confirmed": "3"},
        {"rosters": ["nothing of this name"], "plan": None, "confirmed": None},
    ],
)
async def test_a_job_that_cannot_be_meant_is_refused(
    office: Office, house: GroupHouse, arguments: Mapping[str, object]
) -> None:
    house.add("alice", TIKI_GROUP)
    job = Job(7, JobKind.SYNC_GROUPS, Asker("boss"), arguments, attempts=1)
    result = await office.handler()(job, office.progress)
    assert trouble(result) == (JobState.REFUSED, SyncTrouble.SETTINGS)
    assert result.outcome["why"]
    assert house.chat.rosters == set()


async def test_a_job_that_was_begun_and_is_outdated_has_failed(
    office: Office, house: GroupHouse
) -> None:
    house.add("alice", TIKI_GROUP)
    plan = await house.plan()
    house.add("bob", TIKI_GROUP)
    result = await office.carry_out(Order(plan=plan), attempts=2)
    assert trouble(result) == (JobState.FAILED, SyncTrouble.OUTDATED)


async def test_an_empty_plan_is_done_at_once(office: Office, house: GroupHouse) -> None:
    house.add("alice")
    result = await office.carry_out(Order(plan=GroupPlan()))
    assert (result.state, result.outcome["joined"]) == (JobState.DONE, 0)
