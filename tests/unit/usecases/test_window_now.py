"""Where the migration stands now: at most a second old, and known for a while in an outage."""

import asyncio
from dataclasses import dataclass, field

import pytest

from component.domain.audit import Actor, Way
from component.domain.login import Window
from component.domain.reminders import DAY
from component.domain.window import Schedule
from component.ports import Unavailable
from component.usecases.window_now import KnowWindow, WindowSettings
from tests.fakes.state import FakeState
from tests.fakes.window import FakeSchedules

NOW = 1_790_000_000.0
BOSS = Actor("boss", Way.SHELL)


@dataclass
class Sites:
    """The components of a site, whose clocks a test moves."""

    schedules: FakeSchedules = field(default_factory=FakeSchedules)
    state: FakeState = field(default_factory=FakeState)
    passed: float = 0.0

    def component(self, first: Window = Window.OPEN, patience: float = 0.05) -> KnowWindow:
        """The use case, of a component that has just been started."""
        return KnowWindow(
            WindowSettings(first, patience=patience),
            self.schedules,
            self.state,
            lambda: NOW + self.passed,
            lambda: self.passed,
        )

    async def turn(self, schedule: Schedule) -> None:
        """Have the schedule changed by another component."""
        kept = await self.schedules.read()
        assert kept is not None
        assert await self.schedules.change(kept, schedule, BOSS, NOW) is not None


@pytest.fixture
def sites() -> Sites:
    return Sites()


@pytest.mark.parametrize("first", Window)
async def test_a_site_begins_with_the_window_of_its_settings(first: Window, sites: Sites) -> None:
    assert await sites.component(first)() is first
    assert [action for action, _, _ in sites.state.audit] == ["begin-window"]


async def test_an_open_one_begins_to_refuse_after_half_a_year(sites: Sites) -> None:
    know = sites.component()
    assert await know.schedule() == Schedule(NOW, NOW + 183 * DAY)
    sites.passed = 183 * DAY - 1
    assert await know() is Window.OPEN
    sites.passed += 1
    assert await know() is Window.REFUSING


async def test_from_the_second_start_on_the_settings_say_nothing(sites: Sites) -> None:
    await sites.component(Window.REFUSING)()
    assert await sites.component(Window.CLOSED)() is Window.REFUSING
    assert len(sites.state.audit) == 1


async def test_without_the_audit_nothing_begins(sites: Sites) -> None:
    sites.state.go_down()
    with pytest.raises(Unavailable):
        await sites.component()()
    assert sites.schedules.kept is None


async def test_what_another_component_changes_is_known_within_a_second(sites: Sites) -> None:
    know = sites.component()
    assert await know() is Window.OPEN
    await sites.turn(Schedule(NOW, NOW, NOW))
    sites.passed = 0.9
    assert await know() is Window.OPEN
    sites.passed = 1.0
    assert await know() is Window.CLOSED


async def test_a_date_is_kept_to_the_moment_without_a_look_at_the_database(sites: Sites) -> None:
    know = sites.component()
    await know()
    await sites.turn(Schedule(NOW, NOW + 5.5))
    sites.passed = 5.0
    assert await know() is Window.OPEN
    sites.passed = 5.5
    assert await know() is Window.REFUSING
    assert sites.schedules.count("read") == 3  # the third is the one of `turn`


async def test_what_this_component_changes_is_known_at_once(sites: Sites) -> None:
    know = sites.component()
    kept = await know.read()
    changed = await sites.schedules.change(kept, Schedule(NOW, NOW), BOSS, NOW)
    assert changed is not None
    know.learn(changed)
    assert await know() is Window.REFUSING


async def test_a_read_that_began_before_a_change_does_not_hide_it(sites: Sites) -> None:
    know = sites.component()
    kept = await know.read()
    sites.passed = 2.0
    begun, late = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        await late.wait()

    sites.schedules.before["read"] = wait
    reading = asyncio.create_task(know.read())
    await begun.wait()
    sites.passed = 2.5
    changed = await sites.schedules.change(kept, Schedule(NOW, NOW), BOSS, NOW)
    assert changed is not None
    know.learn(changed)
    sites.schedules.kept = kept
    late.set()
    assert await reading == changed
    assert await know() is Window.REFUSING


async def test_however_many_ask_at_once_it_is_read_once(sites: Sites) -> None:
    know = sites.component()
    await know()
    sites.passed = 1.0
    assert set(await asyncio.gather(*(know() for _ in range(50)))) == {Window.OPEN}
    assert sites.schedules.count("read") == 2


async def test_through_an_outage_what_was_known_last_counts_for_a_while(sites: Sites) -> None:
    know = sites.component()
    await know()
    sites.schedules.go_down()
    sites.passed = 299.0
    assert await know() is Window.OPEN
    sites.passed = 300.0
    with pytest.raises(Unavailable):
        await know()
    sites.schedules.come_back()
    assert await know() is Window.OPEN


async def test_in_an_outage_it_is_tried_once_a_second(sites: Sites) -> None:
    know = sites.component()
    await know()
    sites.schedules.go_down()
    for tenths in range(10, 31):
        sites.passed = tenths / 10
        await know()
    assert sites.schedules.count("read") == 4


async def test_nobody_waits_long_for_a_database_that_hangs(sites: Sites) -> None:
    know = sites.component()
    await know()
    await sites.turn(Schedule(NOW, NOW))
    never = asyncio.Event()

    async def hang() -> None:
        await never.wait()

    sites.schedules.before["read"] = hang
    sites.passed = 1.0
    async with asyncio.timeout(5):
        assert await know() is Window.OPEN
    sites.schedules.before.clear()
    never.set()
    await know.read()
    assert await know() is Window.REFUSING


async def test_a_component_that_never_knew_it_says_so(sites: Sites) -> None:
    sites.schedules.go_down()
    with pytest.raises(Unavailable):
        await sites.component()()


async def test_whoever_gives_up_waiting_ends_nobody_else_s_read(sites: Sites) -> None:
    know = sites.component()
    first = asyncio.create_task(know())
    second = asyncio.create_task(know())
    await asyncio.sleep(0)
    first.cancel()
    assert await second is Window.OPEN
    assert sites.schedules.count("read") == 1
