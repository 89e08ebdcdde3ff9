"""The port `Journal`: what an admin looks for in it."""

import pytest

from component.domain.migration import Step
from component.domain.names import LiveChatId
from tests.contract.journal_steps import begin, finish, walk
from tests.contract.journal_worlds import JournalWorld, plan


async def test_the_newest_come_first_and_no_more_than_are_wanted(journal: JournalWorld) -> None:
    begun = [await begin(journal.port, plan(f"u{n}", n)) for n in range(1, 4)]
    assert await journal.other.newest(10) == begun[::-1]
    assert await journal.other.newest(2) == [begun[2], begun[1]]


async def test_only_those_are_listed_that_have_come_as_far_as_is_wanted(
    journal: JournalWorld,
) -> None:
    finished = await finish(journal.port)
    abandoned = await walk(journal.port, await begin(journal.port), Step.ABANDONED)
    begun = await begin(journal.port)
    assert await journal.port.newest(10, [Step.BEGUN, Step.FINISHED]) == [begun, finished]
    assert await journal.port.newest(10, [Step.ABANDONED]) == [abandoned]
    assert await journal.port.newest(10, [Step.RETIRED]) == []
    assert await journal.port.newest(10, []) == []


async def test_what_is_finished_is_found_by_its_tiki_account(journal: JournalWorld) -> None:
    finished = await finish(journal.port, plan("zoë", 7))
    await finish(journal.port, plan("carol", 8))
    assert await journal.other.find_finished_of(7) == finished
    assert await journal.other.find_finished_of(9) is None


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.FINISHED])
async def test_what_is_not_finished_or_was_undone_is_not_found_by_its_tiki_account(
    journal: JournalWorld, step: Step
) -> None:
    migration = await begin(journal.port)
    if step is Step.UNDONE:
        migration = await walk(journal.port, migration, Step.CLAIMED, Step.FINISHED)
    if step is not Step.BEGUN:
        await walk(journal.port, migration, step)
    assert await journal.port.find_finished_of(7) is None


async def test_of_several_of_a_tiki_account_the_newest_counts(journal: JournalWorld) -> None:
    await walk(journal.port, await finish(journal.port), Step.UNDONE)
    again = await finish(journal.port, plan("bobby"))
    assert await journal.port.find_finished_of(7) == again
    await walk(journal.port, again, Step.UNDONE)
    assert await journal.port.find_finished_of(7) is None
    assert await journal.port.find_finished(LiveChatId("bobby")) is None
