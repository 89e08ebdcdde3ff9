"""Migrations that were broken off are finished or undone, by whichever component is there.

A component that dies in the middle of a migration, or cannot go on since somebody does not
answer, leaves it in the journal; when its time is over, another one takes it over.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.accounts import TikiAccount
from component.domain.audit import BRIDGE
from component.domain.login import as_username
from component.domain.migration import Migration, Path, Plan, Step
from component.ports import Rejected, Unavailable
from component.usecases.finish_migration import NotMade
from component.usecases.read_accounts import owner_of
from component.usecases.read_journal import was_finished
from component.usecases.tell_once import tell_once

if TYPE_CHECKING:
    from component import ports
    from component.usecases.finish_migration import FinishMigration
    from component.usecases.give_up_migration import GiveUpMigration

_log = logging.getLogger(__name__)
_AT_A_TIME = 4
_MOST_AT_ONCE = 500
"""So that a round ends, and the next one begins with those that have waited for longest."""


@dataclass(frozen=True, slots=True)
class RecoverSettings:
    """What a site decides about it.

    Attributes:
        interval: Seconds between two looks at the journal.
        keep_snapshots: Seconds for which a finished migration can be undone.
        tidying: Seconds after which it is looked for snapshots that nobody can undo any more.
        settling: Seconds after which what was sent to a database has come about or never will.
    """

    interval: float = 2.0
    keep_snapshots: float = 30 * 86_400.0
    tidying: float = 60.0
    settling: float = 3.0


@dataclass(slots=True)
class Recover:
    """The use case; `run` is its worker. All it needs from outside is in its fields.

    Attributes:
        is_ready: Whether Openfire can be asked: without it nothing can be finished.
    """

    settings: RecoverSettings
    tiki: "ports.TikiDirectory"
    journal: "ports.Journal"
    finish: "FinishMigration"
    give_up: "GiveUpMigration"
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep)
    is_ready: Callable[[], bool] = field(default=lambda: True)
    _outage: str = field(default="", init=False)
    _waiting: dict[int, str] = field(default_factory=dict, init=False)

    async def run(self) -> None:
        """Look at once and then again and again, until it is cancelled."""
        waited = self.settings.tidying
        while True:
            is_due = waited >= self.settings.tidying
            waited = 0.0 if is_due else waited
            if self.is_ready():
                await self.look(tidies=is_due)
            await self.sleep(self.settings.interval)
            waited += self.settings.interval

    async def look(self, *, tidies: bool = True) -> None:
        """Carry on what was broken off, some at a time.

        Args:
            tidies: Also drop what nobody can undo any more.
        """
        unclaimed: list[Migration] = []
        waiting: dict[int, str] = {}
        outage = ""
        try:
            for _ in range(_MOST_AT_ONCE // _AT_A_TIME):
                taken = await self.journal.take_over(_AT_A_TIME)
                if not taken:
                    break
                await asyncio.gather(
                    *(self._try(one, self._carry_on(one, unclaimed), waiting) for one in taken)
                )
            if unclaimed:
                await self.sleep(self.settings.settling)
            for migration in unclaimed:
                await self._try(migration, self._end_unclaimed(migration), waiting)
            if tidies:
                await self.journal.drop_snapshots(self.settings.keep_snapshots)
        except Unavailable as error:
            outage = f"the journal of migrations has to wait: {error}"
        self._waiting = waiting
        self._outage = tell_once(_log, outage, self._outage) if outage else ""

    async def _try(
        self, migration: Migration, work: Coroutine[None, None, None], waiting: dict[int, str]
    ) -> None:
        """Do something about one, whatever becomes of it.

        Where somebody does not answer it is left, and tried again soon; that is told once.
        """
        livechat_id = migration.plan.livechat_id
        try:
            await work
        except Unavailable as error:
            what = f"the migration of {livechat_id!r} has to wait: {error}"
            told = self._waiting.get(migration.number, "")
            waiting[migration.number] = tell_once(_log, what, told)
            with contextlib.suppress(Unavailable):
                await self.journal.leave(migration)
        except Rejected as error:
            _log.warning("the migration of %r has to wait: %s", livechat_id, error)
        except NotMade as error:
            _log.error("the migration of %r was given up: %s", livechat_id, error)
        except Exception:  # noqa: BLE001  the others are not to wait for it
            _log.exception("the migration of %r has to wait", livechat_id)

    async def _carry_on(self, migration: Migration, unclaimed: list[Migration]) -> None:
        if migration.number not in self._waiting:
            livechat_id = migration.plan.livechat_id
            _log.info("taking up the migration of %r: %s", livechat_id, migration.step)
        if migration.step is not Step.BEGUN:
            await self.finish(migration, BRIDGE)
        elif (owner := await self._owner(migration)) is not None:
            await self._finish_claimed(migration, owner)
        else:
            unclaimed.append(migration)

    async def _end_unclaimed(self, migration: Migration) -> None:
        """End one that has claimed nothing.

        It is looked at once more: a claim that was sent to a database that hung comes about just
        when the database goes on, and we with it.
        """
        owner = await self._owner(migration)
        if owner is not None:
            await self._finish_claimed(migration, owner)
        else:
            await self.give_up.abandon(migration, "broken off before the claim", BRIDGE)

    async def _owner(self, migration: Migration) -> TikiAccount | None:
        """The Tiki account, if the claim for it came about."""
        owner = await owner_of(as_username(migration.plan.livechat_id), self.tiki)
        return owner if owner is not None and _is_ours(owner, migration.plan) else None

    async def _finish_claimed(self, migration: Migration, owner: TikiAccount) -> None:
        """Finish one whose claim came about, unless another one has done that since."""
        if await was_finished(migration.plan, owner.user_id, self.journal):
            await self.give_up.abandon(migration, "it was done meanwhile", BRIDGE)
            return
        claimed = await self.journal.advance(migration, Step.CLAIMED, user_id=owner.user_id)
        if claimed is not None:
            await self.finish(claimed, BRIDGE)


def _is_ours(owner: TikiAccount, plan: Plan) -> bool:
    """Whether the account is the plan's; one that was to be made is known by its login."""
    if plan.path is Path.CHAT_ONLY and plan.user_id is None:
        return owner.login == plan.tiki_login
    return owner.user_id == plan.user_id
