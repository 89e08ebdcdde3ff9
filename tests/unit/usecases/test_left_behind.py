"""A chat account that a Live Chat ID has left behind is nobody's, whichever way is tried."""

import pytest

from component.domain.account_view import Connection
from component.domain.audit import Actor, Way
from component.domain.invitations import LinkProblem
from component.domain.login import Accept, Refusal, Refuse
from component.domain.migration import ChatProof, MigrationProblem, Path
from component.domain.names import ChatUsername, LiveChatId
from component.domain.reminders import Say
from component.ports import Unavailable
from tests.unit.frontdoors.office import Office
from tests.unit.usecases.house import House
from tests.unit.usecases.migrants import IVAN, NATIVE_PASSWORD, Make
from tests.unit.usecases.square import Square, working

OLD = ChatUsername("old")
BY = Actor("old", Way.CHAT)


@pytest.fixture
async def left(house: House) -> House:
    """An admin has set a password there by hand."""
    house.add_native(OLD, "pw")
    await house.state.retire(LiveChatId(OLD))
    return house


async def test_nobody_signs_in_to_it(left: House) -> None:
    assert await left.log_in(OLD, "pw") == Refuse(Refusal.UNKNOWN)


async def test_nobody_is_merged_with_it(left: House) -> None:
    namesake = left.add(OLD, "pw")
    assert await left.log_in(OLD, "pw") == Refuse(Refusal.UNMIGRATED)
    assert (left.tiki.stored_id(namesake), left.actions()) == (None, [])


async def test_somebody_else_of_the_name_signs_in_as_themselves(left: House) -> None:
    left.add(OLD, "pw", "new")
    assert await left.log_in(OLD, "pw") == Accept(ChatUsername("new"))


async def test_an_account_that_stays_native_is_never_taken_for_one(left: House) -> None:
    left.decide(native_only=frozenset({OLD}))
    assert await left.log_in(OLD, "pw") == Accept(OLD)


async def test_who_cannot_be_asked_about_is_not_let_in(left: House) -> None:
    left.state.failing["is_retired"] = Unavailable("state", "away")
    with pytest.raises(Unavailable):
        await left.log_in(OLD, "pw")


@pytest.mark.parametrize("path", [Path.BOTH, Path.CHAT_ONLY])
async def test_nobody_migrates_it(make: Make, path: Path) -> None:
    ivan = make(path)
    await ivan.site.house.state.retire(LiveChatId(IVAN))
    assert await ivan.migrate(ivan.site.component()) is MigrationProblem.TAKEN
    assert ivan.owner is None
    assert await ivan.site.house.has_native_password(IVAN, NATIVE_PASSWORD)
    assert await ivan.site.component().prove.chat(IVAN, NATIVE_PASSWORD) == ChatProof(
        ChatUsername(IVAN)
    )


async def test_nobody_is_reminded_there_or_gets_a_link() -> None:
    square = Square()
    username = square.add_native(OLD)
    token = await square.invite().make_link(username, BY)
    await square.state.retire(LiveChatId(OLD))
    remind = square.remind()
    async with working(remind):
        remind.came_online(username)
    assert square.reminded() == []
    async with square.give_link()(username, BY) as notice:
        assert notice.what is Say.NOT_NEEDED
    assert await square.invite().open_link(token) is LinkProblem.MIGRATED


async def test_it_is_shown_as_what_it_is() -> None:
    office = Office()
    office.add_chat_account(OLD)
    await office.state.retire(LiveChatId(OLD))
    (view,) = await office.describe(OLD)
    assert (view.connection, view.can_migrate) == (Connection.LEFT_BEHIND, False)
