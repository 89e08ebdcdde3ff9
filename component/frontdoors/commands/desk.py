"""The desk leads people through commands: who may, sessions, steps back, checks of answers.

Doors show what it gives them. A session belongs to the very client that opened it. Whatever goes
wrong in a command ends its session: by then nobody knows how much was done, and the command begun
anew looks at what is there.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from gettext import NullTranslations

from component.domain.names import ChatUsername
from component.frontdoors.commands.answers import UnansweredError, check_answers, propose
from component.frontdoors.commands.description import (
    Answers,
    Ask,
    Audience,
    Command,
    Description,
    Person,
    Step,
    Told,
)
from component.frontdoors.commands.parameters import first_questions
from component.frontdoors.commands.sessions import Session, Sessions, random_id
from component.frontdoors.commands.trouble import explain
from component.frontdoors.commands.turns import DeskError, DeskProblem, Turn
from component.frontdoors.commands.words import joined
from component.request import working_on

_log = logging.getLogger(__name__)

IsAdmin = Callable[[ChatUsername], Awaitable[bool]]


_Work = Callable[[Session], Awaitable[Step]]


class Desk:
    """All commands.

    Args:
        commands: In the order in which lists show them.
        is_admin: Whether a chat account is an admin's, asked at every step.
        lifetime: Seconds for which a session waits for its next step.
        most_of_one: Open sessions of one person; the one that has waited longest makes room.
        most: Open sessions of all.
        new_session: Makes ids for sessions, see `Sessions`.
    """

    def __init__(
        self,
        commands: Iterable[Command],
        is_admin: IsAdmin,
        *,
        lifetime: float = 600.0,
        most_of_one: int = 5,
        most: int = 2000,
        new_session: Callable[[], str] = random_id,
    ) -> None:
        self._commands = {command.description.name: command for command in commands}
        self._is_admin = is_admin
        self._sessions = Sessions(lifetime, most_of_one, most, new_id=new_session)

    @property
    def descriptions(self) -> list[Description]:
        """All commands, in the order of lists."""
        return [command.description for command in self._commands.values()]

    async def permitted(self, person: Person) -> list[Description]:
        """The commands that somebody may use; raises Unavailable."""
        descriptions = self.descriptions
        audiences = {d.audience for d in descriptions}
        may = {audience: await self._may_use(person, audience) for audience in audiences}
        return [d for d in descriptions if may[d.audience]]

    async def open(
        self, person: Person, client: str, name: str, answers: Answers | None = None
    ) -> Turn:
        """Begin a command.

        Args:
            person: Who. The shell's person (`is_in_chat` False) may use all.
            client: Their client: the full JID, or the user of the machine.
            name: The command's.
            answers: To its parameters; None to be asked, where it has any.

        Raises:
            DeskError: There is no step.
        """
        command = self._commands.get(name)
        if command is None:
            raise DeskError(DeskProblem.NO_COMMAND, person.t.gettext("There is no such command."))

        async def begin(_session: Session) -> Step:
            questions = await first_questions(command, person)
            if answers is None and questions:
                description = command.description
                title, summary = description.title(person.t), description.summary(person.t)
                return Ask(title, (summary,), questions, command.run)
            return await command.run(person, check_answers(questions, answers or {}))

        opened = self._sessions.begin(person.name, client, command)
        if opened is None:
            text = person.t.gettext("Too much is going on at once: try again in a few minutes.")
            raise DeskError(DeskProblem.TOO_MANY, text)
        return await self._work(person, opened, begin)

    def look(self, person: Person, client: str, session: str) -> Turn:
        """Where a session is, without taking a step; raises DeskError."""
        return _turn(self._find(person, client, session))

    async def answer(
        self,
        person: Person,
        client: str,
        session: str,
        answers: Answers,
        number: int | None = None,
    ) -> Turn:
        """Go on with the answers to the step before. Wrong answers leave the session where it is.

        Args:
            person: Who.
            client: The client that opened the session.
            session: Its id.
            answers: To the questions of the step.
            number: Of the step that is answered, where the door can tell: `Turn.number`.

        Raises:
            DeskError: There is no step.
        """

        async def go_on(session: Session) -> Step:
            page = session.pages[-1]
            session.pages[-1] = replace(page, questions=propose(page.questions, answers))
            return await page.then(person, check_answers(page.questions, answers))

        return await self._work(person, self._claim(person, client, session, number), go_on)

    async def back(self, person: Person, client: str, session: str) -> Turn:
        """Go back a step; what was answered there is proposed now. Raises DeskError."""

        async def go_back(session: Session) -> Step:
            if len(session.pages) == 1:
                text = person.t.gettext("This is the first step: there is none before it.")
                raise DeskError(DeskProblem.NO_WAY_BACK, text)
            session.pages.pop()
            return session.pages.pop()

        return await self._work(person, self._claim(person, client, session), go_back)

    def cancel(self, person: Person, client: str, session: str) -> None:
        """End a session with nothing done beyond the steps before; raises DeskError."""
        self._sessions.end(self._claim(person, client, session))

    def _claim(self, person: Person, client: str, name: str, number: int | None = None) -> Session:
        """Take a session to work on, so that nobody else does at the same time."""
        session = self._find(person, client, name)
        if number not in (None, session.turns):
            raise _outdated(person.t)
        session.is_busy = True
        return session

    def _find(self, person: Person, client: str, name: str) -> Session:
        """A session that waits for its next step."""
        session = self._sessions.find(client, name)
        if session is None:
            text = person.t.gettext("This is over, or has waited for too long: begin again.")
            raise DeskError(DeskProblem.NO_SESSION, text)
        if session.is_busy:
            raise _outdated(person.t)
        return session

    async def _work(self, person: Person, session: Session, work: _Work) -> Turn:
        """Take a session a step further, under its id."""
        with working_on(session.request):
            return await self._take_step(person, session, work)

    async def _take_step(self, person: Person, session: Session, work: _Work) -> Turn:
        """Take a session a step further, which ends it unless there is something to answer."""
        description = session.command.description
        goes_on = False
        try:
            await self._check_right(person, description.audience)
            _log.info("%r: %s, step %d", person.name, description.name, session.turns + 1)
            step = await work(session)
            if isinstance(step, Ask):
                goes_on = True
                session.pages.append(step)
        except UnansweredError as error:
            goes_on = bool(session.pages)
            raise _bad_answers(person.t, error, _turn(session) if goes_on else None) from None
        except DeskError as error:
            goes_on = error.problem is DeskProblem.NO_WAY_BACK
            raise
        except Exception as error:  # noqa: BLE001  told to the person, and logged
            step = Told((explain(person.t, error, description.name),), is_problem=True)
        finally:
            if goes_on:
                self._sessions.release(session)
            else:
                self._sessions.end(session)
        if isinstance(step, Told):
            return Turn("", description, step)
        session.turns += 1
        return _turn(session)

    async def _check_right(self, person: Person, audience: Audience) -> None:
        """Raise DeskError unless somebody may use a command for this audience."""
        t = person.t
        if not await self._may_use(person, audience):
            raise DeskError(DeskProblem.FORBIDDEN, t.gettext("You may not use this command."))
        if audience is Audience.EVERYBODY and person.username is None:
            text = t.gettext("This command is for one person: say whose chat account is meant.")
            raise DeskError(DeskProblem.BAD_ANSWERS, text)

    async def _may_use(self, person: Person, audience: Audience) -> bool:
        if not person.is_in_chat:
            return True
        if person.username is None:
            return False
        return audience is Audience.EVERYBODY or await self._is_admin(person.username)


def _turn(session: Session) -> Turn:
    """Where a session is."""
    return Turn(
        session.id,
        session.command.description,
        session.pages[-1],
        has_way_back=len(session.pages) > 1,
        number=session.turns,
    )


def _outdated(t: NullTranslations) -> DeskError:
    text = t.gettext("This step has been answered already: wait for what comes of it.")
    return DeskError(DeskProblem.OUTDATED, text)


def _bad_answers(t: NullTranslations, error: UnansweredError, turn: Turn | None) -> DeskError:
    labels = joined(t, (question.label for question in error.questions))
    text = t.gettext("Please answer these again, they are empty or cannot be right: %(questions)s")
    return DeskError(DeskProblem.BAD_ANSWERS, text % {"questions": labels}, turn)
