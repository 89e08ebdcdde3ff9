"""A migration, from its entry in the journal to what the person is told (design §5).

`finish_migration` does what comes after the claim, `recover` whatever was broken off. The ways
differ in `migrate_ways`.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from component.domain.audit import Actor
from component.domain.audit import Way as By
from component.domain.migration import (
    Migrated,
    Migration,
    MigrationProblem,
    Path,
    Plan,
    Step,
)
from component.ports import Rejected, Unavailable
from component.usecases.finish_migration import NotMade
from component.usecases.migrate_ways import Claimed, Outcome, Way
from component.usecases.read_journal import was_finished

if TYPE_CHECKING:
    from component import ports
    from component.usecases.finish_migration import FinishMigration
    from component.usecases.give_up_migration import GiveUpMigration

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CarryOutMigration:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        patience: Seconds to wait for another migration of the same account to end.
        pause: Seconds between two looks at it.
    """

    state: "ports.State"
    journal: "ports.Journal"
    finish: "FinishMigration"
    give_up: "GiveUpMigration"
    patience: float = 5.0
    pause: float = 0.2
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep)

    async def __call__(self, way: Way) -> Outcome:
        """Migrate.

        Args:
            way: Which way, and between whom.

        Returns:
            What came of it.

        Raises:
            Unavailable: Somebody did not answer. Nothing was changed, or it is not known whether
                something was; `recover` finishes or undoes it.
        """
        begun = await self._begin(way)
        if not isinstance(begun, Migration):
            return begun
        try:
            return await self._carry_out(way, begun)
        except BaseException:
            await self._leave(begun)
            raise

    async def _leave(self, migration: Migration) -> None:
        """Let `recover` have it before its time is over: nobody is at it any more."""
        with contextlib.suppress(Unavailable):
            await self.journal.leave(migration)

    async def _carry_out(self, way: Way, begun: Migration) -> Outcome:
        ours = await self._announce(begun)
        claimed = await way.claim()
        if not isinstance(claimed, Claimed):
            await self._try_to_abandon(ours, claimed)
            return claimed
        if not claimed.is_new and await was_finished(way.plan, claimed.user_id, self.journal):
            await self._try_to_abandon(ours, "it was done meanwhile")
            return Migrated(way.plan.livechat_id, way.plan.tiki_login)
        plan = replace(ours.plan, user_id=claimed.user_id)
        return await self._after_claim(replace(ours, plan=plan))

    async def _begin(self, way: Way) -> Migration | Outcome:
        """Begin, or see what came of another one of the same accounts; wait for it to end."""
        left = self.patience
        while True:
            seen = await way.look()
            if seen is not None and not isinstance(seen, Migrated):
                return seen
            if seen is None:
                migration = await self.journal.begin(way.plan)
                if migration is not None:
                    return migration
            other = await self.journal.find_open(way.plan.livechat_id)
            if isinstance(seen, Migrated) and (other is None or left <= 0):
                return seen
            if left <= 0:
                return _busy(way.plan, other)
            left -= self.pause
            await self.sleep(self.pause)

    async def _announce(self, migration: Migration) -> Migration:
        """Write into the audit what is about to be done, and make sure that it is still ours.

        Without it nothing is changed.
        """
        plan = migration.plan
        detail = {"tiki_login": plan.tiki_login, "path": plan.path.value, **_by(plan).as_detail()}
        if plan.path is not Path.TIKI_ONLY:
            detail["old_account"] = plan.old_account.value
        try:
            await self.state.record("migrate", plan.livechat_id, detail)
            if plan.path is Path.CHAT_ONLY:
                about = {"tiki_login": plan.tiki_login, **_by(plan).as_detail()}
                await self.state.record("create-tiki-account", plan.livechat_id, about)
            ours = await self.journal.advance(migration, Step.BEGUN)
        except Unavailable:
            await self._try_to_abandon(migration, "the state database did not answer")
            raise
        if ours is None:
            raise _under_way(plan)
        return ours

    async def _try_to_abandon(self, migration: Migration, problem: str) -> None:
        """Leave it to `recover` otherwise."""
        try:
            await self.give_up.abandon(migration, problem, _by(migration.plan))
        except Unavailable as error:
            _log.warning("the migration of %r is still open: %s", migration.plan.livechat_id, error)

    async def _after_claim(self, migration: Migration) -> Outcome:
        """Two accounts are one now, whatever happens: what cannot be done yet is done later."""
        plan = migration.plan
        try:
            claimed = await self.journal.advance(migration, Step.CLAIMED, user_id=plan.user_id)
            if claimed is None:
                claimed = await self._begin_again(migration)
            problem = None if claimed is None else await self.finish(claimed, _by(plan))
        except NotMade as error:
            raise Unavailable("Openfire", str(error)) from error
        except (Unavailable, Rejected) as error:
            _log.warning("the migration of %r is finished later: %s", plan.livechat_id, error)
            await self._leave(migration)
            problem = None
        return Migrated(plan.livechat_id, plan.tiki_login) if problem is None else problem

    async def _begin_again(self, migration: Migration) -> Migration | None:
        """Take up what somebody else took for abandoned just before the claim.

        None if they go on with it, or did so to its end.
        """
        plan = migration.plan
        going_on = await self.journal.find_open(plan.livechat_id)
        if going_on is not None and going_on.number == migration.number:
            return None
        if plan.user_id is None or await was_finished(plan, plan.user_id, self.journal):
            return None
        again = await self.journal.begin(plan)
        return None if again is None else await self.journal.advance(again, Step.CLAIMED)


def _by(plan: Plan) -> Actor:
    """Who migrates: a person, on the page."""
    return Actor(plan.tiki_login, By.PAGE)


def _busy(plan: Plan, other: Migration | None) -> MigrationProblem:
    """Another migration does not end: of somebody else who wants the ID, or of this account."""
    if other is not None and other.plan.tiki_login != plan.tiki_login:
        return MigrationProblem.TAKEN
    raise _under_way(plan)


def _under_way(plan: Plan) -> Unavailable:
    return Unavailable(f"the migration of {plan.tiki_login!r}", "it is still under way")
