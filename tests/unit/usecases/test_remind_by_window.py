"""Reminders follow the migration window: until when, once more before that, none while closed."""

import pytest

from component.domain.login import Window
from component.domain.names import ChatUsername
from component.domain.reminders import DAY, Channel, Deadline, History, Pacing, Reply, Say
from component.ports import Unavailable
from tests.unit.usecases.square import BEGIN, Square, working

AHEAD = Pacing([7 * DAY], ahead=[3 * DAY, DAY])


@pytest.fixture
def square() -> Square:
    return Square()


async def comes_online(square: Square, username: str = "bob") -> None:
    """Have somebody come online while a component works that has just been started."""
    remind = square.remind()
    async with working(remind):
        remind.came_online(ChatUsername(username), "phone")


@pytest.mark.parametrize(
    ("window", "to"), [(Window.OPEN, Window.REFUSING), (Window.REFUSING, Window.CLOSED)]
)
async def test_a_reminder_says_what_happens_when(
    window: Window, to: Window, square: Square
) -> None:
    square.add_native("bob")
    square.decide(window=window)
    square.window.ends_at = BEGIN + 30 * DAY
    await comes_online(square)
    assert square.last().notice.deadline == Deadline(BEGIN + 30 * DAY, to)


async def test_nothing_is_said_of_a_date_that_nobody_knows(square: Square) -> None:
    square.add_native("bob")
    await comes_online(square)
    assert square.last().notice.deadline is None


async def test_one_more_comes_some_days_before(square: Square) -> None:
    square.add_native("bob")
    square.decide(pacing=AHEAD)
    square.window.ends_at = BEGIN + 6 * DAY
    days = []
    for hour in range(6 * 24):
        square.time.now = BEGIN + hour * 3600
        before = len(square.messenger.sent)
        await comes_online(square)
        if len(square.messenger.sent) > before:
            days.append(hour / 24)
    assert days == [0, 3, 5]


async def test_who_has_stopped_gets_none_before_the_date_either(square: Square) -> None:
    square.add_native("bob")
    square.decide(pacing=AHEAD)
    square.window.ends_at = BEGIN + DAY
    await square.reminders.claim("chat:bob", Channel.CHAT, History(), BEGIN - 5 * DAY)
    await square.reminders.stop("chat:bob", BEGIN)
    await comes_online(square)
    assert square.messenger.sent == []


async def test_who_comes_while_it_is_closed_is_reminded_as_soon_as_it_is_open(
    square: Square,
) -> None:
    bob = square.add_native("bob")
    square.decide(window=Window.CLOSED)
    remind = square.remind()
    async with working(remind):
        remind.came_online(bob, "phone")
    assert square.messenger.sent == []
    square.decide(window=Window.OPEN)
    async with working(remind):
        remind.came_online(bob, "phone")
    assert square.reminded() == ["bob"]


async def test_who_waits_for_their_turn_while_it_is_closed_gets_none(square: Square) -> None:
    square.decide(per_minute=1.0, burst=1)
    people = [square.add_native("bob"), square.add_native("carol")]
    remind = square.remind()
    square.time.after(30.0, lambda: square.decide(window=Window.CLOSED))
    async with working(remind):
        for username in people:
            remind.came_online(username, "phone")
    assert square.reminded() == ["bob"]


async def test_who_is_refused_again_once_it_is_open_gets_a_mail(square: Square) -> None:
    bob = square.add_native("bob", "bob@mail.test")
    square.decide(window=Window.CLOSED)
    remind = square.remind_by_mail()
    async with working(remind):
        remind.refused(bob)
    assert square.post.mails == []
    square.decide(window=Window.REFUSING)
    square.window.ends_at = BEGIN + 30 * DAY
    async with working(remind):
        remind.refused(bob)
    (mail,) = square.post.mails
    assert "will not be possible any more" in mail.body


async def test_while_nobody_knows_the_window_people_wait(square: Square) -> None:
    square.add_native("bob")
    square.window.fails = Unavailable("the state database", "away")

    def come_back() -> None:
        square.window.fails = None

    square.time.after(60.0, come_back)
    await comes_online(square)
    assert square.reminded() == ["bob"]
    assert square.time.now > BEGIN + 60


async def test_help_names_the_date(square: Square) -> None:
    square.add_native("bob")
    square.window.ends_at = BEGIN + 30 * DAY
    await square.answer_reply()(ChatUsername("bob"), "phone", Reply.HELP, "")
    notice = square.last().notice
    assert (notice.what, notice.deadline) == (
        Say.HELP,
        Deadline(BEGIN + 30 * DAY, Window.REFUSING),
    )
