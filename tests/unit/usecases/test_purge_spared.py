"""A purge looks once more at each account, and leaves alone what is not what it was."""

from collections.abc import Callable

import pytest

from component.domain.jobs import JobState
from component.domain.migration import OldAccount, Path, Plan
from component.domain.names import LiveChatId, TikiLogin
from component.domain.reminders import DAY
from component.domain.run_items import ItemState
from tests.unit.usecases.purge_house import (
    NOW,
    PURGED,
    PurgeHouse,
    exported,
)

ALL_DONE = dict.fromkeys(PURGED, (ItemState.DONE, ""))


def comes_online(house: PurgeHouse) -> None:
    house.sessions.usernames.add("ben")


def was_online(house: PurgeHouse) -> None:
    house.accounts.seen_at["ben"] = NOW - 300 * DAY


def is_not_known_to_have_gone(house: PurgeHouse) -> None:
    del house.accounts.seen_at["ben"]


def was_seen_lately(house: PurgeHouse) -> None:
    house.accounts.seen_at["ben"] = NOW - DAY


def becomes_an_admin(house: PurgeHouse) -> None:
    house.people.usernames.add("ben")


def joins_the_admins_group(house: PurgeHouse) -> None:
    house.people.groups["Staff"].add("ben")


def meets_somebody(house: PurgeHouse) -> None:
    house.meet("ben", "linked")


def is_made_anew(house: PurgeHouse) -> None:
    house.accounts.made_at["ben"] = NOW - 300 * DAY


def changes_name(house: PurgeHouse) -> None:
    house.chat.shown("ben").name = "Benjamin"


def is_linked(house: PurgeHouse) -> None:
    house.tiki.add("Ben", livechat_id="ben")


def was_linked_once(house: PurgeHouse) -> None:
    house.state._forgotten.add("ben")


def is_retired(house: PurgeHouse) -> None:
    house.state._retired.add("ben")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (comes_online, "online"),
        (was_online, "seen-since-export"),
        (is_not_known_to_have_gone, "seen-since-export"),
        (was_seen_lately, "recently-seen"),
        (becomes_an_admin, "admin"),
        (joins_the_admins_group, "admin"),
        (meets_somebody, "changed-since-export"),
        (is_made_anew, "changed-since-export"),
        (changes_name, "changed-since-export"),
        (is_linked, "migrated"),
        (was_linked_once, "migrated"),
        (is_retired, "retired"),
    ],
)
async def test_an_account_that_is_not_what_it_was_is_left_alone(
    change: Callable[[PurgeHouse], None], why: str
) -> None:
    house = await exported()
    order = await house.order()
    change(house)
    was_there = "ben" in house.chat.usernames
    result = await house.purge(order)
    assert result.state is JobState.DONE
    assert house.noted() == ALL_DONE | {"ben": (ItemState.LEFT, why)}
    assert result.outcome["spared"] == {why: 1}
    assert ("ben" in house.chat.usernames) == was_there
    assert house.audit_of("ben") == []


@pytest.mark.parametrize("is_dry", [True, False])
async def test_the_name_of_an_account_that_somebody_else_deleted_is_retired_all_the_same(
    is_dry: bool,
) -> None:
    house = await exported()
    order = await house.order(is_dry=is_dry)
    house.chat.lose_account("ben")
    result = await house.purge(order)
    assert result.outcome["spared"] == {"gone": 1}
    assert ("ben" in await house.retired()) is not is_dry
    assert house.audit_of("ben") == ([] if is_dry else ["retire-id"])


async def test_the_name_of_a_deleted_account_that_is_somebody_s_by_now_is_not_retired() -> None:
    house = await exported()
    order = await house.order()
    house.chat.lose_account("ben")
    await house.migrate("ben")
    await house.purge(order)
    assert "ben" not in await house.retired()
    assert "ben" not in house.chat.usernames


async def test_it_is_looked_at_each_account_when_its_turn_comes() -> None:
    house = await exported()
    order = await house.order()

    async def after_the_first() -> None:
        house.sessions.usernames.add("dan")
        house.now += 1.0
        del house.chat.before["delete_account"]

    house.chat.before["delete_account"] = after_the_first
    await house.purge(order)
    assert house.noted() == ALL_DONE | {"dan": (ItemState.LEFT, "online")}


async def test_somebody_who_is_just_migrating_is_left_alone() -> None:
    house = await exported()
    order = await house.order()
    user_id = house.tiki.add("Ben")
    plan = Plan(Path.BOTH, LiveChatId("ben"), TikiLogin("Ben"), user_id, OldAccount.KEEP)
    assert await house.journal.begin(plan)
    await house.purge(order)
    assert house.noted() == ALL_DONE | {"ben": (ItemState.LEFT, "migrating")}
