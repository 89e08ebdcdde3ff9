"""The desk's commands through the door: a step is asked for, answered, or broken off.

Who asks is the user of the machine, as the kernel tells; a command for everybody is told whom it
is for. `job-state` tells how far a job is, so that the shell can wait for its end.
"""

from dataclasses import dataclass
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from component.domain.jobs import JobState
from component.domain.names import normalise
from component.frontdoors.commands.description import Ask, Person, Question, Table, Told
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.job_words import job_data, tell_job
from component.frontdoors.commands.turns import DeskError, DeskProblem, Turn
from component.frontdoors.control.protocol import (
    BUILT_WHEN_USED,
    Arguments,
    Caller,
    Command,
    Handler,
)

if TYPE_CHECKING:
    from component.frontdoors.texts import Texts
    from component.ports.jobs import Jobs


class SpeakerArguments(Arguments):
    """Who asks, as far as the kernel does not tell.

    Attributes:
        person: Whom a command for everybody is for, as typed; '' for nobody.
        language: Of the shell, a tag; '' for the site's.
    """

    person: str
    language: str


class OpenArguments(SpeakerArguments):
    """Which command to begin.

    Attributes:
        name: The command's.
    """

    name: str


class SessionArguments(SpeakerArguments):
    """Which session is meant.

    Attributes:
        session: Its id.
    """

    session: str


class AnswerArguments(SessionArguments):
    """How a step is answered.

    Attributes:
        number: Of the step.
        answers: Name of a question → answer.
    """

    number: int
    answers: dict[str, str]


class JobArguments(Arguments):
    """Which job is meant.

    Attributes:
        number: Of the job.
        language: As `SpeakerArguments.language`.
    """

    number: int
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A step to answer, as `Ask` and `Turn` have it."""

    session: str
    number: int
    title: str
    lines: tuple[str, ...]
    questions: tuple[Question, ...]
    tables: tuple[Table, ...]
    data: Any
    confirm: str


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no step, as `DeskError` has it."""

    problem: DeskProblem
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes of a step: one of these is there."""

    asked: Asked | None = None
    told: Told | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class JobView:
    """Where a job stands.

    Attributes:
        state: In a word.
        done: Steps done.
        total: Steps in all; 0 while that is not known.
        lines: The same for people.
        data: The same for programs.
    """

    state: JobState
    done: int
    total: int
    lines: tuple[str, ...]
    data: dict[str, Any]


_REPLY = TypeAdapter(Reply)
_JOB_VIEW = TypeAdapter[JobView | None](JobView | None, config=BUILT_WHEN_USED)

OPEN = Command("desk-open", OpenArguments, _REPLY)
ANSWER = Command("desk-answer", AnswerArguments, _REPLY)
CANCEL = Command("desk-cancel", SessionArguments, _REPLY)
JOB_STATE = Command("job-state", JobArguments, _JOB_VIEW)


@dataclass(frozen=True, slots=True)
class DeskDoor:
    """Lets shells at the desk.

    Attributes:
        desk: All commands.
        jobs: The list of jobs.
        texts: In all languages.
        domain: The chat's domain.
    """

    desk: Desk
    jobs: "Jobs"
    texts: "Texts"
    domain: str

    def handlers(self) -> tuple[Handler, ...]:
        """What can be asked for."""
        return (
            OPEN.handled_by(self._open),
            ANSWER.handled_by(self._answer),
            CANCEL.handled_by(self._cancel),
            JOB_STATE.handled_by(self._job_state),
        )

    async def _open(self, arguments: OpenArguments, caller: Caller) -> Reply:
        person = self._person(arguments, caller)
        if arguments.person and person.username is None:
            return _no_username(person.t)
        try:
            return _reply(await self.desk.open(person, caller.name, arguments.name))
        except DeskError as error:
            return _refusal(error)

    async def _answer(self, arguments: AnswerArguments, caller: Caller) -> Reply:
        person = self._person(arguments, caller)
        session, answers = arguments.session, arguments.answers
        try:
            return _reply(
                await self.desk.answer(person, caller.name, session, answers, arguments.number)
            )
        except DeskError as error:
            return _refusal(error)

    async def _cancel(self, arguments: SessionArguments, caller: Caller) -> Reply:
        person = self._person(arguments, caller)
        try:
            self.desk.cancel(person, caller.name, arguments.session)
        except DeskError as error:
            return _refusal(error)
        return Reply()

    async def _job_state(self, arguments: JobArguments, _caller: Caller) -> JobView | None:
        job = await self.jobs.find(arguments.number)
        if job is None:
            return None
        lines = tuple(tell_job(self.texts.translate(arguments.language), job))
        return JobView(job.state, job.done, job.total, lines, job_data(job))

    def _person(self, arguments: SpeakerArguments, caller: Caller) -> Person:
        return Person(
            name=caller.name,
            username=normalise(arguments.person, self.domain).chat,
            t=self.texts.translate(arguments.language),
            language=self.texts.language(arguments.language),
            is_in_chat=False,
        )


def _reply(turn: Turn) -> Reply:
    step = turn.step
    if isinstance(step, Ask):
        return Reply(
            asked=Asked(
                turn.session,
                turn.number,
                step.title,
                step.lines,
                step.questions,
                step.tables,
                step.data,
                step.confirm,
            )
        )
    return Reply(told=step)


def _refusal(error: DeskError) -> Reply:
    return Reply(refused=Refused(error.problem, error.text))


def _no_username(t: NullTranslations) -> Reply:
    text = t.gettext("This cannot be the name of a chat account.")
    return Reply(refused=Refused(DeskProblem.BAD_ANSWERS, text))
