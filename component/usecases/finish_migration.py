"""From the claimed Live Chat ID to the end of a migration (design §5).

Every step can be done twice, so any component can take a migration up where another one left it.
"""

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from component.domain.accounts import TikiAccount
from component.domain.audit import Actor
from component.domain.login import as_username
from component.domain.migration import Migration, MigrationProblem, OldAccount, Path, Step
from component.domain.names import ChatUsername
from component.ports import Rejected, Unavailable
from component.usecases.read_accounts import owner_of

if TYPE_CHECKING:
    from component import ports
    from component.usecases.give_up_migration import GiveUpMigration

_log = logging.getLogger(__name__)


class Provisioner(Protocol):
    """Cares for the chat accounts of linked people; `provision.Provision` is the real one."""

    async def __call__(
        self, account: TikiAccount, username: ChatUsername, by: Actor | None = None
    ) -> None:
        """See `Provision.__call__`."""

    async def create(self, account: TikiAccount, username: ChatUsername, by: Actor) -> bool:
        """See `Provision.create`."""


class NotMade(Exception):  # noqa: N818  an outcome, not a fault
    """Openfire would not make the chat account; the Live Chat ID was given back."""


@dataclass(frozen=True, slots=True)
class FinishMigration:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    admin: "ports.ChatAdmin"
    archive: "ports.ChatArchive"
    state: "ports.State"
    journal: "ports.Journal"
    provision: Provisioner
    give_up: "GiveUpMigration"
    _in_work: set[int] = field(default_factory=set, init=False)
    _recorded: set[int] = field(default_factory=set, init=False)
    """Migrations whose account is about to be retired, as the audit has it."""

    async def __call__(self, migration: Migration, by: Actor) -> MigrationProblem | None:
        """Carry a migration on to its end, unless somebody else is at it.

        Args:
            migration: One whose Live Chat ID is claimed, as it is in the journal.
            by: Who does it, for the audit.

        Returns:
            None, or why everything was given back.

        Raises:
            Unavailable: Somebody did not answer; to be tried again.
            Rejected: Openfire would not; to be tried again.
            NotMade: Openfire would not make an account: everything was given back.
        """
        if migration.number in self._in_work:
            return None
        self._in_work.add(migration.number)
        try:
            return await self._carry_on(migration, by)
        finally:
            self._in_work.discard(migration.number)

    async def _carry_on(self, migration: Migration, by: Actor) -> MigrationProblem | None:
        owner = await owner_of(as_username(migration.plan.livechat_id), self.tiki)
        if owner is None or owner.user_id != migration.plan.user_id:
            await self.give_up.abandon(migration, "the Live Chat ID is not this account's", by)
            return MigrationProblem.TAKEN
        if migration.plan.path is Path.TIKI_ONLY:
            return await self._make_account(migration, owner, by)
        going_on: Migration | None = migration
        while going_on is not None and going_on.step.is_open:
            going_on = await self._do_next(going_on, owner, by)
        return None

    async def _do_next(
        self, migration: Migration, owner: TikiAccount, by: Actor
    ) -> Migration | None:
        """Do a step and write it down; None if somebody else has taken the migration over."""
        if migration.step is Step.CLAIMED:
            await self._save(migration, by)
            return await self.journal.advance(migration, Step.SAVED)
        if migration.step is Step.SAVED:
            return await self._retire(migration, by)
        if migration.step is Step.RETIRED:
            if migration.plan.old_account is OldAccount.KEEP:
                await self._provision(owner, as_username(migration.plan.livechat_id), by)
            return await self._finish(migration, by)
        raise AssertionError(migration.step)

    async def _save(self, migration: Migration, by: Actor) -> None:
        snapshot = await self.archive.read(as_username(migration.plan.livechat_id))
        if snapshot is not None:
            await self.journal.save_snapshot(migration, snapshot)
            await self.state.record("snapshot", migration.plan.livechat_id, by.as_detail())

    async def _retire(self, migration: Migration, by: Actor) -> Migration | None:
        """Leave no native password that works.

        The audit comes first, once however often it has to be tried; then, at the last moment,
        whether the migration is still ours: others may have finished it, and the account may be a
        new one by now.
        """
        username = as_username(migration.plan.livechat_id)
        deletes = migration.plan.old_account is OldAccount.DELETE
        action = "delete-account" if deletes else "retire-password"
        if migration.number not in self._recorded:
            await self.state.record(action, username, by.as_detail())
            self._recorded.add(migration.number)
        ours = await self.journal.advance(migration, Step.SAVED)
        if ours is not None:
            if deletes:
                await self.admin.delete_account(username)
            else:
                await self._replace_password(username)
            ours = await self.journal.advance(ours, Step.RETIRED)
        self._recorded.discard(migration.number)
        return ours

    async def _replace_password(self, username: ChatUsername) -> None:
        try:
            await self.admin.replace_password(username)
        except Rejected:
            if await self.chat.find(username) is not None:
                raise
        await self.state.forget_native_password(username)

    async def _make_account(
        self, migration: Migration, owner: TikiAccount, by: Actor
    ) -> MigrationProblem | None:
        """Where there is no old account: make one at once, unless somebody else has by now."""
        username = as_username(migration.plan.livechat_id)
        try:
            made = await self.provision.create(owner, username, by)
        except Rejected as error:
            await self.give_up.give_back(migration, "Openfire would not make the account", by)
            raise NotMade(str(error)) from error
        if not made and await self.state.has_native_password(username):
            await self.give_up.give_back(migration, MigrationProblem.TAKEN, by)
            return MigrationProblem.TAKEN
        await self._provision(owner, username, by)
        await self._finish(migration, by)
        return None

    async def _provision(self, owner: TikiAccount, username: ChatUsername, by: Actor) -> None:
        """Profile and groups at once, if that is possible; else the next sign-in sees to them."""
        try:
            await self.provision(owner, username, by)
        except (Unavailable, Rejected) as error:
            _log.warning("%r is provisioned at the next sign-in only: %s", username, error)

    async def _finish(self, migration: Migration, by: Actor) -> Migration | None:
        plan = migration.plan
        about = {"tiki_login": plan.tiki_login, "path": plan.path.value}
        await self.state.record("finish", plan.livechat_id, {**about, **by.as_detail()})
        finished = await self.journal.advance(migration, Step.FINISHED)
        if finished is not None:
            _log.info("%r of Tiki is %r in the chat now", plan.tiki_login, plan.livechat_id)
        return finished
