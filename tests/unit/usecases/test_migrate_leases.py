"""A component that was away for longer than its time: others have gone on, so it keeps off."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from component.domain.migration import OldAccount, Path, Step
from component.ports import Unavailable
from tests.fakes.fake import Fake
from tests.unit.usecases.migrants import IVAN, MIGRATED, Ivan, Make


def once(fake: Fake, method: str, happen: Callable[[], Awaitable[Any]]) -> None:
    """Let something happen at the first call of a method, before it does anything."""

    async def hook() -> None:
        del fake.before[method]
        await happen()

    fake.before[method] = hook


def claim_of(ivan: Ivan) -> tuple[Fake, str]:
    way = "create_account" if ivan.path is Path.CHAT_ONLY else "claim_livechat_id"
    return ivan.site.house.tiki, way


@pytest.mark.parametrize("path", Path)
async def test_away_before_the_claim_it_claims_nothing(make: Make, path: Path) -> None:
    ivan = make(path)
    once(ivan.site.house.state, "record", ivan.site.recover)
    with pytest.raises(Unavailable, match="under way"):
        await ivan.migrate(ivan.site.component())
    assert not await ivan.has_migrated()
    assert await ivan.migrate(ivan.site.component()) == MIGRATED


@pytest.mark.parametrize("old_account", OldAccount)
@pytest.mark.parametrize("path", Path)
async def test_away_during_the_claim_it_begins_again(
    make: Make, path: Path, old_account: OldAccount
) -> None:
    """The others have looked before the claim came through, and taken it for abandoned."""
    ivan = make(path, old_account)
    once(*claim_of(ivan), ivan.site.recover)
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert ivan.site.journal.steps(IVAN) == [Step.ABANDONED, Step.FINISHED]
    assert await ivan.has_migrated()


@pytest.mark.parametrize("old_account", OldAccount)
@pytest.mark.parametrize("path", [Path.BOTH, Path.CHAT_ONLY])
async def test_away_during_the_claim_it_does_not_do_again_what_another_click_has_done(
    make: Make, path: Path, old_account: OldAccount
) -> None:
    ivan = make(path, old_account)

    async def another_click() -> None:
        await ivan.site.recover()
        assert await ivan.migrate(ivan.site.component()) == MIGRATED
        assert await ivan.has_migrated()
        ivan.site.house.chat.calls.clear()

    once(*claim_of(ivan), another_click)
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert ivan.site.journal.steps(IVAN) == [Step.ABANDONED, Step.FINISHED]
    assert IVAN in ivan.site.house.chat.usernames
    assert {call[0] for call in ivan.site.house.chat.calls} <= {"find"}


@pytest.mark.parametrize("old_account", OldAccount)
@pytest.mark.parametrize("method", ["archive.read", "state.record"])
async def test_away_after_the_claim_it_keeps_off(
    make: Make, old_account: OldAccount, method: str
) -> None:
    """Others have finished it, and he has signed in: what he has by now is not touched again."""
    ivan = make(Path.BOTH, old_account)
    source, _, name = method.partition(".")
    fake = ivan.site.archive if source == "archive" else ivan.site.house.state

    async def others_finish() -> None:
        await ivan.site.recover()
        assert await ivan.has_migrated()
        ivan.site.house.chat.calls.clear()

    async def after_the_claim() -> None:
        if source == "archive" or ivan.actions[-1:] == ["snapshot"]:
            del fake.before[name]
            await others_finish()

    fake.before[name] = after_the_claim
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    changes = ("delete_account", "create_account")
    assert [c for c in ivan.site.house.chat.calls if c[0] in changes] == []
    assert IVAN in ivan.site.house.chat.usernames
    assert ivan.site.journal.steps(IVAN) == [Step.FINISHED]


async def test_its_own_recovery_does_not_run_beside_it(make: Make) -> None:
    """It is only slow: the same component looks at the journal when its time is over."""
    ivan = make(Path.BOTH, OldAccount.DELETE)
    component = ivan.site.component()

    async def look() -> None:
        ivan.site.journal.pass_time(100)
        await component.recover.look()

    once(ivan.site.archive, "read", look)
    assert await ivan.migrate(component) == MIGRATED
    assert ivan.site.archive.count("read") == 1
    assert ivan.site.house.chat.count("delete_account") == 1
    assert await ivan.has_migrated()
