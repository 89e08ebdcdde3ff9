"""What had to wait is taken up again soon, and what may still come about is waited for."""

import asyncio
from dataclasses import replace

import pytest

from component.adapters.state_owner import SETTLING_SECONDS
from component.domain.migration import Path, Step
from component.ports import Rejected, Unavailable
from tests.unit.usecases.fate import Blow, Fate
from tests.unit.usecases.migrants import IVAN, LEASE_SECONDS, MIGRATED, Make
from tests.unit.usecases.test_recover import begin


async def test_what_somebody_did_not_answer_for_is_taken_up_before_its_time_is_over(
    make: Make,
) -> None:
    """As soon as nothing comes of what was sent to them any more."""
    ivan = make(Path.BOTH)
    await begin(ivan, Step.CLAIMED)
    ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)
    ivan.site.journal.pass_time(LEASE_SECONDS + 1)
    ivan.site.archive.go_down()
    component = ivan.site.component()
    await component.recover.look()
    assert ivan.site.open_steps == [Step.CLAIMED]
    ivan.site.archive.come_back()
    await component.recover.look()
    assert ivan.site.open_steps == [Step.CLAIMED], "too early"
    ivan.site.journal.pass_time(SETTLING_SECONDS + 1)
    assert SETTLING_SECONDS + 1 < LEASE_SECONDS
    await component.recover.look()
    assert await ivan.has_migrated()


@pytest.mark.parametrize("path", Path)
async def test_what_a_click_could_not_end_is_taken_up_before_its_time_is_over(
    make: Make, path: Path
) -> None:
    """Its claim has come about, and its answer was lost."""
    ivan = make(path)
    lost = "create_account" if path is Path.CHAT_ONLY else "claim_livechat_id"
    number = await number_of(make, path, lost)
    component = ivan.site.component(Fate(number, Blow.UNANSWERED))
    with pytest.raises(Unavailable):
        await ivan.migrate(component)
    assert ivan.site.open_steps == [Step.BEGUN]
    ivan.site.journal.pass_time(SETTLING_SECONDS + 1)
    await component.recover.look()
    assert await ivan.has_migrated()


async def test_a_claim_that_comes_about_only_now_is_finished(make: Make) -> None:
    """The database hung with it on its way, for longer than the migration's time."""
    ivan = make(Path.BOTH)
    await begin(ivan)
    ivan.site.journal.pass_time(LEASE_SECONDS * 2)

    async def comes_about(_seconds: float) -> None:
        ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)

    await replace(ivan.site.component().recover, sleep=comes_about).look()
    assert await ivan.has_migrated()


async def test_without_openfire_nothing_is_taken_up(make: Make) -> None:
    ivan = make(Path.BOTH)
    await begin(ivan, Step.CLAIMED)
    ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)
    ivan.site.journal.pass_time(LEASE_SECONDS * 2)
    answers = [False, False, True]

    async def sleep(_seconds: float) -> None:
        if not answers:
            raise asyncio.CancelledError

    worker = replace(ivan.site.component().recover, sleep=sleep, is_ready=lambda: answers.pop(0))
    with pytest.raises(asyncio.CancelledError):
        await worker.run()
    assert ivan.site.house.actions().count("retire-password") == 1
    assert await ivan.has_migrated()


async def test_what_waits_is_told_of_once(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    ivan = make(Path.BOTH)
    await begin(ivan, Step.CLAIMED)
    ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)
    ivan.site.archive.go_down()
    component = ivan.site.component()
    for _ in range(5):
        ivan.site.journal.pass_time(LEASE_SECONDS * 2)
        await component.recover.look()
    assert caplog.text.count("has to wait") == 1


async def number_of(make: Make, path: Path, method: str) -> int:
    """Which call of a migration is the first of a method, counted from 0."""
    rehearsal, calls = make(path), Fate()
    assert await rehearsal.migrate(rehearsal.site.component(calls)) == MIGRATED
    return calls.calls.index(method)


@pytest.mark.parametrize("error", [Unavailable("Openfire", "no answer"), Rejected("forbidden")])
async def test_what_is_tried_again_and_again_does_not_fill_the_audit(
    make: Make, error: Exception
) -> None:
    """Nobody can delete from it."""
    ivan = make(Path.BOTH)
    await begin(ivan, Step.CLAIMED)
    ivan.site.house.tiki.change(ivan.user_id, livechat_id=IVAN)
    component = ivan.site.component()
    ivan.site.house.chat.failing["replace_password"] = error
    for _ in range(10):
        ivan.site.journal.pass_time(LEASE_SECONDS + 1)
        await component.recover.look()
    assert ivan.site.house.chat.count("replace_password") == 10
    del ivan.site.house.chat.failing["replace_password"]
    ivan.site.journal.pass_time(LEASE_SECONDS + 1)
    await component.recover.look()
    assert await ivan.has_migrated()
    actions = [action for action, _subject, _detail in ivan.site.house.state.audit]
    assert actions.count("retire-password") == 1
