"""An export has all accounts that a purge would delete, or is not there."""

import pytest

from component.domain.jobs import JobState
from component.domain.run_items import ItemState
from component.ports import Unavailable
from component.ports.exports import BadExport
from tests.unit.usecases.purge_house import (
    EXPORT_NUMBER,
    LONG_AGO,
    NOW,
    PURGED,
    PurgeHouse,
)


async def test_all_of_each_account_is_in_it() -> None:
    house = PurgeHouse()
    result = await house.export()
    (export,) = house.exports.stored.values()
    assert result.state is JobState.DONE
    assert result.outcome == {
        "export": export.summary.name,
        "sha256": export.summary.digest,
        "exported": 4,
        "spared": {"admin": 3, "listed": 1, "online": 1, "recently-seen": 1},
    }
    assert [account.username for account in export.accounts] == [*PURGED]
    for account in export.accounts:
        assert account.snapshot == await house.archive.read(account.username)
    assert [(a.created_at, a.seen_at) for a in export.accounts[:2]] == [
        (LONG_AGO, None),
        (LONG_AGO, LONG_AGO),
    ]
    head = export.summary.head
    assert (head.job, head.made_at, head.domain) == (EXPORT_NUMBER, NOW, "livechat.test")
    assert head.by == "boss@livechat.test"
    assert house.noted(EXPORT_NUMBER) == dict.fromkeys(PURGED, (ItemState.DONE, ""))
    assert house.steps[-1] == (4, 4)


async def test_the_audit_says_who_reads_everything_before_it_is_read() -> None:
    house = PurgeHouse()
    seen: list[int] = []

    async def look() -> None:
        seen.append(len(house.state.audit))

    house.archive.before["read"] = look
    await house.export()
    detail = {"by": "boss@livechat.test", "way": "chat", "job": str(EXPORT_NUMBER)}
    assert house.state.audit == [("export-accounts", "livechat.test", detail)]
    assert seen == [1, 1, 1, 1]


async def test_nothing_of_an_account_is_changed() -> None:
    house = PurgeHouse()
    before = await house.picture()
    await house.export()
    house.exports.stored.clear()
    assert await house.picture() == before


async def test_somebody_who_is_gone_by_then_is_left_out() -> None:
    house = PurgeHouse()

    async def lose() -> None:
        house.archive.before.clear()
        house.chat.lose_account("dan")

    house.archive.before["read"] = lose
    result = await house.export()
    assert result.outcome["exported"] == 3
    assert house.noted(EXPORT_NUMBER)["dan"] == (ItemState.LEFT, "gone")


async def test_it_ends_when_somebody_asks_for_it_and_nothing_is_there() -> None:
    house = PurgeHouse()
    house.stop_at = 2
    assert (await house.export()).state is JobState.CANCELLED
    assert house.exports.stored == {}


async def test_an_outage_is_waited_for() -> None:
    house, tries = PurgeHouse(), 0

    async def away() -> None:
        nonlocal tries
        tries += 1
        if tries in (2, 3):
            raise Unavailable("Openfire", "away")

    house.archive.before["read"] = away
    assert (await house.export()).outcome["exported"] == 4
    assert house.slept == [1.0, 2.0]


async def test_patience_ends_and_nothing_is_there() -> None:
    house = PurgeHouse()
    house.archive.go_down()
    result = await house.export()
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "unavailable")
    assert house.exports.stored == {}


@pytest.mark.parametrize("is_full", [True, False])
async def test_a_file_that_cannot_be_written_is_told(is_full: bool) -> None:
    house = PurgeHouse()
    house.exports.is_full = is_full
    if not is_full:
        house.exports.failing["write"] = BadExport("there is no folder")
    result = await house.export()
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "export")
