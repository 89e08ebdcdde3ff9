"""No reminder is lost, and none is sent twice, whatever is away for however long."""

import asyncio

import pytest

from component.domain.reminders import DAY, Channel, History
from component.ports import Rejected
from tests.unit.usecases.square import BEGIN, PHONE, Square, working


async def test_after_the_stream_was_lost_only_those_are_reminded_who_are_seen_again(
    square: Square,
) -> None:
    bob, carol = square.add_native("bob"), square.add_native("carol")
    remind = square.remind()
    remind.came_online(bob, PHONE)
    remind.came_online(carol, PHONE)
    remind.lost_sight()
    async with working(remind):
        remind.came_online(carol, "")
    assert square.reminded() == ["carol"]


async def test_while_the_stream_is_down_nothing_is_claimed_and_no_turn_is_taken(
    square: Square,
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    square.messenger.is_ready = False
    square.time.after(3600, lambda: setattr(square.messenger, "is_ready", True))
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
    assert square.reminders.count("claim") == 1
    assert square.reminders.count("take_turn") == 1
    assert square.time.now - BEGIN < 3600 + square.settings.longest_pause + 10


async def test_a_reminder_that_could_not_be_sent_is_given_back_and_sent_later(
    square: Square,
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()

    async def lose_the_stream() -> None:
        square.messenger.is_ready = False
        del square.invitations.before["add"]
        square.time.after(60, lambda: setattr(square.messenger, "is_ready", True))

    square.invitations.before["add"] = lose_the_stream
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminders.count("give_back") == 1
    assert square.reminded() == ["bob"]
    assert square.last().notice.is_first
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 1


@pytest.mark.parametrize("part", ["claim", "add"])
async def test_a_database_that_goes_down_between_claim_and_message_loses_no_reminder(
    part: str, square: Square
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    fake = square.reminders if part == "claim" else square.invitations

    async def go_down() -> None:
        del fake.before[part]
        square.down(up_after=300)

    fake.before[part] = go_down
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 1


async def test_a_claim_that_was_written_although_no_answer_came_is_given_back(
    square: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    claim = square.reminders.claim

    async def claim_without_an_answer(
        person: str, channel: Channel, seen: History, now: float
    ) -> bool:
        monkeypatch.undo()
        await claim(person, channel, seen, now)
        square.down(up_after=60)
        return await claim(person, channel, seen, now)

    monkeypatch.setattr(square.reminders, "claim", claim_without_an_answer)
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 1


@pytest.mark.parametrize("which", ["tiki", "contacts", "state"])
async def test_a_long_outage_loses_nobody_and_ends_in_no_flood(
    which: str, square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    square.decide(per_minute=60.0, burst=1)
    people = [square.add_native(f"person{i}") for i in range(20)]
    hours = 6 * 3600
    if which == "state":
        square.down(up_after=hours)
    else:
        fake = square.tiki if which == "tiki" else square.contacts
        fake.go_down()
        square.time.after(hours, fake.come_back)
    remind = square.remind()
    async with working(remind):
        for who in people:
            remind.came_online(who, PHONE)
    assert sorted(square.reminded()) == sorted(people)
    lasts = [
        (await square.reminders.read(f"chat:{who}")).of(Channel.CHAT).last_at for who in people
    ]
    ordered = sorted(at for at in lasts if at is not None)
    assert ordered[-1] - ordered[0] >= 18.9
    assert ordered[0] - BEGIN < hours + square.settings.longest_pause + 10
    waits = [r for r in caplog.records if "has to wait" in r.getMessage()]
    assert len(waits) < hours / square.settings.longest_pause + 20


async def test_an_outage_of_more_than_a_day_is_given_up(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    bob = square.add_native("bob")
    square.down(up_after=2 * DAY)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert "chat:bob is given up until they come again" in caplog.text
    square.down(up_after=0)
    await square.time.sleep(0)
    async with working(remind):
        remind.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]


async def test_one_who_cannot_be_written_to_or_whose_row_is_odd_stops_nobody(
    square: Square, caplog: pytest.LogCaptureFixture
) -> None:
    remind = square.remind()
    square.contacts.add("Not Prepared")
    rejected, odd, bob = (square.add_native(n) for n in ("Not Prepared", "odd", "bob"))

    async def stumble() -> None:
        if square.contacts.calls[-1][1] == "odd":
            raise ValueError("an odd row")

    square.contacts.before["contact"] = stumble
    async with working(remind):
        for who in (rejected, odd, bob):
            remind.came_online(who, PHONE)
    assert square.reminded() == ["bob"]
    assert "reminders: not possible for chat:Not Prepared" in caplog.text
    assert "reminders: chat:odd is skipped" in caplog.text


async def test_openfire_s_refusal_is_not_tried_again(square: Square) -> None:
    square.contacts.failing["contact"] = Rejected("no")
    remind = square.remind()
    async with working(remind):
        remind.came_online(square.add_native("bob"), PHONE)
    assert square.contacts.count("contact") == 1


async def test_a_clock_that_is_put_back_makes_nobody_wait_for_long(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    remind.came_online(bob, PHONE)
    square.time.now -= 10 * DAY
    before = square.time.now
    async with working(remind):
        pass
    assert square.reminded() == ["bob"]
    assert square.time.now - before < 10


async def test_a_component_that_ends_gives_back_what_it_has_claimed(square: Square) -> None:
    bob = square.add_native("bob")
    remind = square.remind()
    task = asyncio.create_task(remind.run())

    async def end() -> None:
        task.cancel()
        await asyncio.sleep(0)

    square.invitations.before["add"] = end
    remind.came_online(bob, PHONE)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert square.reminders.count("give_back") == 1
    assert (await square.reminders.read("chat:bob")).of(Channel.CHAT).sent == 0
    del square.invitations.before["add"]
    again = square.remind()
    async with working(again):
        again.came_online(bob, PHONE)
    assert square.reminded() == ["bob"]
