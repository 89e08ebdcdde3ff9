"""What stops a purge before it begins, or on the way."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from component.domain.jobs import JobState
from component.domain.login import Window
from component.domain.purge import PurgeLimits
from component.usecases.purge_order import PurgeTrouble
from tests.unit.usecases.purge_house import (
    PROTECTED,
    PURGED,
    PurgeHouse,
    exported,
)


@pytest.mark.parametrize(
    ("ruin", "trouble"),
    [
        (lambda house, order: house.exports.tamper(order.export), PurgeTrouble.EXPORT),
        (lambda house, _: house.exports.stored.clear(), PurgeTrouble.EXPORT),
        (lambda house, _: setattr(house, "window", Window.OPEN), PurgeTrouble.WINDOW),
        (lambda house, _: setattr(house, "limits", PurgeLimits(2, 10.0)), PurgeTrouble.LIMITS),
    ],
)
async def test_what_undermines_a_purge_stops_it_before_it_begins(
    ruin: Callable[[PurgeHouse, object], None], trouble: PurgeTrouble
) -> None:
    house = await exported()
    order = await house.order()
    ruin(house, order)
    result = await house.purge(order)
    assert (result.state, result.outcome["trouble"]) == (JobState.REFUSED, trouble)
    assert house.chat.usernames == {*PURGED, *PROTECTED}
    assert house.state.audit == []


async def test_another_export_than_was_shown_is_refused() -> None:
    house = await exported()
    order = replace(await house.order(), digest="0" * 64)
    result = await house.purge(order)
    assert (result.state, result.outcome["trouble"]) == (JobState.REFUSED, "export")
    assert house.chat.usernames == {*PURGED, *PROTECTED}


async def test_an_export_of_another_chat_is_refused() -> None:
    house = await exported()
    order = await house.order()
    stored = house.exports.stored[order.export]
    head = replace(stored.summary.head, domain="elsewhere.test")
    stored.summary = replace(stored.summary, head=head)
    assert (await house.purge(order)).outcome["trouble"] == "export"
    assert house.chat.usernames == {*PURGED, *PROTECTED}


async def test_more_than_was_confirmed_are_not_deleted() -> None:
    house = await exported()
    order = replace(await house.order(), confirmed=3)
    result = await house.purge(order)
    assert (result.state, result.outcome["trouble"]) == (JobState.REFUSED, "number")
    assert (result.outcome["count"], result.outcome["confirmed"]) == (4, 3)
    assert house.chat.usernames == {*PURGED, *PROTECTED}


async def test_somebody_who_loses_protection_meanwhile_does_not_make_it_more() -> None:
    house = await exported()
    house.sessions.usernames.add("dan")
    order = await house.order()
    assert order.confirmed == 3

    async def dan_goes() -> None:
        house.sessions.usernames.discard("dan")
        house.now += 1.0

    house.chat.before["delete_account"] = dan_goes
    result = await house.purge(order)
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "number")
    assert result.outcome["purged"] == 3
    assert "dan" in house.chat.usernames


async def test_a_window_that_opens_stops_a_purge() -> None:
    house = await exported()
    order = await house.order()

    async def open_it() -> None:
        house.window = Window.OPEN

    house.chat.before["delete_account"] = open_it
    result = await house.purge(order)
    assert (result.state, result.outcome["trouble"]) == (JobState.FAILED, "window")
    assert result.outcome["purged"] == 1


async def test_people_whom_the_server_does_not_name_stop_a_purge() -> None:
    house = await exported()
    order = await house.order()
    house.sessions.is_partial = True
    assert (await house.purge(order)).outcome["trouble"] == "unavailable"
    assert house.chat.usernames == {*PURGED, *PROTECTED}


async def test_a_tiki_that_is_suddenly_empty_stops_a_purge() -> None:
    house = await exported()
    order = await house.order()
    house.tiki._rows.clear()
    assert (await house.purge(order)).outcome["trouble"] == "unavailable"
    assert house.chat.usernames == {*PURGED, *PROTECTED}


@pytest.mark.parametrize(
    "arguments", [{}, {"export": 1}, {"export": "x", "digest": "y", "confirmed": "4"}]
)
async def test_a_job_of_another_kind_is_refused(arguments: dict[str, object]) -> None:
    house = await exported()
    result = await house.purge(await house.order(), arguments=arguments)
    assert (result.state, result.outcome["trouble"]) == (JobState.REFUSED, "settings")
