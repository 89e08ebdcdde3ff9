"""What a purge deletes, and that it does so once and for good."""

from dataclasses import replace

import pytest

from component.domain.jobs import JobState
from component.domain.reminders import DAY
from component.domain.run_items import ItemState, RunItem
from component.ports import Rejected, Unavailable
from component.usecases import purge_job
from component.usecases.purge_job import UNDER_WAY
from tests.unit.usecases.purge_house import (
    DOMAIN,
    PROTECTED,
    PURGE_NUMBER,
    PURGED,
    exported,
)

ALL_DONE = dict.fromkeys(PURGED, (ItemState.DONE, ""))


@pytest.mark.parametrize("batch", [1, 3, 50])
async def test_what_stands_in_the_export_is_deleted_and_its_names_are_retired(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge_job, "BATCH", batch)
    house = await exported()
    before = {name: house.chat.credential(name) for name in PROTECTED}
    result = await house.purge(await house.order())
    assert result.state is JobState.DONE
    assert result.outcome["purged"] == len(PURGED)
    assert result.outcome["failed"] == result.outcome["would_purge"] == 0
    assert result.outcome["spared"] == {}
    assert {name: house.chat.credential(name) for name in house.chat.usernames} == before
    assert await house.retired() == set(PURGED)
    assert house.noted() == ALL_DONE
    assert house.steps[-1] == (4, 4)


async def test_the_audit_says_who_did_it_before_it_is_done() -> None:
    house = await exported()
    order = await house.order()
    seen: list[int] = []

    async def look() -> None:
        seen.append(len(house.state.audit))

    house.chat.before["delete_account"] = look
    await house.purge(order)
    assert seen == [1, 2, 3, 4]
    detail = {
        "by": "boss@livechat.test",
        "way": "chat",
        "job": str(PURGE_NUMBER),
        "export": order.export,
    }
    assert house.state.audit == [("purge", name, detail) for name in PURGED]


async def test_a_dry_run_changes_nothing_and_notes_what_would_be() -> None:
    house = await exported()
    before = await house.picture()
    order = await house.order(is_dry=True)
    house.meet("dan", "linked")
    result = await house.purge(order)
    assert result.state is JobState.DONE
    assert result.outcome["would_purge"] == 3
    assert result.outcome["purged"] == 0
    assert result.outcome["spared"] == {"changed-since-export": 1}
    assert house.state.audit == []
    assert house.chat.count("delete_account") == house.state.count("retire") == 0
    house.items.rows.items.clear()
    house.archive._roster = {k: i for k, i in house.archive._roster.items() if "dan" not in str(i)}
    assert await house.picture() == before
    real = await house.purge(replace(order, is_dry=False))
    assert real.outcome["purged"] == 4


async def test_somebody_who_migrates_at_the_moment_of_the_deletion_gets_everything_back() -> None:
    house = await exported()
    order = await house.order()
    before = house.archive.roster_of("ann"), list(house.archive.keep("ann").offline)

    async def migrate() -> None:
        if house.chat.calls[-1] == ("delete_account", "ann"):
            await house.migrate("ann")

    house.chat.before["delete_account"] = migrate
    await house.purge(order)
    assert house.noted()["ann"] == (ItemState.LEFT, "migrated")
    kept = [item for item in before[0] if item.jid != f"ben@{DOMAIN}"]
    assert "ann" in house.chat.usernames
    assert [i for i in house.archive.roster_of("ann") if i in kept] == kept
    assert house.archive.keep("ann").offline == before[1]
    assert "ann" not in await house.retired()
    assert house.audit_of("ann") == ["purge", "purge-undone"]


async def test_one_that_openfire_will_not_delete_is_a_failure_and_the_others_go() -> None:
    house = await exported()
    order = await house.order()

    async def refuse() -> None:
        if house.chat.calls[-1] == ("delete_account", "ben"):
            raise Rejected("not this one")

    house.chat.before["delete_account"] = refuse
    result = await house.purge(order)
    assert result.state is JobState.DONE
    assert (result.outcome["purged"], result.outcome["failed"]) == (3, 1)
    assert house.noted() == ALL_DONE | {"ben": (ItemState.FAILED, "not this one")}
    assert "ben" not in await house.retired()
    assert house.audit_of("ben") == ["purge", "purge-failed"]
    house.chat.before.clear()
    again = await house.purge(order)
    assert again.outcome["purged"] == 4


async def test_one_that_is_still_there_after_its_deletion_is_a_failure() -> None:
    house = await exported()
    order = await house.order()
    house.chat.on_delete.append(lambda name: house.add(name) if name == "ben" else None)
    await house.purge(order)
    state, why = house.noted()["ben"]
    assert (state, "did not do it" in why) == (ItemState.FAILED, True)
    assert "ben" not in await house.retired()
    assert house.audit_of("ben") == ["purge", "purge-failed"]


async def test_a_purge_stops_when_somebody_asks_for_it_and_goes_on_from_there() -> None:
    house = await exported()
    order = await house.order()
    house.stop_at = 2
    result = await house.purge(order)
    assert result.state is JobState.CANCELLED
    assert result.outcome["purged"] == 2
    house.stop_at = None
    assert (await house.purge(order)).outcome["purged"] == 4
    assert house.chat.count("delete_account") == 4


async def test_what_was_done_is_not_done_again() -> None:
    house = await exported()
    order = await house.order()
    await house.purge(order)
    house.add("ann")
    house.now += 400 * DAY
    await house.purge(order)
    assert "ann" in house.chat.usernames


async def test_an_account_that_was_under_way_when_its_component_died_is_finished() -> None:
    house = await exported()
    order = await house.order()
    house.note(RunItem("ann", ItemState.FAILED, UNDER_WAY))
    house.chat.lose_account("ann")
    assert (await house.purge(order)).outcome["purged"] == 4
    assert await house.retired() == set(PURGED)


async def test_an_outage_is_waited_for() -> None:
    house = await exported()
    order = await house.order()
    tries = 0

    async def away() -> None:
        nonlocal tries
        tries += 1
        if tries in (2, 3, 4):
            raise Unavailable("Openfire", "away")

    house.chat.before["delete_account"] = away
    result = await house.purge(order)
    assert result.state is JobState.DONE
    assert result.outcome["purged"] == 4
    assert house.slept == [1.0, 2.0, 4.0]


async def test_patience_ends() -> None:
    house = await exported()
    order = await house.order()
    house.tiki.go_down()
    result = await house.purge(order)
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert house.chat.usernames == {*PURGED, *PROTECTED}
    assert 20 <= sum(house.slept) < 30


async def test_who_is_gone_by_then_is_counted_at_the_end_of_patience() -> None:
    house = await exported()
    order = await house.order()

    calls = 0

    async def away() -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise Unavailable("Openfire", "away")

    house.chat.before["delete_account"] = away
    result = await house.purge(order)
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert result.outcome["purged"] == len({*PURGED} - house.chat.usernames) == 1
