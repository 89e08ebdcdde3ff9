"""The port `Schedules`: when the migration window is which, the same for all components."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from component.adapters.state_window import StateWindow
from component.domain.audit import Actor, Way
from component.domain.window import KeptSchedule, Schedule
from component.ports.window import Schedules
from tests.contract.conftest import BOTH
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, RealState
from tests.fakes.window import FakeSchedules

NOW = 1_790_000_000.125
ALICE, BOSS = Actor("alice@livechat.test", Way.CHAT), Actor("böss", Way.SHELL)
OPEN, REFUSING = Schedule(NOW), Schedule(NOW, NOW + 5, NOW + 7.5)


@pytest.fixture
async def stored(databases: Databases, real_state: RealState) -> StateWindow:
    return StateWindow(databases.state, real_state.port.prepare)


@pytest.fixture(params=BOTH)
def schedules(request: pytest.FixtureRequest) -> Schedules:
    if request.param == "fake":
        return FakeSchedules()
    real: StateWindow = request.getfixturevalue("stored")
    return real


async def test_before_the_first_start_nothing_is_kept(schedules: Schedules) -> None:
    assert await schedules.read() is None


@pytest.mark.parametrize("schedule", [OPEN, REFUSING, Schedule(NOW, close_on=NOW)])
async def test_a_first_schedule_is_kept_as_it_is(schedule: Schedule, schedules: Schedules) -> None:
    kept = await schedules.begin(schedule, BOSS, NOW + 1)
    assert kept == KeptSchedule(schedule, BOSS, NOW + 1, 1)
    assert await schedules.read() == kept


async def test_a_second_beginning_changes_nothing(schedules: Schedules) -> None:
    first = await schedules.begin(OPEN, ALICE, NOW)
    assert await schedules.begin(REFUSING, BOSS, NOW + 1) == first
    assert await schedules.read() == first


async def test_of_many_who_begin_at_once_all_get_the_same(schedules: Schedules) -> None:
    kept = await asyncio.gather(
        *(schedules.begin(Schedule(NOW + number), ALICE, NOW) for number in range(10))
    )
    assert set(kept) == {await schedules.read()}


async def test_a_change_says_who_made_it_and_when(schedules: Schedules) -> None:
    first = await schedules.begin(OPEN, ALICE, NOW)
    changed = await schedules.change(first, REFUSING, BOSS, NOW + 60)
    assert changed == KeptSchedule(REFUSING, BOSS, NOW + 60, 2)
    assert await schedules.read() == changed
    back = await schedules.change(changed, OPEN, ALICE, NOW + 61)
    assert back is not None
    assert (back.schedule, back.revision) == (OPEN, 3)


async def test_of_many_changes_of_the_same_one_is_made(schedules: Schedules) -> None:
    seen = await schedules.begin(OPEN, ALICE, NOW)
    made = await asyncio.gather(
        *(schedules.change(seen, Schedule(NOW, NOW + number), BOSS, NOW) for number in range(10))
    )
    (changed,) = [one for one in made if one is not None]
    assert await schedules.read() == changed


async def test_a_change_of_what_was_changed_meanwhile_is_none(schedules: Schedules) -> None:
    first = await schedules.begin(OPEN, ALICE, NOW)
    second = await schedules.change(first, REFUSING, BOSS, NOW)
    assert await schedules.change(first, OPEN, ALICE, NOW) is None
    assert await schedules.read() == second


async def test_a_change_to_the_same_is_a_change_too(schedules: Schedules) -> None:
    first = await schedules.begin(OPEN, ALICE, NOW)
    changed = await schedules.change(first, OPEN, ALICE, NOW)
    assert changed is not None
    assert changed.revision == first.revision + 1


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(
    times=st.lists(st.floats(1_600_000_000, 4_000_000_000), min_size=3, max_size=3).map(sorted),
    refuses=st.booleans(),
    closes=st.booleans(),
)
async def test_any_time_comes_back_to_the_microsecond(
    times: list[float], refuses: bool, closes: bool, schedules: Schedules
) -> None:
    opened, refuse, close = times
    schedule = Schedule(opened, refuse if refuses else None, close if closes else None)
    kept = await schedules.begin(schedule, ALICE, NOW)
    changed = await schedules.change(kept, schedule, ALICE, NOW)
    assert changed is not None
    found = changed.schedule
    for given_at, read in (
        (schedule.opened_at, found.opened_at),
        (schedule.refuse_from, found.refuse_from),
        (schedule.close_on, found.close_on),
    ):
        assert read == (None if given_at is None else pytest.approx(given_at, abs=1e-6, rel=0))


@pytest.mark.live
async def test_the_table_is_made_when_it_is_first_needed(
    real_state: RealState, root: Root, databases: Databases
) -> None:
    for table in ("migration_window", "schema_version"):
        root.execute(f"DROP TABLE {table}", (), DATABASE)
    stored = StateWindow(databases.state, real_state.port.prepare)
    assert await stored.read() is None
    assert (await stored.begin(OPEN, ALICE, NOW)).schedule == OPEN


@pytest.mark.live
async def test_a_name_that_is_longer_than_the_column_is_cut(stored: StateWindow) -> None:
    kept = await stored.begin(OPEN, Actor("x" * 3000, Way.SHELL), NOW)
    assert kept.changed_by == Actor("x" * 191, Way.SHELL)
