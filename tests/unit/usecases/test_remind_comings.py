"""Reminders for people who come and go, with one client or several, before it is their turn."""

import pytest

from component.domain.reminders import Channel
from tests.unit.usecases.square import DESK, PHONE, Square, idle, working


async def test_many_presences_of_one_person_are_one_reminder(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        for number in range(1000):
            remind.came_online(bob, f"client{number}")
    assert square.reminded() == ["bob"]
    assert square.reminders.count("read") == 1


async def test_who_has_gone_before_it_was_their_turn_is_reminded_when_they_come_again(
    square: Square,
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
        remind.came_online(carol, PHONE)
        remind.went_offline(carol, PHONE)
        remind.went_offline(bob, DESK)
        await idle(remind)
        assert square.reminded() == ["bob"]
        remind.came_online(carol, DESK)
    assert square.reminded() == ["bob", "carol"]


async def test_who_is_still_there_with_another_client_is_reminded(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        for client in (PHONE, DESK):
            remind.came_online(bob, client)
        remind.went_offline(bob, PHONE)
    assert square.reminded() == ["bob"]


async def test_whose_client_was_not_known_has_gone_with_any(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, "")
        remind.went_offline(bob, PHONE)
    assert square.messenger.sent == []


@pytest.mark.parametrize("comes_again", [False, True])
async def test_who_goes_while_they_wait_for_their_turn_is_not_written_to(
    comes_again: bool, square: Square
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    square.decide(per_minute=1.0, burst=1)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
        remind.came_online(carol, PHONE)
        square.time.after(30, lambda: remind.went_offline(carol, PHONE))
        if comes_again:
            square.time.after(40, lambda: remind.came_online(carol, DESK))
    assert square.reminded() == (["bob", "carol"] if comes_again else ["bob"])
    assert (await square.reminders.read("chat:carol")).of(Channel.CHAT).sent == int(comes_again)


@pytest.mark.parametrize("what", ["migrates", "says stop"])
async def test_what_somebody_does_while_they_wait_for_their_turn_counts(
    what: str, square: Square
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    square.decide(per_minute=1.0, burst=1)
    remind = square.remind()

    def act() -> None:
        if what == "migrates":
            square.migrate("carol")
        else:
            square.reminders._stopped.add("chat:carol")

    async with working(remind):
        remind.came_online(bob, PHONE)
        remind.came_online(carol, PHONE)
        square.time.after(30, act)
    assert square.reminded() == ["bob"]
