"""People turn their reminders off and on again."""

import pytest

from component.domain.names import ChatUsername
from tests.unit.actors import TESTER
from tests.unit.usecases.square import Square, working

BOB = ChatUsername("bob")


@pytest.fixture
def square() -> Square:
    made = Square()
    made.add_native("bob")
    made.add_native("carol")
    return made


async def test_everybody_is_reminded_who_has_not_said_stop(square: Square) -> None:
    choice = square.reminder_choice()
    await choice.stop(BOB, TESTER)
    assert not await choice.is_on(BOB)
    assert await choice.is_on(ChatUsername("carol"))


async def test_each_change_is_in_the_audit_once(square: Square) -> None:
    choice = square.reminder_choice()
    await choice.resume(BOB, TESTER)
    for change in (choice.stop, choice.stop, choice.resume, choice.resume):
        await change(BOB, TESTER)
    by = TESTER.as_detail()
    assert square.state.audit == [("stop-reminders", "bob", by), ("resume-reminders", "bob", by)]
    assert await choice.is_on(BOB)


async def test_who_wants_them_again_is_reminded_again(square: Square) -> None:
    choice = square.reminder_choice()
    await choice.stop(BOB, TESTER)
    await choice.resume(BOB, TESTER)
    remind = square.remind()
    async with working(remind):
        remind.came_online(BOB, "phone")
    assert square.reminded() == ["bob"]
