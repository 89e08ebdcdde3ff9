"""Many people at once: how fast they are looked up and reminded, by one component or several."""

import pytest

from tests.unit.usecases.square import BEGIN, PHONE, Square, working


async def test_no_more_than_so_many_a_minute_are_reminded_by_all_components_together(
    square: Square,
) -> None:
    square.decide(per_minute=30.0, burst=5)
    components = [square.remind(), square.remind()]
    people = [square.add_native(f"person{i}") for i in range(200)]
    times: dict[str, float] = {}
    async with working(*components):
        for i, who in enumerate(people):
            components[i % 2].came_online(who, PHONE)
    for who in people:
        (history,) = (await square.reminders.read(f"chat:{who}")).histories.values()
        times[who] = history.last_at or 0
    assert sorted(square.reminded()) == sorted(people)
    ordered = sorted(times.values())
    for first in range(len(ordered) - 35):
        assert ordered[first + 35] - ordered[first] >= 59.9


async def test_two_components_that_see_the_same_people_remind_each_once(square: Square) -> None:
    components = [square.remind(), square.remind(), square.remind()]
    people = [square.add_native(f"person{i}") for i in range(50)]
    async with working(*components):
        for one in components:
            for who in people:
                one.came_online(who, PHONE)
    assert sorted(square.reminded()) == sorted(people)
    assert len(square.invitations.digests) == 50


async def test_ten_thousand_at_once_are_looked_up_at_a_bounded_pace(square: Square) -> None:
    square.decide(per_minute=100_000.0, looks_per_second=50.0, settling=0.0)
    remind = square.remind()
    async with working(remind):
        for i in range(10_000):
            remind.came_online(square.add_native(f"person{i}"), PHONE)
    assert len(square.reminded()) == 10_000
    assert square.time.now - BEGIN >= 10_000 / 50 - 1


async def test_more_than_can_wait_are_counted_and_told_of_once(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    square.decide(most_waiting=10)
    remind = square.remind()
    async with working(remind):
        for i in range(100):
            remind.came_online(square.add_native(f"person{i}"), PHONE)
    assert len(square.reminded()) == 10
    assert [r.getMessage() for r in caplog.records if "can wait" in r.getMessage()] == [
        "reminders: 90 more than can wait; they are looked at when they come again"
    ]
    async with working(remind):
        remind.came_online(square.add_native("person99"), PHONE)
    assert square.reminded()[-1] == "person99"
