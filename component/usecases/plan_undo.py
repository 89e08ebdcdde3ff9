"""What undoing a finished migration would do, and whether it can be undone at all."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.login import as_username, find_owner
from component.domain.migration import Migration, Path, Plan
from component.domain.names import ChatUsername, LiveChatId, TypedName, normalise
from component.domain.snapshot import Snapshot
from component.domain.undo import ChatAccountFate, Kept, UndoPlan, UndoProblem
from component.usecases.find_candidates import find_candidates

if TYPE_CHECKING:
    from component import ports
    from component.ports.groups import ManagedMembers


@dataclass(frozen=True, slots=True)
class UndoSettings:
    """What a site decides about undoing.

    Attributes:
        domain: The chat's domain.
        seconds: How long after its end a migration can be undone.
    """

    domain: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    """A migration that can be undone.

    Attributes:
        plan: What undoing it does.
        snapshot: What there was; an empty one where there was nothing.
    """

    plan: UndoPlan
    snapshot: Snapshot

    @property
    def username(self) -> ChatUsername:
        """The chat account."""
        return self.snapshot.username


@dataclass(frozen=True, slots=True)
class PlanUndo:
    """The use case; it changes nothing. All it needs from outside is in its fields, see `ports`.

    Attributes:
        clock: Seconds since the epoch.
    """

    settings: UndoSettings
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    managed: "ManagedMembers"
    journal: "ports.Journal"
    clock: Callable[[], float] = field(default=time.time)

    async def __call__(self, name: str) -> UndoPlan | UndoProblem:
        """Tell what undoing would do.

        Args:
            name: The Live Chat ID, or what else the person signs in with. Where it is one
                person's Live Chat ID and another's Tiki login, the Live Chat ID counts, as at a
                sign-in.

        Returns:
            What would be done, or why nothing can be.

        Raises:
            Unavailable: Somebody did not answer.
        """
        found = await self.find(name)
        return found.plan if isinstance(found, Found) else found

    async def find(self, name: str) -> Found | UndoProblem:
        """As a call, with the snapshot."""
        migration = await self._find_migration(name)
        if isinstance(migration, UndoProblem):
            return migration
        plan = migration.plan
        until = migration.at + self.settings.seconds
        if until < self.clock():
            return UndoProblem.TOO_LATE
        is_linked = await self.is_linked(plan)
        if isinstance(is_linked, UndoProblem):
            return is_linked
        username = as_username(plan.livechat_id)
        snapshot = await self.journal.read_snapshot(migration)
        if snapshot is None and plan.path is not Path.TIKI_ONLY:
            return UndoProblem.NO_SNAPSHOT
        kept = snapshot or Snapshot(username)
        is_there = await self.chat.find(username) is not None
        fate = _fate(plan.path, is_there=is_there)
        leaves = tuple(sorted(await self.groups_to_leave(kept)))
        return Found(UndoPlan(migration, until, is_linked, fate, Kept.of(kept), leaves), kept)

    async def is_linked(self, plan: Plan) -> bool | UndoProblem:
        """Tell whether the Tiki account still has the Live Chat ID.

        Returns:
            False if nobody has it, as after an undo that was broken off; a problem if somebody
            else does, or the Tiki account has another one.
        """
        username = as_username(plan.livechat_id)
        rows = await self.tiki.find_by_name(username, (plan.tiki_login,))
        owner = find_owner(TypedName((), username), rows)
        if owner is not None:
            return owner.user_id == plan.user_id or UndoProblem.MOVED_ON
        if any(row.user_id == plan.user_id and row.livechat_id for row in rows):
            return UndoProblem.MOVED_ON
        return False

    async def groups_to_leave(self, kept: Snapshot) -> frozenset[str]:
        """The roster groups that the bridge has put an account into, and that it was not in."""
        managed = await self.managed.managed_rosters(kept.username)
        joined = await self.chat.groups_of(kept.username)
        return (managed & joined) - {member.group for member in kept.groups}

    async def _find_migration(self, name: str) -> Migration | UndoProblem:
        """Find it by its Live Chat ID, else by the Tiki account that is meant."""
        typed = normalise(name, self.settings.domain)
        found = None
        if typed.chat is not None:
            livechat_id = LiveChatId(typed.chat)
            if await self.journal.find_open(livechat_id) is not None:
                return UndoProblem.OPEN
            found = await self.journal.find_finished(livechat_id)
        if found is not None:
            return found
        for candidate in await find_candidates(typed, self.tiki, self.chat):
            if found is None and candidate.tiki is not None:
                found = await self.journal.find_finished_of(candidate.tiki.user_id)
        if found is None:
            return UndoProblem.NOTHING
        is_open = await self.journal.find_open(found.plan.livechat_id) is not None
        return UndoProblem.OPEN if is_open else found


def _fate(path: Path, *, is_there: bool) -> ChatAccountFate:
    if path is Path.TIKI_ONLY:
        return ChatAccountFate.LEFT if is_there else ChatAccountFate.ABSENT
    return ChatAccountFate.RESTORED if is_there else ChatAccountFate.REMADE
