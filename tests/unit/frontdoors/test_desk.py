"""Somebody is led through a command: forth, back, to its end."""

import logging

import pytest

from component.frontdoors.commands.description import Ask, Choice, Told
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.turns import DeskError, DeskProblem, Turn
from component.ports import Rejected, Unavailable
from tests.unit.frontdoors.errands import PLAN, SHOW, SYNC, WHOAMI, Errands, somebody

ADA, BOB = somebody("ada"), somebody("bob")
SHELL = somebody(None, is_in_chat=False)
HOME = "ada@livechat.test/home"


@pytest.fixture
def desk(errands: Errands) -> Desk:
    return Desk(errands.commands, errands.is_admin)


def asked(turn: Turn) -> Ask:
    """The step of a turn that asks something."""
    assert isinstance(turn.step, Ask)
    assert turn.session
    return turn.step


def told(turn: Turn) -> Told:
    """The end of a command."""
    assert isinstance(turn.step, Told)
    assert turn.session == ""
    return turn.step


def proposed(turn: Turn) -> dict[str, str]:
    """What is proposed in a turn."""
    return {question.name: question.value for question in asked(turn).questions}


async def problem_of(desk: Desk, session: str, client: str = HOME) -> DeskProblem:
    """Why an answer is not taken."""
    with pytest.raises(DeskError) as raised:
        await desk.answer(ADA, client, session, {})
    return raised.value.problem


async def test_a_command_that_asks_nothing_is_done_at_once(desk: Desk, errands: Errands) -> None:
    turn = await desk.open(BOB, "bob@livechat.test/x", "who-am-i")
    assert told(turn).lines == ("You are bob.", "Nobody else is.")
    assert turn.description == WHOAMI
    assert errands.done == [("who-am-i", "bob@livechat.test", {})]


async def test_parameters_are_asked_for_in_the_language_of_the_person(desk: Desk) -> None:
    ask = asked(await desk.open(somebody("ada", language="de"), HOME, "sync-groups"))
    assert (ask.title, ask.lines) == ("Sync groups", ("Makes the groups follow.",))
    scope, note, quick = ask.questions
    assert (scope.name, scope.label, scope.value) == ("scope", "Umfang", "all")
    assert scope.choices == (Choice("all", "All groups"), Choice("Team ", "Team only"))
    assert (note.name, note.hint, note.value) == ("note", "For the log.", "")
    assert (quick.name, quick.value) == ("quick", "1")


async def test_fixed_choices_have_labels_in_the_language_of_the_person(desk: Desk) -> None:
    _name, side = asked(await desk.open(ADA, HOME, "show-account")).questions
    assert side.choices == (Choice("tiki", "Site"), Choice("chat", "Chat"))


async def test_steps_follow_one_another_to_the_end(desk: Desk, errands: Errands) -> None:
    first = await desk.open(ADA, HOME, "sync-groups")
    assert (first.number, first.has_way_back) == (1, False)
    second = await desk.answer(ADA, HOME, first.session, {"scope": "Team ", "note": " hi "})
    assert (second.number, second.has_way_back) == (2, True)
    assert second.session == first.session
    assert asked(second).tables == (PLAN,)
    last = await desk.answer(ADA, HOME, first.session, {"apply": "1"})
    assert told(last) == Told(("It has begun.",), job=7)
    assert errands.done == [
        ("plan", ADA.name, {"scope": "Team ", "note": "hi", "quick": "1"}),
        ("apply", ADA.name, {"apply": "1"}),
    ]
    assert await problem_of(desk, first.session) is DeskProblem.NO_SESSION


async def test_answers_that_are_given_at_once_are_not_asked_for(
    desk: Desk, errands: Errands
) -> None:
    turn = await desk.open(ADA, HOME, "sync-groups", {"note": "x"})
    assert (turn.number, turn.has_way_back) == (1, False)
    assert errands.done == [("plan", ADA.name, {"scope": "all", "note": "x", "quick": "1"})]


async def test_wrong_answers_at_once_are_told_and_leave_nothing_open(
    desk: Desk, errands: Errands
) -> None:
    with pytest.raises(DeskError) as raised:
        await desk.open(ADA, HOME, "show-account", {"side": "x"})
    assert raised.value.problem is DeskProblem.BAD_ANSWERS
    assert raised.value.text.endswith("Name, Side")
    assert raised.value.turn is None
    assert errands.done == []
    assert len(desk._sessions) == 0


async def test_wrong_answers_keep_the_session_and_what_was_right(
    desk: Desk, errands: Errands
) -> None:
    turn = await desk.open(ADA, HOME, "sync-groups")
    with pytest.raises(DeskError) as raised:
        await desk.answer(ADA, HOME, turn.session, {"scope": "x", "note": "hi", "quick": "0"})
    assert raised.value.problem is DeskProblem.BAD_ANSWERS
    assert "Scope" in raised.value.text
    assert "Note" not in raised.value.text
    again = raised.value.turn
    assert again is not None
    assert (again.session, again.number) == (turn.session, 1)
    assert proposed(again) == {"scope": "all", "note": "hi", "quick": "0"}
    await desk.answer(ADA, HOME, turn.session, {"scope": "all"})
    assert errands.done == [("plan", ADA.name, {"scope": "all", "note": "hi", "quick": "0"})]


async def test_a_step_back_proposes_what_was_answered(desk: Desk, errands: Errands) -> None:
    turn = await desk.open(ADA, HOME, "sync-groups")
    answers = {"scope": "Team ", "note": "hi", "quick": "0"}
    await desk.answer(ADA, HOME, turn.session, answers)
    back = await desk.back(ADA, HOME, turn.session)
    assert (back.number, back.has_way_back) == (3, False)
    assert proposed(back) == answers
    forth = await desk.answer(ADA, HOME, turn.session, {**answers, "note": "ho"})
    assert (forth.number, forth.has_way_back) == (4, True)
    assert [answers["note"] for _, _, answers in errands.done] == ["hi", "ho"]


async def test_there_is_no_way_back_from_the_first_step(desk: Desk) -> None:
    turn = await desk.open(ADA, HOME, "sync-groups")
    with pytest.raises(DeskError) as raised:
        await desk.back(ADA, HOME, turn.session)
    assert raised.value.problem is DeskProblem.NO_WAY_BACK
    assert asked(await desk.answer(ADA, HOME, turn.session, {})).title == "Plan"


async def test_a_session_can_be_looked_at(desk: Desk) -> None:
    turn = await desk.open(ADA, HOME, "sync-groups")
    assert desk.look(ADA, HOME, turn.session) == turn


async def test_a_cancelled_session_is_over(desk: Desk, errands: Errands) -> None:
    turn = await desk.open(ADA, HOME, "sync-groups")
    desk.cancel(ADA, HOME, turn.session)
    assert await problem_of(desk, turn.session) is DeskProblem.NO_SESSION
    with pytest.raises(DeskError) as raised:
        desk.cancel(ADA, HOME, turn.session)
    assert raised.value.problem is DeskProblem.NO_SESSION
    assert errands.done == []


async def test_a_command_that_says_what_is_wrong_ends_with_it(desk: Desk) -> None:
    turn = await desk.open(ADA, HOME, "show-account", {"name": "nobody"})
    assert told(turn) == Told(("There is nobody of this name.",), is_problem=True)


@pytest.mark.parametrize("step", ["scopes", "plan", "apply"])
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Unavailable("Tiki", "no route to 10.0.0.7"), "does not answer"),
        (Rejected("not-allowed by s3cret"), "refused"),
        (ValueError("s3cret"), "went wrong"),
    ],
)
async def test_what_goes_wrong_is_told_in_words_and_ends_the_session(
    step: str, error: Exception, expected: str, errands: Errands, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(errands.commands, errands.is_admin)
    errands.failing[step] = error
    turn = await desk.open(ADA, HOME, "sync-groups")
    session = turn.session
    while isinstance(turn.step, Ask):
        turn = await desk.answer(ADA, HOME, turn.session, {"apply": "1"})
    assert turn.step.is_problem
    (line,) = turn.step.lines
    assert expected in line
    assert str(error) not in line
    assert str(error) in caplog.text
    assert ("Traceback" in caplog.text) == isinstance(error, ValueError)
    assert await problem_of(desk, session) is DeskProblem.NO_SESSION


async def test_nobody_answers_by_default_what_the_log_must_not_know(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    turn = await desk.open(ADA, HOME, "sync-groups")
    await desk.answer(ADA, HOME, turn.session, {"note": "between us"})
    assert "sync-groups" in caplog.text
    assert "between us" not in caplog.text
    assert turn.session not in caplog.text


async def test_everybody_sees_what_they_may_use(desk: Desk, errands: Errands) -> None:
    assert await desk.permitted(ADA) == [WHOAMI, SYNC, SHOW]
    assert await desk.permitted(BOB) == [WHOAMI]
    errands.failing["is-admin"] = Unavailable("Tiki", "down")
    assert await desk.permitted(SHELL) == [WHOAMI, SYNC, SHOW]
    with pytest.raises(Unavailable):
        await desk.permitted(BOB)


async def test_a_command_is_for_whom_it_is_meant(desk: Desk, errands: Errands) -> None:
    with pytest.raises(DeskError) as raised:
        await desk.open(somebody("bob", language="de"), "bob@livechat.test/x", "sync-groups")
    assert raised.value.problem is DeskProblem.FORBIDDEN
    assert raised.value.text == "Das ist dir nicht erlaubt."
    with pytest.raises(DeskError) as raised:
        await desk.open(ADA, HOME, "sync-everything")
    assert raised.value.problem is DeskProblem.NO_COMMAND
    assert errands.done == []


@pytest.mark.parametrize("step", ["answer", "back"])
async def test_the_right_is_asked_for_at_every_step(
    step: str, desk: Desk, errands: Errands
) -> None:
    turn = await desk.open(ADA, HOME, "sync-groups")
    await desk.answer(ADA, HOME, turn.session, {})
    errands.admins.clear()
    going = {
        "answer": lambda: desk.answer(ADA, HOME, turn.session, {"apply": "1"}),
        "back": lambda: desk.back(ADA, HOME, turn.session),
    }
    with pytest.raises(DeskError) as raised:
        await going[step]()
    assert raised.value.problem is DeskProblem.FORBIDDEN
    assert [name for name, _, _ in errands.done] == ["plan"]
    errands.admins.add("ada")
    assert await problem_of(desk, turn.session) is DeskProblem.NO_SESSION


async def test_a_right_that_cannot_be_asked_for_is_no_right(desk: Desk, errands: Errands) -> None:
    errands.failing["is-admin"] = Unavailable("Tiki", "down")
    turn = await desk.open(ADA, HOME, "sync-groups", {})
    assert told(turn).is_problem
    assert errands.done == []


async def test_the_shell_may_all_but_says_whose_account_is_meant(
    desk: Desk, errands: Errands
) -> None:
    await desk.open(SHELL, "root", "sync-groups", {})
    with pytest.raises(DeskError) as raised:
        await desk.open(SHELL, "root", "who-am-i")
    assert raised.value.problem is DeskProblem.BAD_ANSWERS
    turn = await desk.open(somebody("bob", is_in_chat=False), "root", "who-am-i")
    assert told(turn).lines[0] == "You are bob."
    assert [name for name, _, _ in errands.done] == ["plan", "who-am-i"]
