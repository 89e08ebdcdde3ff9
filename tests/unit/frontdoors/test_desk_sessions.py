"""Sessions: whose they are, how many, how long, and two answers at once."""

import asyncio

import pytest

from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.sessions import Session, Sessions
from component.frontdoors.commands.turns import DeskError, DeskProblem, Turn
from tests.unit.frontdoors.errands import Errands, somebody

ADA = somebody("ada")
HOME, PHONE = "ada@livechat.test/home", "ada@livechat.test/phone"
LIFETIME = 600.0


class Time:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


def make_desk(errands: Errands, clock: Time, most_of_one: int = 5, most: int = 2000) -> Desk:
    """A desk by a clock."""
    desk = Desk(errands.commands, errands.is_admin)
    desk._sessions = Sessions(LIFETIME, most_of_one, most, clock)
    return desk


async def problem_of(turn: Turn, desk: Desk, client: str = HOME, name: str = "ada") -> DeskProblem:
    """Why an answer is not taken."""
    with pytest.raises(DeskError) as raised:
        await desk.answer(somebody(name), client, turn.session, {})
    return raised.value.problem


async def test_nobody_guesses_an_id(errands: Errands) -> None:
    desk = Desk(errands.commands, errands.is_admin, most_of_one=100)
    ids = {(await desk.open(ADA, HOME, "sync-groups")).session for _ in range(100)}
    assert len(ids) == 100
    assert all(len(session) >= 32 for session in ids)
    assert not any(session in repr(desk._sessions.find(HOME, session)) for session in ids)


@pytest.mark.parametrize(
    ("name", "client"), [("ada", PHONE), ("bob", "bob@livechat.test/x"), ("ada", "")]
)
async def test_a_session_is_its_clients_alone(name: str, client: str, errands: Errands) -> None:
    errands.admins.add("bob")
    desk = Desk(errands.commands, errands.is_admin)
    turn = await desk.open(ADA, HOME, "sync-groups")
    person = somebody(name)
    assert await problem_of(turn, desk, client, name) is DeskProblem.NO_SESSION
    with pytest.raises(DeskError):
        await desk.back(person, client, turn.session)
    with pytest.raises(DeskError):
        desk.cancel(person, client, turn.session)
    with pytest.raises(DeskError):
        desk.look(person, client, turn.session)
    assert errands.done == []
    assert desk.look(ADA, HOME, turn.session) == turn


async def test_who_has_no_session_and_who_has_no_right_to_one_hear_the_same(
    errands: Errands,
) -> None:
    desk = Desk(errands.commands, errands.is_admin)
    turn = await desk.open(ADA, HOME, "sync-groups")
    texts = set()
    for session in (turn.session, "unknown", ""):
        with pytest.raises(DeskError) as raised:
            await desk.answer(ADA, PHONE, session, {})
        texts.add((raised.value.problem, raised.value.text))
    assert len(texts) == 1


async def test_a_session_waits_so_long_and_each_step_begins_it_anew(
    errands: Errands, clock: Time
) -> None:
    desk = make_desk(errands, clock)
    turn = await desk.open(ADA, HOME, "sync-groups")
    clock.now += LIFETIME - 1
    await desk.answer(ADA, HOME, turn.session, {})
    clock.now += LIFETIME - 1
    await desk.back(ADA, HOME, turn.session)
    clock.now += LIFETIME
    assert await problem_of(turn, desk) is DeskProblem.NO_SESSION


async def test_what_is_over_makes_room(errands: Errands, clock: Time) -> None:
    desk = make_desk(errands, clock, most=2)
    for _ in range(2):
        await desk.open(ADA, HOME, "sync-groups")
    clock.now += LIFETIME
    await desk.open(ADA, HOME, "sync-groups")
    assert len(desk._sessions) == 1


async def test_of_ones_own_sessions_the_one_that_waited_longest_makes_room(
    errands: Errands, clock: Time
) -> None:
    desk = make_desk(errands, clock, most_of_one=2)
    turns = []
    for client in (HOME, PHONE):
        turns.append(await desk.open(ADA, client, "sync-groups"))
        clock.now += 1
    await desk.answer(ADA, HOME, turns[0].session, {})
    await desk.open(ADA, HOME, "sync-groups")
    assert await problem_of(turns[1], desk, PHONE) is DeskProblem.NO_SESSION
    assert desk.look(ADA, HOME, turns[0].session).number == 2


async def test_others_make_no_room_when_there_is_none(errands: Errands, clock: Time) -> None:
    errands.admins |= {"bob", "eve"}
    desk = make_desk(errands, clock, most=2)
    turns = [await desk.open(somebody(name), name, "sync-groups") for name in ("bob", "ada")]
    with pytest.raises(DeskError) as raised:
        await desk.open(somebody("eve"), "eve", "sync-groups")
    assert raised.value.problem is DeskProblem.TOO_MANY
    assert "try again" in raised.value.text
    for name, turn in zip(("bob", "ada"), turns, strict=True):
        assert desk.look(somebody(name), name, turn.session) == turn


async def test_so_much_of_one_person_is_worked_on_at_once(errands: Errands, clock: Time) -> None:
    desk = make_desk(errands, clock, most_of_one=2)
    errands.gate.clear()
    working = [asyncio.create_task(desk.open(ADA, HOME, "who-am-i")) for _ in range(2)]
    while errands.began < 2:  # noqa: ASYNC110  both are at the gate after some turns of the loop
        await asyncio.sleep(0)
    with pytest.raises(DeskError) as raised:
        await desk.open(ADA, PHONE, "who-am-i")
    assert raised.value.problem is DeskProblem.TOO_MANY
    errands.gate.set()
    await asyncio.gather(*working)
    assert len(desk._sessions) == 0
    await desk.open(ADA, PHONE, "who-am-i")


@pytest.mark.parametrize("with_number", [True, False])
async def test_of_two_answers_at_once_one_counts(with_number: bool, errands: Errands) -> None:
    desk = Desk(errands.commands, errands.is_admin)
    turn = await desk.open(ADA, HOME, "sync-groups")
    turn = await desk.answer(ADA, HOME, turn.session, {})
    number = turn.number if with_number else None
    answers = {"apply": "1"}
    ends = await asyncio.gather(
        *(desk.answer(ADA, HOME, turn.session, answers, number) for _ in range(2)),
        return_exceptions=True,
    )
    (end,) = [end for end in ends if isinstance(end, Turn)]
    (error,) = [end for end in ends if isinstance(end, DeskError)]
    assert end.session == ""
    assert error.problem is DeskProblem.OUTDATED
    assert [name for name, _, _ in errands.done] == ["plan", "apply"]


async def test_an_answer_to_an_earlier_step_is_none_to_this_one(errands: Errands) -> None:
    desk = Desk(errands.commands, errands.is_admin)
    first = await desk.open(ADA, HOME, "sync-groups")
    await desk.answer(ADA, HOME, first.session, {}, first.number)
    with pytest.raises(DeskError) as raised:
        await desk.answer(ADA, HOME, first.session, {"apply": "1"}, first.number)
    assert raised.value.problem is DeskProblem.OUTDATED
    assert [name for name, _, _ in errands.done] == ["plan"]
    await desk.answer(ADA, HOME, first.session, {"apply": "1"}, first.number + 1)
    assert [name for name, _, _ in errands.done] == ["plan", "apply"]


async def test_what_is_being_done_is_not_cancelled_or_taken_back(errands: Errands) -> None:
    desk = Desk(errands.commands, errands.is_admin)
    turn = await desk.open(ADA, HOME, "sync-groups")
    errands.gate.clear()
    working = asyncio.create_task(desk.answer(ADA, HOME, turn.session, {}))
    await asyncio.sleep(0)
    with pytest.raises(DeskError) as raised:
        desk.cancel(ADA, HOME, turn.session)
    assert raised.value.problem is DeskProblem.OUTDATED
    with pytest.raises(DeskError):
        await desk.back(ADA, HOME, turn.session)
    errands.gate.set()
    assert (await working).number == 2


async def test_who_is_interrupted_leaves_no_session(errands: Errands) -> None:
    desk = Desk(errands.commands, errands.is_admin)
    errands.gate.clear()
    working = asyncio.create_task(desk.open(ADA, HOME, "who-am-i"))
    await asyncio.sleep(0)
    assert len(desk._sessions) == 1
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert len(desk._sessions) == 0


def test_a_session_that_is_worked_on_does_not_end_meanwhile(errands: Errands, clock: Time) -> None:
    sessions = Sessions(LIFETIME, 5, 5, clock)
    session = sessions.begin("ada", HOME, errands.commands[0])
    assert isinstance(session, Session)
    clock.now += 2 * LIFETIME
    assert sessions.find(HOME, session.id) is session
    sessions.release(session)
    clock.now += LIFETIME - 1
    assert sessions.find(HOME, session.id) is session
    clock.now += 1
    assert sessions.find(HOME, session.id) is None
