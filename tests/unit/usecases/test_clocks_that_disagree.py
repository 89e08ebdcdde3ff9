"""Two components whose clocks disagree: nobody is reminded twice, and no link is worth less."""

import pytest

from component.domain.reminders import DAY
from component.usecases.remind import Remind
from component.usecases.reminding import Clock
from tests.unit.usecases.square import LIFETIME, Square, working

HOUR = 3600.0


def remind(square: Square, ahead: float) -> Remind:
    """A component whose clock is so many seconds ahead."""
    one = square.remind()
    one.clock = Clock(lambda: square.time.now + ahead, square.time.sleep)
    one.__post_init__()
    return one


@pytest.mark.parametrize("ahead", [HOUR, -HOUR, 20 * HOUR, -20 * HOUR])
async def test_who_was_reminded_by_one_is_left_in_peace_by_the_other(
    square: Square, ahead: float
) -> None:
    bob = square.add_native("bob")
    right, wrong = remind(square, 0.0), remind(square, ahead)
    for first, second in ((right, wrong), (wrong, right)):
        async with working(first):
            first.came_online(bob, "phone")
        async with working(second):
            second.came_online(bob, "phone")
    assert square.reminded() == ["bob"]
    await square.time.sleep(2 * DAY)
    later = remind(square, 0.0)
    async with working(later):
        later.came_online(bob, "phone")
    assert square.reminded() == ["bob", "bob"]


async def test_a_link_that_one_has_made_opens_with_the_other(square: Square) -> None:
    bob = square.add_native("bob")
    wrong = remind(square, -HOUR)
    async with working(wrong):
        wrong.came_online(bob, "phone")
    token = square.token()
    assert await square.invite().open_link(token) == bob
    await square.time.sleep(LIFETIME - 2 * HOUR)
    assert await square.invite().open_link(token) == bob
