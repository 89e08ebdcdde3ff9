"""What was broken off is taken up by whichever component is there; who is too late keeps off."""

import asyncio
import logging
from dataclasses import replace

import pytest

from component.domain.migration import Migration, OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from component.ports import Rejected, Unavailable
from component.usecases.recover import RecoverSettings
from tests.unit.usecases.fate import Blow, Fate
from tests.unit.usecases.migrants import (
    IVAN,
    LEASE_SECONDS,
    LOGIN,
    MIGRATED,
    NATIVE_PASSWORD,
    Ivan,
    Make,
)


async def begin(ivan: Ivan, *steps: Step) -> Migration:
    """Write a migration into the journal, as another component does that dies then."""
    journal = ivan.site.journal.another()
    user_id, old_account = ivan.user_id or None, ivan.site.old_account
    plan = Plan(ivan.path, LiveChatId(IVAN), TikiLogin(LOGIN), user_id, old_account)
    migration = await journal.begin(plan)
    for step in steps:
        assert migration is not None
        migration = await journal.advance(migration, step)
    assert migration is not None
    return migration


async def test_nothing_is_taken_up_before_its_time_is_over(make: Make) -> None:
    ivan = make(Path.BOTH)
    await begin(ivan)
    await ivan.site.component().recover.look()
    assert ivan.site.open_steps == [Step.BEGUN]
    ivan.site.journal.pass_time(LEASE_SECONDS + 1)
    await ivan.site.component().recover.look()
    assert ivan.site.journal.steps(IVAN) == [Step.ABANDONED]


async def test_what_claimed_nothing_is_abandoned(make: Make) -> None:
    ivan = make(Path.BOTH)
    await begin(ivan)
    await ivan.site.recover()
    assert not await ivan.has_migrated()
    assert ivan.actions == ["migrate-failed"]
    assert await ivan.migrate(ivan.site.component()) == MIGRATED


async def test_an_id_that_another_one_has_by_now_was_not_claimed(make: Make) -> None:
    ivan = make(Path.BOTH)
    await begin(ivan)
    ivan.site.house.add("Another", "pw", IVAN)
    await ivan.site.recover()
    assert ivan.site.journal.steps(IVAN) == [Step.ABANDONED]
    assert await ivan.site.house.has_native_password(IVAN, NATIVE_PASSWORD)


@pytest.mark.parametrize("old_account", OldAccount)
@pytest.mark.parametrize("steps", [(), (Step.CLAIMED,), (Step.CLAIMED, Step.SAVED)])
async def test_what_was_claimed_is_finished(
    make: Make, steps: tuple[Step, ...], old_account: OldAccount
) -> None:
    ivan = make(Path.BOTH, old_account)
    migration = await begin(ivan, *steps)
    if Step.SAVED in steps:
        snapshot = await ivan.site.archive.read(IVAN)
        assert snapshot is not None
        await ivan.site.journal.save_snapshot(migration, snapshot)
    ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)
    await ivan.site.recover()
    assert await ivan.has_migrated()


async def test_what_is_connected_no_longer_is_not_retired(make: Make) -> None:
    ivan = make(Path.BOTH, OldAccount.DELETE)
    await begin(ivan, Step.CLAIMED, Step.SAVED)
    await ivan.site.recover()
    assert not await ivan.has_migrated()


@pytest.mark.parametrize("step", [Step.CLAIMED, Step.SAVED, Step.RETIRED])
async def test_an_id_that_an_admin_has_given_to_another_one_is_left_to_them(
    make: Make, step: Step
) -> None:
    ivan = make(Path.BOTH, OldAccount.DELETE)
    await begin(ivan, step)
    ivan.site.house.add("Another", "pw", IVAN)
    await ivan.site.recover()
    assert ivan.site.journal.steps(IVAN) == [Step.ABANDONED]
    assert await ivan.site.house.has_native_password(IVAN, NATIVE_PASSWORD)


async def test_what_was_finished_before_is_not_done_again(make: Make) -> None:
    """One that began as another one of the same accounts ended; he has signed in since."""
    ivan = make(Path.BOTH, OldAccount.DELETE)
    assert await ivan.migrate(ivan.site.component()) == MIGRATED
    assert await ivan.has_migrated()
    await begin(ivan)
    await ivan.site.recover()
    assert ivan.site.journal.steps(IVAN) == [Step.FINISHED, Step.ABANDONED]
    assert IVAN in ivan.site.house.chat.usernames
    assert len(ivan.site.journal.rows.snapshots) == 1


async def test_a_claimed_id_whose_chat_account_somebody_else_has_is_given_back(make: Make) -> None:
    ivan = make(Path.TIKI_ONLY)
    await begin(ivan, Step.CLAIMED)
    ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)
    ivan.site.house.add_native(IVAN, NATIVE_PASSWORD)
    await ivan.site.recover()
    assert (ivan.owner, ivan.site.journal.steps(IVAN)) == (None, [Step.ABANDONED])
    assert await ivan.site.house.has_native_password(IVAN, NATIVE_PASSWORD)


async def test_a_claimed_id_is_given_back_where_openfire_will_not_make_the_account(
    make: Make,
) -> None:
    ivan = make(Path.TIKI_ONLY)
    await begin(ivan, Step.CLAIMED)
    ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)
    ivan.site.house.chat.failing["create_account"] = Rejected("no more accounts")
    await ivan.site.recover()
    assert not await ivan.has_migrated()


@pytest.mark.parametrize("error", [Unavailable("x", "away"), Rejected("no"), ValueError("odd")])
async def test_one_that_cannot_go_on_does_not_stop_the_others(
    make: Make, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ivan = make(Path.BOTH)
    house = ivan.site.house
    stuck = house.add("Stuck", "pw", "stuck")
    house.add_native("stuck", "pw")
    plan = Plan(Path.BOTH, LiveChatId("stuck"), TikiLogin("Stuck"), stuck)
    begun = await ivan.site.journal.another().begin(plan)
    assert begun is not None
    await begin(ivan)
    house.tiki.change(ivan.user_id, livechat_id=IVAN)

    failed: list[str] = []

    async def fail_for_one() -> None:
        if house.chat.calls.count(("replace_password", "stuck")) > len(failed):
            failed.append("stuck")
            raise error

    house.chat.before["replace_password"] = fail_for_one
    with caplog.at_level(logging.WARNING):
        await ivan.site.recover()
    assert await ivan.has_migrated()
    assert "the migration of 'stuck' has to wait" in caplog.text
    assert ivan.site.journal.steps("stuck") == [Step.SAVED]
    del house.chat.before["replace_password"]
    await ivan.site.recover()
    assert ivan.site.journal.steps("stuck") == [Step.FINISHED]


async def test_a_journal_that_does_not_answer_is_asked_again(make: Make) -> None:
    ivan = make(Path.BOTH)
    await begin(ivan)
    await ivan.site.recover(Fate(0, Blow.AWAY))
    assert ivan.site.open_steps == [Step.BEGUN]
    await ivan.site.recover()
    assert ivan.site.open_steps == []


async def test_snapshots_are_dropped_once_nobody_can_undo_any_more(make: Make) -> None:
    ivan = make(Path.BOTH)
    await ivan.migrate(ivan.site.component())
    kept = RecoverSettings().keep_snapshots
    ivan.site.journal.pass_time(kept - LEASE_SECONDS * 3)
    await ivan.site.recover()
    assert len(ivan.site.journal.rows.snapshots) == 1
    await ivan.site.recover()
    assert len(ivan.site.journal.rows.snapshots) == 0


async def test_the_worker_looks_at_once_and_then_at_intervals(make: Make) -> None:
    ivan = make(Path.BOTH)
    await begin(ivan)
    ivan.site.journal.pass_time(LEASE_SECONDS * 2)
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            assert ivan.site.open_steps == []
            await begin(ivan)
            ivan.site.journal.pass_time(LEASE_SECONDS * 2)
        if len(pauses) == 4:
            raise asyncio.CancelledError

    worker = replace(ivan.site.component().recover, sleep=sleep)
    with pytest.raises(asyncio.CancelledError):
        await worker.run()
    assert pauses == [worker.settings.settling, worker.settings.interval] * 2
    assert ivan.site.journal.steps(IVAN) == [Step.ABANDONED] * 2
