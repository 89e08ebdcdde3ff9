"""Who is where in which command: kept in memory, bounded, and forgotten after a while."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from component.frontdoors.commands.description import Ask, Command
from component.request import new_id

_ID_BYTES = 24


@dataclass(slots=True)
class Session:
    """Somebody is in a command.

    Attributes:
        id: Nobody can guess it.
        owner: Whose it is, as `Person.name`.
        client: Their client, which alone may go on with it.
        command: The command.
        until: When it is over unless something comes, by the clock of `Sessions`.
        pages: What was asked so far; the last is to be answered.
        turns: How many steps were shown, back and forth.
        is_busy: An answer is being worked on.
        request: The id of all of it, for the log.
    """

    id: str = field(repr=False)
    owner: str
    client: str
    command: Command
    until: float
    pages: list[Ask] = field(default_factory=list)
    turns: int = 0
    is_busy: bool = True
    request: str = field(default_factory=lambda: new_id("command"))


def random_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(_ID_BYTES)


class Sessions:
    """The open sessions.

    Args:
        lifetime: Seconds for which one waits for its next step.
        most_of_one: Most of one owner.
        most: Most of all.
        now: A clock that never goes back, in seconds.
        new_id: Makes an id for a session that nobody can guess.
    """

    def __init__(
        self,
        lifetime: float,
        most_of_one: int,
        most: int,
        now: Callable[[], float] = time.monotonic,
        new_id: Callable[[], str] = random_id,
    ) -> None:
        self._lifetime = lifetime
        self._most_of_one = most_of_one
        self._most = most
        self._now = now
        self._new_id = new_id
        self._sessions: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def begin(self, owner: str, client: str, command: Command) -> Session | None:
        """Open one, busy at first.

        Of an owner's sessions the one that has waited longest makes room for a new one: closing a
        window is no cancel in many clients, and nobody is to be locked out by their own forms.

        Returns:
            None if there is no room: so many are there, or so many of the owner's are busy.
        """
        self._forget_old()
        own = [session for session in self._sessions.values() if session.owner == owner]
        if len(own) >= self._most_of_one:
            waiting = [session for session in own if not session.is_busy]
            if not waiting:
                return None
            self.end(min(waiting, key=lambda session: session.until))
        if len(self._sessions) >= self._most:
            return None
        session = Session(self._new_id(), owner, client, command, self._until())
        self._sessions[session.id] = session
        return session

    def find(self, client: str, name: str) -> Session | None:
        """A client's session by its id; None if it is not there, over, or another client's."""
        session = self._sessions.get(name)
        if session is None or session.client != client or self._is_over(session):
            return None
        return session

    def release(self, session: Session) -> None:
        """Let one that was busy wait for its next step."""
        session.is_busy = False
        session.until = self._until()

    def end(self, session: Session) -> None:
        """Forget one. Harmless if it is forgotten."""
        self._sessions.pop(session.id, None)

    def _until(self) -> float:
        return self._now() + self._lifetime

    def _is_over(self, session: Session) -> bool:
        return not session.is_busy and session.until <= self._now()

    def _forget_old(self) -> None:
        for session in [s for s in self._sessions.values() if self._is_over(s)]:
            self.end(session)
