"""The desk through the door: who asks is the kernel's word, and a session is its opener's."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path

import pytest

from component.domain.jobs import Asker, JobKind, JobState
from component.frontdoors.commands.description import Person, Table, Told
from component.frontdoors.commands.turns import DeskProblem
from component.frontdoors.control import server
from component.frontdoors.control.client import NotDoneError, ask
from component.frontdoors.control.desk_commands import (
    ANSWER,
    CANCEL,
    JOB_STATE,
    OPEN,
    AnswerArguments,
    Asked,
    DeskDoor,
    JobArguments,
    OpenArguments,
    Refused,
    Reply,
    SessionArguments,
)
from component.frontdoors.control.protocol import Caller
from component.frontdoors.texts import Texts
from component.ports import Unavailable
from tests.fakes.commands import FakeCommands
from tests.fakes.jobs import FakeJobs
from tests.unit.control.doors import door

TEXTS = Texts({"en": NullTranslations()})


@dataclass
class Shell:
    """A shell, and the component that it asks."""

    path: Path
    commands: FakeCommands = field(default_factory=FakeCommands)
    jobs: FakeJobs = field(default_factory=FakeJobs)

    async def open(self, name: str, person: str = "") -> Reply:
        return await ask(self.path, OPEN, OpenArguments(name=name, person=person, language=""))

    async def answer(self, asked: Asked, **answers: str) -> Reply:
        arguments = AnswerArguments(
            session=asked.session, number=asked.number, answers=answers, person="", language=""
        )
        return await ask(self.path, ANSWER, arguments)

    async def cancel(self, session: str) -> Reply:
        arguments = SessionArguments(session=session, person="", language="")
        return await ask(self.path, CANCEL, arguments)

    async def plan(self) -> Asked:
        """Go as far as the question whether to do it."""
        first = (await self.open("sync-groups")).asked
        assert first is not None
        asked = (await self.answer(first, group="support")).asked
        assert asked is not None
        return asked


@pytest.fixture
async def shell(path: Path) -> AsyncIterator[Shell]:
    shell = Shell(path)
    desk_door = DeskDoor(shell.commands.desk(), shell.jobs, TEXTS, "chat.test")
    async with door(path, *desk_door.handlers()):
        yield shell


def problem(reply: Reply) -> DeskProblem:
    assert isinstance(reply.refused, Refused)
    assert reply.refused.text
    assert reply.asked is None
    assert reply.told is None
    return reply.refused.problem


async def test_steps_arrive_as_the_desk_has_them(shell: Shell) -> None:
    asked = (await shell.open("sync-groups")).asked
    assert asked is not None
    assert [q.name for q in asked.questions] == ["group", "dry-run"]
    assert [c.value for c in asked.questions[0].choices] == ["*", "support"]
    asked = (await shell.answer(asked, group="support")).asked
    assert asked is not None
    assert (asked.title, asked.lines) == ("Plan", ("3 people join.", "1 leaves."))
    assert (asked.data, asked.confirm) == ({"added": 3, "removed": 1}, "apply")
    told = (await shell.answer(asked, apply="1")).told
    assert told == Told(("It is job 7.",), data={"job": 7}, job=7)


async def test_tables_and_any_names_arrive_as_they_are(shell: Shell) -> None:
    told = (await shell.open("whoami", "Alice@chat.test")).told
    assert told == Told(
        ("This is you.",),
        (
            Table(
                "",
                {"what": "What", "value": "Value"},
                [("Live Chat ID", "alice"), ("Name", "\x1b[2JAlice\ud800"), ("E-mail", "")],
            ),
        ),
        {"livechat_id": "alice"},
    )


async def test_the_desk_is_told_the_user_of_the_machine(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    people: list[Person] = []
    note = FakeCommands._note

    def watch(self: FakeCommands, name: str, person: Person, answers: dict[str, str]) -> None:
        people.append(person)
        note(self, name, person, answers)

    monkeypatch.setattr(FakeCommands, "_note", watch)
    await shell.open("clean-up")
    (person,) = people
    assert f"uid {os.geteuid()}" in person.name
    assert person.username is None
    assert not person.is_in_chat


@pytest.mark.parametrize(
    ("name", "person", "expected"),
    [
        ("nothing", "", DeskProblem.NO_COMMAND),
        ("whoami", "", DeskProblem.BAD_ANSWERS),
        ("whoami", "a\u2028b", DeskProblem.BAD_ANSWERS),
        ("whoami", "\udce4", DeskProblem.BAD_ANSWERS),
        ("whoami", "x" * 5_000, DeskProblem.BAD_ANSWERS),
    ],
)
async def test_what_cannot_be_begun_is_refused(
    shell: Shell, name: str, person: str, expected: DeskProblem
) -> None:
    assert problem(await shell.open(name, person)) is expected
    assert shell.commands.done == []


async def test_wrong_answers_are_refused_and_the_step_stays(shell: Shell) -> None:
    asked = await shell.plan()
    assert problem(await shell.answer(asked, apply="perhaps")) is DeskProblem.BAD_ANSWERS
    assert (await shell.answer(asked, apply="1")).told is not None


async def test_a_step_is_answered_once(shell: Shell) -> None:
    asked = await shell.plan()
    await shell.answer(asked, apply="1")
    assert problem(await shell.answer(asked, apply="1")) is DeskProblem.NO_SESSION
    assert [name for name, _, _ in shell.commands.done] == ["plan", "apply"]


async def test_what_was_cancelled_cannot_be_answered(shell: Shell) -> None:
    asked = await shell.plan()
    assert await shell.cancel(asked.session) == Reply()
    assert problem(await shell.answer(asked, apply="1")) is DeskProblem.NO_SESSION
    assert problem(await shell.cancel(asked.session)) is DeskProblem.NO_SESSION


async def test_a_session_of_another_user_is_none(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await shell.plan()
    monkeypatch.setattr(server, "read_caller", lambda _: Caller(0, "somebody else (uid 0)"))
    assert problem(await shell.answer(asked, apply="1")) is DeskProblem.NO_SESSION
    assert problem(await shell.cancel(asked.session)) is DeskProblem.NO_SESSION
    assert [name for name, _, _ in shell.commands.done] == ["plan"]


async def test_a_job_is_told_of_in_words_and_for_programs(shell: Shell) -> None:
    job = await shell.jobs.add(JobKind.SYNC_GROUPS, Asker("root"), {"plan": "of many people"})
    view = await ask(shell.path, JOB_STATE, JobArguments(number=job.number, language="de"))
    assert view is not None
    assert (view.state, view.done, view.total) == (JobState.WAITING, 0, 0)
    assert view.lines == (f"Job {job.number} (sync of groups) waits for its turn.",)
    assert view.data["number"] == job.number
    assert "of many people" not in str(view)


@pytest.mark.parametrize("number", [0, -1, 99, 2**70])
async def test_a_job_that_is_not_there_is_none(shell: Shell, number: int) -> None:
    assert await ask(shell.path, JOB_STATE, JobArguments(number=number, language="")) is None


async def test_a_list_of_jobs_that_does_not_answer_is_said_not_to(shell: Shell) -> None:
    shell.jobs.failing["find"] = Unavailable("the state database", "away")
    with pytest.raises(NotDoneError, match="the state database: away"):
        await ask(shell.path, JOB_STATE, JobArguments(number=1, language=""))
