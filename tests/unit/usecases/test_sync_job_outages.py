"""A job outlasts outages and the end of its component, and ends when it is asked to."""

import pytest

from component.domain.jobs import JobState, Trouble
from component.ports import Unavailable
from component.usecases import applying
from component.usecases.sync_job import Order
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.group_house import GroupHouse
from tests.unit.usecases.sync_office import PACE, TIKI_GROUP, Office, moved, trouble


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def house(office: Office) -> GroupHouse:
    return office.house


async def test_an_outage_is_waited_out_with_growing_pauses(
    office: Office, house: GroupHouse
) -> None:
    house.add("alice", TIKI_GROUP)
    plan = await house.plan()
    house.chat.go_down()

    async def come_back_after_four() -> None:
        if len(office.slept) == 4:
            house.chat.come_back()

    house.tiki.before["group_names"] = come_back_after_four
    result = await office.carry_out(Order(plan=plan))
    assert result.state is JobState.DONE
    assert office.slept == [1.0, 2.0, 4.0, 4.0]
    assert house.members("helpers") == {"alice"}


async def test_an_outage_that_does_not_end_fails_the_job(office: Office, house: GroupHouse) -> None:
    house.add("alice", TIKI_GROUP)
    house.chat.go_down()
    result = await office.carry_out(Order())
    assert trouble(result) == (JobState.FAILED, Trouble.UNAVAILABLE)
    assert "it is down" in str(result.outcome["why"])
    assert PACE.patience <= sum(office.slept) <= PACE.patience + PACE.longest_pause


async def test_what_was_done_before_an_outage_counts(
    office: Office, house: GroupHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 1)
    house.add_many(30, TIKI_GROUP)
    plan = await house.plan()
    answers = iter([True, False] * 100)

    async def fail_at_every_second() -> None:
        if not next(answers):
            raise Unavailable("Openfire", "away")

    house.chat.before["add_members"] = fail_at_every_second
    result = await office.carry_out(Order(plan=plan))
    assert result.state is JobState.DONE
    assert (result.outcome["made"], result.outcome["joined"]) == (1, 30)
    assert set(office.slept) == {1.0}
    assert office.steps[-1] == (plan.size, plan.size)
    assert [total for _, total in office.steps].count(plan.size) == len(office.steps)


async def test_a_job_that_is_to_end_ends_with_what_it_has_done(
    office: Office, house: GroupHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 1)
    house.add_many(5, TIKI_GROUP)
    office.stop_at = 4
    result = await office.carry_out(Order())
    assert result.state is JobState.CANCELLED
    assert result.outcome["joined"] == 2


async def test_a_job_that_is_to_end_does_not_wait_for_the_end_of_an_outage(
    office: Office, house: GroupHouse
) -> None:
    house.add("alice", TIKI_GROUP)
    house.chat.go_down()
    office.stop_at = 0
    assert (await office.carry_out(Order())).state is JobState.CANCELLED
    assert len(office.slept) == 1


@pytest.mark.parametrize("is_shown", [True, False])
async def test_wherever_a_component_dies_another_one_does_the_rest(is_shown: bool) -> None:
    whole = Fate()
    office = await moved()
    order = Order(plan=await office.house.plan() if is_shown else None)
    assert (await office.carry_out(order, whole)).state is JobState.DONE
    clean = office.house.picture()
    for number in range(len(whole.calls)):
        office = await moved()
        fate = Fate(number, Blow.KILLED_AFTER)
        with pytest.raises(Killed):
            await office.carry_out(order, fate)
        done, total = office.steps[-1] if office.steps else (0, 0)
        result = await office.carry_out(order, attempts=2, done=done, total=total)
        assert result.state is JobState.DONE, (fate.story, result.outcome)
        assert office.house.picture() == clean, fate.story
        assert office.steps[-1][0] == office.steps[-1][1]
