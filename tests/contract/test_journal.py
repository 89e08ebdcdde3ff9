"""The port `Journal`: a migration has one component at a time, and none is lost."""

import asyncio

import pytest

from component.domain.migration import OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId
from tests.contract.journal_steps import CLOSED, begin, walk
from tests.contract.journal_worlds import LEASE, JournalWorld, plan


@pytest.mark.parametrize(
    "wanted",
    [
        plan(),
        plan("zoë", 2_147_483_647, path=Path.TIKI_ONLY, tiki_login="Zoë Ünlü 🦄"),
        plan("x" * 64, None, path=Path.CHAT_ONLY, tiki_login="o'neil \\ %s"),
        plan("bob", 1, tiki_login="of an old Tiki \udce4", old_account=OldAccount.DELETE),
        plan("bob", 1, tiki_login="山" * 200),
    ],
)
async def test_what_is_begun_is_found_as_it_was_planned(
    journal: JournalWorld, wanted: Plan
) -> None:
    begun = await begin(journal.port, wanted)
    assert (begun.plan, begun.step) == (wanted, Step.BEGUN)
    assert await journal.other.find_open(wanted.livechat_id) == begun


async def test_numbers_grow(journal: JournalWorld) -> None:
    numbers = [(await begin(journal.port, plan(f"user{n}", n))).number for n in range(1, 4)]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("rival", [plan("bob", 8), plan("bobby", 7), plan("bob", None), plan()])
async def test_neither_an_id_nor_a_tiki_account_migrates_twice_at_once(
    journal: JournalWorld, rival: Plan
) -> None:
    begun = await begin(journal.port)
    assert await journal.other.begin(rival) is None
    assert await journal.port.begin(rival) is None
    assert await journal.port.find_open(LiveChatId("bob")) == begun


async def test_those_with_nothing_in_common_migrate_at_once(journal: JournalWorld) -> None:
    for number, wanted in enumerate([plan("zoë", None), plan("zoe", None), plan("bob", 7)]):
        begun = await begin(journal.port, wanted)
        assert await journal.port.find_open(wanted.livechat_id) == begun, number


@pytest.mark.parametrize("last", CLOSED)
async def test_what_is_closed_stands_in_nobodys_way(journal: JournalWorld, last: Step) -> None:
    await walk(journal.port, await begin(journal.port), last)
    assert await journal.port.find_open(LiveChatId("bob")) is None
    assert (await begin(journal.other)).step is Step.BEGUN


async def test_steps_are_taken_one_after_the_other(journal: JournalWorld) -> None:
    migration = await begin(journal.port)
    for step in (Step.CLAIMED, Step.SAVED, Step.RETIRED):
        migration = await walk(journal.port, migration, step)
        assert (migration.plan, migration.step) == (plan(), step)
        assert await journal.other.find_open(LiveChatId("bob")) == migration
    await walk(journal.port, migration, Step.FINISHED)
    assert await journal.other.find_open(LiveChatId("bob")) is None


async def test_the_tiki_account_that_was_made_is_written_down(journal: JournalWorld) -> None:
    begun = await begin(journal.port, plan(user_id=None))
    claimed = await journal.port.advance(begun, Step.CLAIMED, user_id=99)
    assert claimed is not None
    assert claimed.plan == plan(user_id=99)
    assert (await walk(journal.port, claimed, Step.SAVED)).plan.user_id == 99
    assert await journal.other.begin(plan("another", 99)) is None


async def test_a_step_from_where_it_is_not_any_more_changes_nothing(journal: JournalWorld) -> None:
    begun = await begin(journal.port)
    claimed = await walk(journal.port, begun, Step.CLAIMED)
    assert await journal.port.advance(begun, Step.ABANDONED) is None
    assert await journal.port.find_open(LiveChatId("bob")) == claimed


async def test_a_step_of_one_is_not_a_step_of_another(journal: JournalWorld) -> None:
    begun = await begin(journal.port)
    other = await begin(journal.port, plan("carol", 8))
    await walk(journal.port, begun, Step.CLAIMED, Step.FINISHED)
    assert await journal.port.find_open(LiveChatId("carol")) == other


async def test_of_many_who_begin_at_once_one_does(journal: JournalWorld) -> None:
    wanted = [plan("bob", n) for n in range(10)] + [plan(f"u{n}", 7) for n in range(10)]
    sides = (journal.port, journal.other)
    begun = await asyncio.gather(*(sides[n % 2].begin(one) for n, one in enumerate(wanted)))
    of_bob = [migration for migration in begun[:10] if migration]
    assert len(of_bob) <= 1
    of_seven = [migration for migration in begun if migration and migration.plan.user_id == 7]
    assert len(of_seven) <= 1
    assert of_bob or of_seven


async def test_of_many_who_take_a_step_at_once_one_does(journal: JournalWorld) -> None:
    begun = await begin(journal.port)
    steps = [Step.CLAIMED, Step.ABANDONED] * 5
    advanced = await asyncio.gather(*(journal.port.advance(begun, step) for step in steps))
    assert sum(migration is not None for migration in advanced) == 1


async def test_of_many_who_take_over_at_once_each_gets_what_no_other_has(
    journal: JournalWorld,
) -> None:
    begun = [await begin(journal.port, plan(f"u{n}", n)) for n in range(1, 31)]
    journal.pass_time(LEASE + 1)
    sides = (journal.port, journal.other) * 3
    taken = await asyncio.gather(*(journal.take_over(30) for journal in sides))
    numbers = [migration.number for part in taken for migration in part]
    assert sorted(numbers) == [migration.number for migration in begun]
