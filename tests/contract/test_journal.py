"""The port `Journal`: a migration has one component at a time, and none is lost."""

import asyncio

import pytest

from component.domain.migration import Migration, OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId
from component.ports import Journal
from tests.contract.journal_worlds import FULL, LEASE, JournalWorld, plan, small

OPEN = [step for step in Step if step.is_open]
CLOSED = [step for step in Step if not step.is_open]


async def begin(journal: Journal, wanted: Plan | None = None) -> Migration:
    begun = await journal.begin(wanted or plan())
    assert begun is not None
    return begun


async def walk(journal: Journal, migration: Migration, *steps: Step) -> Migration:
    """Take some steps."""
    for step in steps:
        advanced = await journal.advance(migration, step)
        assert advanced is not None
        migration = advanced
    return migration


async def finish(journal: Journal, wanted: Plan | None = None) -> Migration:
    return await walk(journal, await begin(journal, wanted), Step.CLAIMED, Step.FINISHED)


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
