"""Whom each stage of a purge concerns."""

import pytest

from component.domain.purge import Spared, Stage
from component.ports import Unavailable
from component.ports.exports import BadExport
from component.usecases.plan_purge import PlanPurge
from tests.unit.usecases.purge_house import PROTECTED, PURGED, PurgeHouse, exported

UNMIGRATED = sorted({*PURGED, *PROTECTED} - {"linked", "robot"})


def names(found: object) -> list[str]:
    return [account.username for account in getattr(found, "accounts")]  # noqa: B009  of any plan


@pytest.mark.parametrize(
    ("stage", "concerned"),
    [
        (Stage.WARN, UNMIGRATED),
        (Stage.REFUSE, UNMIGRATED),
        (Stage.EXPORT, [*PURGED]),
    ],
)
async def test_a_stage_concerns_whom_nothing_protects_from_it(
    stage: Stage, concerned: list[str]
) -> None:
    plan = await PurgeHouse().planned(stage)
    assert names(plan) == concerned
    assert plan.size == len(concerned)
    assert plan.chat_accounts == len(PURGED) + len(PROTECTED)
    assert plan.size + sum(plan.spared.values()) == len(UNMIGRATED)


async def test_it_is_told_how_many_are_protected_by_what() -> None:
    assert (await PurgeHouse().planned(Stage.EXPORT)).spared == {
        Spared.ADMIN: 3,
        Spared.LISTED: 1,
        Spared.ONLINE: 1,
        Spared.RECENT: 1,
    }


async def test_what_is_deleted_stands_in_the_export() -> None:
    house = await exported()
    house.add("eve")
    plan = await house.planned(Stage.DELETE)
    assert names(plan) == [*PURGED]
    assert plan.not_exported == 1
    assert plan.export is not None
    assert plan.export.name in house.exports.stored


async def test_the_newest_export_counts_where_none_is_named() -> None:
    house = await exported()
    first = next(iter(house.exports.stored))
    house.add("eve")
    await house.export(number=9)
    assert names(await house.planned(Stage.DELETE)) == [*PURGED, "eve"]
    assert names(await house.planned(Stage.DELETE, first)) == [*PURGED]


async def test_without_an_export_nothing_can_be_deleted() -> None:
    with pytest.raises(BadExport, match="make one first"):
        await PurgeHouse().planned(Stage.DELETE)


@pytest.mark.parametrize("stage", [Stage.WARN, Stage.REFUSE])
async def test_who_is_online_is_not_asked_where_it_does_not_matter(stage: Stage) -> None:
    house = PurgeHouse()
    house.sessions.go_down()
    await house.planned(stage)


@pytest.mark.parametrize("stage", [Stage.EXPORT, Stage.DELETE])
@pytest.mark.parametrize("side", ["sessions", "people", "accounts", "tiki", "state"])
async def test_who_does_not_answer_is_not_taken_for_nobody(stage: Stage, side: str) -> None:
    house = await exported()
    getattr(house, side).go_down()
    with pytest.raises(Unavailable):
        await house.planned(stage)


async def test_without_a_folder_there_are_no_exports() -> None:
    plan = PurgeHouse().plan()
    without = PlanPurge(plan.list_unmigrated, plan.find_protected, plan.accounts, None)
    with pytest.raises(BadExport, match=r"purge\.folder"):
        await without(Stage.DELETE)
    assert names(await without(Stage.EXPORT)) == [*PURGED]
