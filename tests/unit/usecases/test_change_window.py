"""An admin turns the migration window: in the audit first, for all, and never over another."""

import pytest

from component.domain.audit import Actor, Way
from component.domain.login import Window
from component.domain.window import Schedule
from component.ports import Unavailable
from tests.unit.usecases.fate import Blow, Fate, Killed
from tests.unit.usecases.windows import NOW, Windows

ADA = Actor("ada@livechat.test", Way.CHAT)
CLOSED = Schedule(NOW, NOW, NOW)


@pytest.fixture
def windows() -> Windows:
    return Windows()


async def test_a_change_counts_at_once_here_and_is_kept_for_all(windows: Windows) -> None:
    change = windows.change()
    assert await change(await change.look(), CLOSED, ADA)
    assert await change.know() is Window.CLOSED
    assert await windows.change().know() is Window.CLOSED
    assert windows.schedules.kept is not None
    assert (windows.schedule, windows.schedules.kept.changed_by) == (CLOSED, ADA)


async def test_the_audit_says_who_turned_it_by_which_way_and_to_what(windows: Windows) -> None:
    change = windows.change()
    seen = await change.look()
    windows.passed = 60.0
    await change(seen, CLOSED, ADA)
    action, subject, detail = windows.state.audit[-1]
    assert (action, subject) == ("window", "-")
    assert {key: detail[key] for key in ("from", "to", "by", "way")} == {
        "from": "open",
        "to": "closed",
        "by": "ada@livechat.test",
        "way": "chat",
    }
    assert detail["close_on"] == "2026-09-21T14:13:20+00:00"


async def test_of_two_admins_the_second_is_told_that_it_has_changed(windows: Windows) -> None:
    one, other = windows.change(), windows.change()
    seen, same = await one.look(), await other.look()
    assert await one(seen, CLOSED, ADA)
    assert not await other(same, Schedule(NOW), ADA)
    assert windows.schedule == CLOSED
    assert [action for action, _, _ in windows.state.audit] == [
        *("begin-window", "window", "window", "window-failed")
    ]


async def test_those_concerned_are_they_who_have_not_migrated(windows: Windows) -> None:
    windows.add_native("bob", "carol", "admin")
    assert await windows.change().count_concerned() == 2


@pytest.mark.parametrize("blow", Blow)
@pytest.mark.parametrize("number", range(3))
async def test_whatever_happens_at_a_call_nothing_is_changed_without_the_audit(
    number: int, blow: Blow, windows: Windows
) -> None:
    seen = await windows.change().look()
    fate = Fate(number, blow)
    change = windows.change(fate)
    try:
        await change(seen, CLOSED, ADA)
    except (Killed, Unavailable):
        assert fate.calls, fate.story
    if windows.schedule == CLOSED:
        assert windows.state.audit[-1][0] == "window", fate.story
    assert await windows.change()(await windows.change().look(), CLOSED, ADA)
    assert windows.schedule == CLOSED
