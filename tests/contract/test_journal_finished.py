"""The port `Journal`: what is finished, undone, and kept for that."""

import pytest

from component.domain.migration import Step
from component.domain.names import LiveChatId
from tests.contract.journal_steps import OPEN, begin, finish, walk
from tests.contract.journal_worlds import FULL, JournalWorld, plan, small


async def test_what_is_finished_is_found_by_its_very_id(journal: JournalWorld) -> None:
    finished = await finish(journal.port, plan("zoë", 7))
    assert await journal.other.find_finished(LiveChatId("zoë")) == finished
    assert await journal.other.find_finished(LiveChatId("zoe")) is None


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.FINISHED])
async def test_what_is_not_finished_or_was_undone_is_not_found(
    journal: JournalWorld, step: Step
) -> None:
    migration = await begin(journal.port)
    if step is Step.UNDONE:
        migration = await walk(journal.port, migration, Step.CLAIMED, Step.FINISHED)
    if step is not Step.BEGUN:
        await walk(journal.port, migration, step)
    assert await journal.port.find_finished(LiveChatId("bob")) is None


async def test_of_several_the_newest_counts(journal: JournalWorld) -> None:
    await walk(journal.port, await finish(journal.port), Step.UNDONE)
    again = await finish(journal.other)
    assert await journal.port.find_finished(LiveChatId("bob")) == again
    await walk(journal.port, await begin(journal.port), Step.ABANDONED)
    assert await journal.port.find_finished(LiveChatId("bob")) == again


async def test_what_is_finished_is_undone_by_any_component_but_once(journal: JournalWorld) -> None:
    finished = await finish(journal.port)
    undone = await journal.other.advance(finished, Step.UNDONE)
    assert undone is not None
    assert undone.step is Step.UNDONE
    assert await journal.port.advance(finished, Step.UNDONE) is None


async def test_a_snapshot_is_read_as_it_was_saved(journal: JournalWorld) -> None:
    begun = await begin(journal.port)
    assert await journal.port.read_snapshot(begun) is None
    await journal.port.save_snapshot(begun, FULL)
    assert await journal.other.read_snapshot(begun) == FULL


async def test_the_first_snapshot_stays(journal: JournalWorld) -> None:
    begun = await begin(journal.port)
    await journal.port.save_snapshot(begun, small("as it was"))
    await journal.other.save_snapshot(begun, small("as it is"))
    assert await journal.port.read_snapshot(begun) == small("as it was")


async def test_each_migration_has_its_own_snapshot(journal: JournalWorld) -> None:
    one, two = await begin(journal.port), await begin(journal.port, plan("carol", 8))
    await journal.port.save_snapshot(one, small("one"))
    assert await journal.port.read_snapshot(two) is None
    await journal.port.save_snapshot(two, small("two"))
    assert await journal.port.read_snapshot(one) == small("one")


@pytest.mark.parametrize("last", [Step.FINISHED, Step.UNDONE])
async def test_a_snapshot_is_dropped_when_its_time_is_over(
    journal: JournalWorld, last: Step
) -> None:
    old = await walk(journal.port, await begin(journal.port), last)
    await journal.port.save_snapshot(old, FULL)
    journal.pass_time(100)
    new = await walk(journal.port, await begin(journal.port, plan("carol", 8)), last)
    await journal.port.save_snapshot(new, FULL)
    assert await journal.port.drop_snapshots(200) == 0
    assert await journal.port.drop_snapshots(50) == 1
    assert await journal.port.read_snapshot(old) is None
    assert await journal.port.read_snapshot(new) == FULL
    assert await journal.port.drop_snapshots(50) == 0


@pytest.mark.parametrize("step", OPEN)
async def test_a_snapshot_that_is_still_needed_is_never_dropped(
    journal: JournalWorld, step: Step
) -> None:
    migration = await begin(journal.port)
    if step is not Step.BEGUN:
        migration = await walk(journal.port, migration, step)
    await journal.port.save_snapshot(migration, FULL)
    journal.pass_time(10_000)
    assert await journal.other.drop_snapshots(1) == 0
    assert await journal.port.read_snapshot(migration) == FULL
