"""A person with a chat account gets a link of their own to migrate by (design §5).

Making the link, opening it, using it up. What the page does with it is elsewhere.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from component.domain import invitations
from component.domain.audit import BRIDGE, VISITOR, Actor, Way
from component.domain.invitations import (
    FINISHING_SECONDS,
    NOBODY,
    Invitation,
    LinkProblem,
    RefusalLog,
    Report,
)
from component.usecases.linked import is_settled

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername
    from component.ports.reminders import Invitations


@dataclass(frozen=True, slots=True)
class Invite:
    """The use case. What goes wrong with links is in the audit, folded by the minute.

    Attributes:
        lifetime: Seconds for which a link opens.
    """

    lifetime: float
    invitations: "Invitations"
    tiki: "ports.TikiDirectory"
    state: "ports.State"
    clock: Callable[[], float] = time.time
    _refusals: RefusalLog = field(default_factory=RefusalLog, init=False)

    async def make_link(
        self, username: "ChatUsername", by: Actor = BRIDGE, sent_by: str = "chat"
    ) -> str:
        """Make a link for a person; their older ones open no longer.

        Args:
            username: The chat account.
            by: Who has it made, for the audit.
            sent_by: How the person gets it, likewise.

        Returns:
            The token, which is nowhere else.

        Raises:
            Unavailable: The state database did not answer.
        """
        token, now = invitations.make_token(), self.clock()
        expires = now + self.lifetime
        until = datetime.fromtimestamp(expires, UTC).isoformat(timespec="seconds")
        detail = {"sent_by": sent_by, "until": until, **by.as_detail()}
        await self.state.record("invite", username, detail)
        await self.invitations.add(
            invitations.digest(token), Invitation(username, made_at=now, expires_at=expires)
        )
        return token

    async def open_link(self, token: str) -> "ChatUsername | LinkProblem":
        """Tell whose link it is. It stays unused: programs open links too, to preview them.

        Args:
            token: From the address; any text.

        Returns:
            The chat account, which needs no other proof, or why the link does not open.

        Raises:
            Unavailable: A database did not answer.
        """
        found = await self._find(token)
        if found is None:
            return await self._refuse(LinkProblem.UNKNOWN, NOBODY)
        if await is_settled(found.username, self.tiki, self.state):
            return await self._refuse(LinkProblem.MIGRATED, found.username)
        problem = invitations.problem_of(found, self.clock())
        if problem is not None:
            return await self._refuse(problem, found.username)
        return found.username

    async def use_link(self, token: str) -> "ChatUsername | LinkProblem":
        """Use a link up, once the migration that began with it is finished.

        One that expired on the way is as good as in time, for an hour. An account that is
        linked by now is no problem here: the link has just done that.

        Args:
            token: As in `open_link`.

        Returns:
            As `open_link`; of several at once one gets the account.

        Raises:
            Unavailable: The state database did not answer.
        """
        found = await self._find(token)
        if found is None:
            return await self._refuse(LinkProblem.UNKNOWN, NOBODY)
        problem = invitations.problem_of(found, self.clock(), grace=FINISHING_SECONDS)
        if problem is None and not await self.invitations.use(
            invitations.digest(token), self.clock()
        ):
            problem = LinkProblem.USED
        if problem is not None:
            return await self._refuse(problem, found.username)
        by = Actor(found.username, Way.PAGE)
        await self.state.record("use-link", found.username, by.as_detail())
        return found.username

    async def report(self, *, at_once: bool = False) -> None:
        """Write what was counted of refused links into the audit.

        Args:
            at_once: Even if the minute is not over: the component ends.

        Raises:
            Unavailable: The state database did not answer.
        """
        await self._record(self._refusals.flush(None if at_once else self.clock()))

    async def _find(self, token: str) -> Invitation | None:
        if not invitations.is_token(token):
            return None
        return await self.invitations.find(invitations.digest(token))

    async def _refuse(self, problem: LinkProblem, subject: str) -> LinkProblem:
        await self._record(self._refusals.note(problem, subject, self.clock()))
        return problem

    async def _record(self, reports: Iterable[Report]) -> None:
        for report in reports:
            counted = {"problem": report.problem.value, "times": str(report.times)}
            detail = {**counted, **VISITOR.as_detail()}
            await self.state.record("refuse-link", report.subject, detail)
