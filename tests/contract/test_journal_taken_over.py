"""The port `Journal`: who goes on with a migration that has stopped."""

from typing import TYPE_CHECKING

import pytest

from component.adapters.state_owner import SETTLING_SECONDS
from component.domain.migration import Step
from component.domain.names import LiveChatId
from tests.contract.journal_steps import CLOSED, OPEN, begin, walk
from tests.contract.journal_worlds import LEASE, JournalWorld, plan

if TYPE_CHECKING:
    from component.ports import Journal


@pytest.mark.parametrize("step", OPEN)
async def test_nobody_else_takes_a_step_while_the_time_lasts(
    journal: JournalWorld, step: Step
) -> None:
    migration = await begin(journal.port)
    if step is not Step.BEGUN:
        migration = await walk(journal.port, migration, step)
    journal.pass_time(LEASE - 5)
    assert await journal.other.take_over() == []
    assert await journal.other.advance(migration, Step.FINISHED) is None
    assert (await walk(journal.port, migration, Step.FINISHED)).step is Step.FINISHED


@pytest.mark.parametrize("step", OPEN)
async def test_what_has_stopped_is_taken_over_where_it_stopped(
    journal: JournalWorld, step: Step
) -> None:
    migration = await begin(journal.port, plan(user_id=None))
    if step is not Step.BEGUN:
        advanced = await journal.port.advance(migration, step, user_id=99)
        assert advanced is not None
        migration = advanced
    journal.pass_time(LEASE + 1)
    (taken,) = await journal.other.take_over()
    assert (taken.number, taken.plan, taken.step) == (
        migration.number,
        migration.plan,
        migration.step,
    )
    assert await journal.port.advance(migration, Step.ABANDONED) is None, "hands off"
    assert (await walk(journal.other, taken, Step.FINISHED)).step is Step.FINISHED


@pytest.mark.parametrize("by", ["port", "other"])
async def test_what_was_left_is_taken_over_as_soon_as_nothing_comes_of_it_any_more(
    journal: JournalWorld, by: str
) -> None:
    """What was sent to a database that hung may come about when it goes on."""
    migration = await begin(journal.port)
    await journal.port.leave(migration)
    looks: Journal = getattr(journal, by)
    assert await looks.take_over() == []
    journal.pass_time(SETTLING_SECONDS + 1)
    assert [one.number for one in await looks.take_over()] == [migration.number]


async def test_what_is_somebody_elses_by_now_is_not_left(journal: JournalWorld) -> None:
    migration = await begin(journal.port)
    journal.pass_time(LEASE + 1)
    assert await journal.other.take_over()
    await journal.port.leave(migration)
    journal.pass_time(SETTLING_SECONDS + 1)
    assert await journal.port.take_over() == []


async def test_to_leave_what_is_over_anyhow_does_not_prolong_it(journal: JournalWorld) -> None:
    migration = await begin(journal.port)
    journal.pass_time(LEASE + 1)
    await journal.port.leave(migration)
    assert len(await journal.other.take_over()) == 1


async def test_what_an_earlier_run_had_is_taken_over_when_the_next_one_says_so(
    journal: JournalWorld,
) -> None:
    migration = await begin(journal.port)
    journal.pass_time(SETTLING_SECONDS + 1)
    assert await journal.again.take_over() == [], "it may still be at it"
    assert await journal.again.reclaim() == 1
    assert [one.number for one in await journal.again.take_over()] == [migration.number]
    assert await journal.port.advance(migration, Step.CLAIMED) is None, "hands off"


async def test_what_an_earlier_run_did_last_may_come_about_first(journal: JournalWorld) -> None:
    await begin(journal.port)
    assert await journal.again.reclaim() == 1
    assert await journal.again.take_over() == []
    journal.pass_time(SETTLING_SECONDS + 1)
    assert len(await journal.again.take_over()) == 1


async def test_what_others_have_is_not_reclaimed(journal: JournalWorld) -> None:
    await begin(journal.other)
    await begin(journal.again, plan("carol", 8))
    assert await journal.again.reclaim() == 0
    journal.pass_time(SETTLING_SECONDS + 1)
    assert await journal.again.take_over() == []


async def test_each_step_begins_the_time_anew(journal: JournalWorld) -> None:
    migration = await begin(journal.port)
    for step in (Step.CLAIMED, Step.SAVED, Step.RETIRED):
        journal.pass_time(LEASE - 5)
        migration = await walk(journal.port, migration, step)
    assert await journal.other.take_over() == []


async def test_to_take_over_begins_the_time_anew(journal: JournalWorld) -> None:
    await begin(journal.port)
    journal.pass_time(LEASE + 1)
    assert len(await journal.other.take_over()) == 1
    journal.pass_time(LEASE - 5)
    assert await journal.port.take_over() == []
    journal.pass_time(LEASE)
    assert len(await journal.port.take_over()) == 1


async def test_who_is_late_goes_on_if_nobody_has_taken_over(journal: JournalWorld) -> None:
    begun = await begin(journal.port)
    journal.pass_time(LEASE + 1)
    assert await journal.other.begin(plan()) is None
    claimed = await walk(journal.port, begun, Step.CLAIMED)
    assert await journal.other.take_over() == []
    assert await journal.other.find_open(LiveChatId("bob")) == claimed


async def test_a_component_takes_over_what_it_could_not_go_on_with_itself(
    journal: JournalWorld,
) -> None:
    claimed = await walk(journal.port, await begin(journal.port), Step.CLAIMED)
    journal.pass_time(LEASE + 1)
    (taken,) = await journal.port.take_over()
    assert taken.step is Step.CLAIMED
    assert (await walk(journal.port, claimed, Step.FINISHED)).step is Step.FINISHED


@pytest.mark.parametrize("last", CLOSED)
async def test_what_is_closed_is_not_taken_over(journal: JournalWorld, last: Step) -> None:
    await walk(journal.port, await begin(journal.port), last)
    journal.pass_time(LEASE + 1)
    assert await journal.other.take_over() == []


async def test_those_who_wait_for_longest_are_taken_over_first(journal: JournalWorld) -> None:
    first, second, third = [await begin(journal.port, plan(f"u{n}", n)) for n in range(1, 4)]
    journal.pass_time(LEASE)
    await walk(journal.port, first, Step.CLAIMED)
    journal.pass_time(LEASE + 1)
    taken = [migration.number for migration in await journal.other.take_over(2)]
    assert taken == [second.number, third.number]
    assert [m.number for m in await journal.other.take_over(2)] == [first.number]
