"""Leads the shell through a command of the desk: asks the component, asks the terminal, prints.

Nothing is changed unless it was confirmed: at a terminal, or by `--yes` or `--confirm NUMBER`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import NoReturn

import typer

from component import config
from component.domain.jobs import JobState
from component.frontdoors.cli.admin import is_on_terminal
from component.frontdoors.cli.desk_prompts import prompt
from component.frontdoors.cli.desk_show import show, show_json, show_problem
from component.frontdoors.cli.job_wait import wait_for_job
from component.frontdoors.cli.running import ask_component, socket_of
from component.frontdoors.cli.shell import Exit, complain, end
from component.frontdoors.commands.description import Answers, Kind, Question, Told
from component.frontdoors.commands.turns import DeskProblem
from component.frontdoors.commands.typed_answers import NotAnAnswerError, read_answers, unanswered
from component.frontdoors.control.desk_commands import (
    ANSWER,
    CANCEL,
    OPEN,
    AnswerArguments,
    Asked,
    OpenArguments,
    Reply,
    SessionArguments,
)

_NOTHING = "Nothing was changed."
_ENGLISH = NullTranslations()
_EXITS = {
    DeskProblem.NO_COMMAND: Exit.REFUSED,
    DeskProblem.BAD_ANSWERS: Exit.SETTINGS,
    DeskProblem.FORBIDDEN: Exit.REFUSED,
    DeskProblem.TOO_MANY: Exit.REFUSED,
}
"""Those of the other problems are `BROKEN_OFF`: they come of waiting too long.

What the component does not offer by its settings, such as links without a web page, is refused.
"""
_ENDS = {JobState.REFUSED: Exit.REFUSED}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options say beside the command's own parameters.

    Attributes:
        yes: What is asked at the end is to be done.
        confirm: The number that confirms a great change.
        as_json: Results are for a program, and nothing is asked.
        wait: The end of a job is waited for.
    """

    yes: bool = False
    confirm: int | None = None
    as_json: bool = False
    wait: bool = True

    @property
    def can_ask(self) -> bool:
        """Whether there is somebody to answer."""
        return is_on_terminal() and not self.as_json


@dataclass(slots=True)
class Talk:
    """One command, from its beginning to its end.

    Attributes:
        settings: Where the component listens.
        person: Whom a command for everybody is for; '' for others.
        language: Of the shell.
        wishes: The options.
        session: At the desk; '' before the first step.
        has_counted: The number of `--confirm` was given; if it is asked for again, it was wrong.
    """

    settings: config.Settings
    person: str
    language: str
    wishes: Wishes
    session: str = ""
    has_counted: bool = False

    def run(self, name: str, typed: Mapping[str, str], *, has_parameters: bool) -> NoReturn:
        """Carry a command out, and end with its exit code.

        Args:
            name: The command's.
            typed: Name of a parameter → what was typed for it.
            has_parameters: Its first step asks for them.
        """
        speaker = {"person": self.person, "language": self.language}
        reply = ask_component(self.settings, OPEN, OpenArguments(name=name, **speaker))
        is_first = has_parameters
        while reply.asked is not None:
            asked = reply.asked
            self.session = asked.session
            try:
                answers = self._parameters(asked, typed) if is_first else self._answers(asked)
            except (EOFError, KeyboardInterrupt):
                self._give_up(_NOTHING, Exit.NOT_CONFIRMED)
            is_first = False
            reply = ask_component(
                self.settings,
                ANSWER,
                AnswerArguments(
                    session=asked.session, number=asked.number, answers=dict(answers), **speaker
                ),
                "It may have been done; look before you repeat it.",
            )
        self._end(reply)

    def _parameters(self, asked: Asked, typed: Mapping[str, str]) -> Answers:
        """The answers to the first step: from the options, and asked for where one is needed."""
        try:
            answers = dict(read_answers(asked.questions, typed, _ENGLISH))
        except NotAnAnswerError as error:
            self._give_up(_not_an_answer(error), Exit.SETTINGS)
        missing = unanswered(asked.questions, answers)
        if missing and not self.wishes.can_ask:
            self._give_up(f"say {', '.join(q.name.upper() for q in missing)}", Exit.SETTINGS)
        return answers | {question.name: prompt(question) for question in missing}

    def _answers(self, asked: Asked) -> Answers:
        """The answers to a later step; ends if it is not to be gone on."""
        if not self.wishes.as_json:
            show(asked.lines, asked.tables)
        answers = {}
        for question in asked.questions:
            given = self._given(question) if question.name == asked.confirm else None
            if given is None and not self.wishes.can_ask:
                given = self._proposed(asked, question)
            answers[question.name] = prompt(question) if given is None else given
        confirming = {q.name: q.kind for q in asked.questions if q.name == asked.confirm}
        if any(kind is Kind.YES_NO and answers[q] != "1" for q, kind in confirming.items()):
            self._give_up(_NOTHING, Exit.NOT_CONFIRMED)
        return answers

    def _given(self, question: Question) -> str | None:
        """What the options say to the question that confirms a step."""
        if question.kind is Kind.YES_NO:
            return "1" if self.wishes.yes else None
        if self.wishes.confirm is None or self.has_counted:
            return None
        self.has_counted = True
        return str(self.wishes.confirm)

    def _proposed(self, asked: Asked, question: Question) -> str:
        """What counts where nobody can be asked; what needs a confirmation ends as a dry run."""
        if question.name == asked.confirm:
            self._end_dry(asked, question)
        if question.is_required and not question.value:
            self._give_up(f"there is no terminal to ask on: {question.label}", Exit.SETTINGS)
        return question.value

    def _end_dry(self, asked: Asked, question: Question) -> NoReturn:
        option = "--yes" if question.kind is Kind.YES_NO else "--confirm NUMBER"
        if self.wishes.as_json:
            show_json(asked.data)
        if self.wishes.yes or self.wishes.confirm is not None:
            self._give_up(f"{_NOTHING} This one is confirmed with {option}.", Exit.REFUSED)
        self._cancel()
        complain(f"{_NOTHING} With {option} it is done.")
        raise typer.Exit(0)

    def _end(self, reply: Reply) -> NoReturn:
        if reply.refused is not None:
            end(reply.refused.text, _EXITS.get(reply.refused.problem, Exit.BROKEN_OFF))
        if reply.told is None:
            end("the component's answer cannot be understood: restart it", Exit.BROKEN_OFF)
        told = reply.told
        if told.job is not None and self.wishes.wait:
            self._end_job(told, told.job)
        if self.wishes.as_json:
            show_json(told.data)
        if told.is_problem:
            show_problem(told.lines)
            raise typer.Exit(Exit.REFUSED)
        if not self.wishes.as_json:
            show(told.lines, told.tables)
        raise typer.Exit(0)

    def _end_job(self, told: Told, number: int) -> NoReturn:
        """Wait for the job; its exit code says what came of it."""
        if not self.wishes.as_json:
            show(told.lines, told.tables)
        view = wait_for_job(socket_of(self.settings), number, self.language)
        if self.wishes.as_json:
            data = told.data if isinstance(told.data, dict) else {}
            show_json({**data, "ended": view.data})
        if view.state is JobState.DONE:
            if not self.wishes.as_json:
                show(view.lines, ())
            raise typer.Exit(0)
        show_problem(view.lines)
        raise typer.Exit(_ENDS.get(view.state, Exit.BROKEN_OFF))

    def _give_up(self, text: str, code: Exit) -> NoReturn:
        self._cancel()
        end(text, code)

    def _cancel(self) -> None:
        ask_component(
            self.settings,
            CANCEL,
            SessionArguments(session=self.session, person=self.person, language=self.language),
        )


def _not_an_answer(error: NotAnAnswerError) -> str:
    question = error.question
    text = f"'{error}' cannot be right for: {question.label}"
    if not question.choices:
        return text
    return f"{text}; write one of: {', '.join(choice.value for choice in question.choices)}"
