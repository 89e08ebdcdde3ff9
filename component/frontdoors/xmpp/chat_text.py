"""Commands as a conversation in plain text: what somebody writes, and what they are answered.

For clients that know no forms. The questions of a step are asked one after the other. Knows no
stanza; a conversation belongs to one client, as its session at the desk does.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import TTLCache

from component.frontdoors.commands.control_words import Control, control_words, read_control
from component.frontdoors.commands.description import Answers, Ask, Person, Question
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.turns import DeskError, DeskProblem, Turn
from component.frontdoors.commands.typed import SurplusError, Typed, read_arguments
from component.frontdoors.commands.typed_answers import (
    NotAnAnswerError,
    read_answer,
    read_answers,
    unanswered,
)
from component.frontdoors.xmpp.chat_layout import question_text, step_text, usage_text

LIFETIME = 600.0
"""Seconds for which a question waits, as sessions of the desk do."""
_MOST_TRIES = 3
_MOST_CONVERSATIONS = 2_000


@dataclass(slots=True)
class _Conversation:
    """Somebody is asked something.

    Attributes:
        turn: At the desk.
        questions: What is asked in this step; those that need no answer are left out.
        answers: To the first of them.
        tries: How often in a row the answer was none.
    """

    turn: Turn
    questions: list[Question]
    answers: dict[str, str] = field(default_factory=dict)
    tries: int = 0

    @property
    def question(self) -> Question:
        """The one that is to be answered now."""
        return next(q for q in self.questions if q.name not in self.answers)

    @property
    def is_complete(self) -> bool:
        """Whether all are answered."""
        return all(q.name in self.answers for q in self.questions)

    def take_back(self) -> bool:
        """Forget the last answer of this step; False if there is none."""
        given = [q.name for q in self.questions if q.name in self.answers]
        if given:
            del self.answers[given[-1]]
        return bool(given)


class ChatText:
    """Leads people through commands. The texts of one client come one after the other.

    Args:
        desk: Carries the commands out.
        now: A clock that never goes back, in seconds.
    """

    def __init__(self, desk: Desk, now: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._conversations: TTLCache[str, _Conversation] = TTLCache(
            _MOST_CONVERSATIONS, LIFETIME, timer=now
        )

    def is_asking(self, client: str) -> bool:
        """Whether the next text of a client is an answer.

        Args:
            client: A full JID.
        """
        return client in self._conversations

    def forget(self, client: str) -> None:
        """Wait for no answer of a client. Harmless if none is waited for."""
        self._conversations.pop(client, None)

    async def begin(self, person: Person, client: str, typed: Typed) -> str:
        """Begin a command.

        Args:
            person: Who.
            client: Their client, a full JID.
            typed: What they wrote.

        Returns:
            What they are answered.
        """
        description = typed.description
        try:
            arguments = read_arguments(description.parameters, typed.words)
            turn = await self._desk.open(person, client, description.name)
            if not (description.parameters and isinstance(turn.step, Ask)):
                return self._show(person, client, turn)
            questions = turn.step.questions
            try:
                answers = read_answers(questions, arguments, person.t)
            except NotAnAnswerError:
                self._desk.cancel(person, client, turn.session)
                raise
            talk = _Conversation(turn, unanswered(questions, answers))
            if talk.questions:
                talk.questions += [q for q in questions if q.name in answers]
                talk.answers = dict(answers)
                return self._ask(person, client, talk)
            return await self._answer(person, client, turn, answers)
        except SurplusError as error:
            text = person.t.gettext(
                '"%(word)s" is too much here. Put a name with blanks in it into quotation marks.'
            ) % {"word": error}
        except NotAnAnswerError as error:
            text = person.t.gettext('"%(answer)s" cannot be right for: %(question)s') % {
                "answer": error,
                "question": error.question.label,
            }
        except DeskError as error:
            return error.text
        return f"{text}\n\n{usage_text(description, person.t)}"

    async def go_on(self, person: Person, client: str, text: str) -> str:
        """Take an answer.

        Args:
            person: Who.
            client: Their client, for which `is_asking` is true.
            text: What they wrote.

        Returns:
            What they are answered.
        """
        talk = self._conversations.pop(client)
        control = read_control(text, person.t)
        try:
            if control is Control.CANCEL:
                self._desk.cancel(person, client, talk.turn.session)
                return person.t.gettext("This was ended, and nothing was done in this step.")
            if control is Control.BACK:
                return await self._go_back(person, client, talk)
            question = talk.question
            try:
                talk.answers[question.name] = read_answer(question, text, person.t)
            except NotAnAnswerError:
                return self._ask_again(person, client, talk)
            talk.tries = 0
            if not talk.is_complete:
                return self._ask(person, client, talk)
            return await self._answer(person, client, talk.turn, talk.answers)
        except DeskError as error:
            return error.text

    async def _go_back(self, person: Person, client: str, talk: _Conversation) -> str:
        if talk.take_back():
            return self._ask(person, client, talk)
        try:
            turn = await self._desk.back(person, client, talk.turn.session)
        except DeskError as error:
            if error.problem is not DeskProblem.NO_WAY_BACK:
                raise
            return f"{error.text}\n\n{self._ask(person, client, talk)}"
        return self._show(person, client, turn)

    async def _answer(self, person: Person, client: str, turn: Turn, answers: Answers) -> str:
        try:
            turn = await self._desk.answer(person, client, turn.session, answers, turn.number)
        except DeskError as error:
            if error.turn is None:
                raise
            return f"{error.text}\n\n{self._show(person, client, error.turn)}"
        return self._show(person, client, turn)

    def _show(self, person: Person, client: str, turn: Turn) -> str:
        """Show a step, and ask its first question."""
        text = step_text(turn.step, person.t)
        if not isinstance(turn.step, Ask):
            return text
        talk = _Conversation(turn, list(turn.step.questions))
        return f"{text}\n\n{self._ask(person, client, talk)}"

    def _ask(self, person: Person, client: str, talk: _Conversation) -> str:
        self._conversations[client] = talk
        return question_text(talk.question, person.t, is_first=not talk.answers)

    def _ask_again(self, person: Person, client: str, talk: _Conversation) -> str:
        """Ask what was not answered, a few times: whoever writes may be a program."""
        talk.tries += 1
        if talk.tries >= _MOST_TRIES:
            self._desk.cancel(person, client, talk.turn.session)
            return person.t.gettext(
                "That was no answer either, so this was ended, and nothing was done in this step."
            )
        again = person.t.gettext('That is no answer to this. "%(cancel)s" ends it.') % {
            "cancel": control_words(person.t)[Control.CANCEL][0]
        }
        return f"{again}\n\n{self._ask(person, client, talk)}"
