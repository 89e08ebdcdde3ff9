"""The port `Journal`: who goes on with a migration that has stopped."""

import pytest

from component.domain.migration import Step
from component.domain.names import LiveChatId
from tests.contract.journal_steps import CLOSED, OPEN, begin, walk
from tests.contract.journal_worlds import LEASE, JournalWorld, plan


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
