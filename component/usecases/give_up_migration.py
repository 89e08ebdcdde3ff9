"""A migration that does not come about: what it has changed is taken back, and it is ended."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.audit import Actor
from component.domain.migration import Migration, Step

if TYPE_CHECKING:
    from component import ports

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GiveUpMigration:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    tiki_writer: "ports.TikiWriter"
    state: "ports.State"
    journal: "ports.Journal"

    async def abandon(self, migration: Migration, problem: str, by: Actor) -> None:
        """End a migration that has claimed nothing.

        Args:
            migration: As it is in the journal.
            problem: What stood in its way, for the audit.
            by: Who gives it up, likewise.

        Raises:
            Unavailable: The state database did not answer; the migration stays open.
        """
        plan = migration.plan
        detail = {"tiki_login": plan.tiki_login, "problem": problem, **by.as_detail()}
        await self.state.record("migrate-failed", plan.livechat_id, detail)
        await self.journal.advance(migration, Step.ABANDONED)
        _log.info("the migration of %r was given up: %s", plan.livechat_id, problem)

    async def give_back(self, migration: Migration, problem: str, by: Actor) -> None:
        """Give a Live Chat ID back that was claimed, then abandon; raises as `abandon`."""
        plan = migration.plan
        if plan.user_id is not None:
            await self.tiki_writer.release_livechat_id(plan.user_id, plan.livechat_id)
        await self.abandon(migration, problem, by)
