"""An admin undoes a finished migration within a set time: two accounts again, as before it.

The person gets a native password from the admin: the old one is kept nowhere. What can be undone,
and what that does, is `plan_undo`'s part.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.audit import Actor
from component.domain.migration import Plan, Step
from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import ShownProfile
from component.domain.undo import ChatAccountFate, Undone, UndoProblem, is_usable_password
from component.ports import Rejected, Unavailable

if TYPE_CHECKING:
    from component import ports
    from component.ports.groups import GroupAdmin, ManagedMembers
    from component.usecases.plan_undo import Found, PlanUndo

_log = logging.getLogger(__name__)
_NOTHING_SHOWN = ShownProfile("", with_photo=False)


@dataclass(frozen=True, slots=True)
class Undo:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Every step can be done twice: where an undo was broken off, the next one does all of it.

    Attributes:
        plan: Finds the migration.
        forget: Told of the chat account that has a native password again.
        sign_out: Ends the sessions of the chat account: they were begun with the Tiki account's
            password, by whoever has that.
    """

    plan: "PlanUndo"
    tiki_writer: "ports.TikiWriter"
    chat: "ports.ChatDirectory"
    admin: "ports.ChatAdmin"
    groups: "GroupAdmin"
    managed: "ManagedMembers"
    archive: "ports.ChatArchive"
    state: "ports.State"
    journal: "ports.Journal"
    forget: Callable[[ChatUsername], None]
    sign_out: Callable[[ChatUsername], Awaitable[None]]

    async def __call__(
        self, name: str, number: int, password: str, by: Actor
    ) -> Undone | UndoProblem:
        """Undo a migration.

        Args:
            name: As in `PlanUndo`.
            number: Of the migration that `PlanUndo` has shown.
            password: The new native password; not looked at where the plan needs none.
            by: Who asks for it, for the audit.

        Returns:
            What was done, or why it was not.

        Raises:
            Unavailable: Somebody did not answer; what is done by then stays. To be repeated.
            Rejected: Openfire would not; likewise.
        """
        found = await self.plan.find(name)
        if isinstance(found, UndoProblem):
            return found
        migration = found.plan.migration
        if migration.number != number:
            return UndoProblem.OUTDATED
        if found.plan.needs_password and not is_usable_password(password):
            return UndoProblem.PASSWORD
        await self._record("undo", found, by)
        if found.plan.needs_password:
            await self._put_back(found, by)
            problem = await self._part(found, password)
        else:
            await self.state.retire(migration.plan.livechat_id)
            problem = await self._release(migration.plan)
        if problem is not None:
            return problem
        stays_in = await self._leave_groups(found, by)
        await self.sign_out(found.username)
        await self._record("undone", found, by)
        if await self.journal.advance(migration, Step.UNDONE) is None:
            return UndoProblem.OVERTAKEN
        _log.info("the migration of %r was undone by %s", found.username, by.name)
        return Undone(found.plan, stays_in)

    async def _put_back(self, found: "Found", by: Actor) -> None:
        """Make the chat account what it was, but for the password."""
        if found.plan.fate is ChatAccountFate.REMADE:
            await self._make_account(found, by)
        await self.archive.restore(found.snapshot)

    async def _make_account(self, found: "Found", by: Actor) -> None:
        username, kept = found.username, found.snapshot
        try:
            await self.admin.create_account(username, kept.name or "", kept.email or "")
        except Rejected:
            if await self.chat.find(username) is None:
                raise
            return
        await self.state.record("create", username, {"because": "undo", **by.as_detail()})
        await self.state.remember_profile(username, _NOTHING_SHOWN)

    async def _part(self, found: "Found", password: str) -> UndoProblem | None:
        """Make two accounts of one.

        The password is there before the Tiki account loses the ID, so that the person can sign in
        at any moment, one way or the other. It is set once more after it: a sign-in in between
        was still one with a Tiki password, which makes the native one random.
        """
        await self.state.expect_native_password(found.username)
        await self.state.reinstate(LiveChatId(found.username))
        self.forget(found.username)
        await self.admin.set_password(found.username, password)
        problem = await self._release(found.plan.migration.plan)
        if problem is None:
            await self.admin.set_password(found.username, password)
        return problem

    async def _release(self, plan: Plan) -> UndoProblem | None:
        """Take the Live Chat ID from the Tiki account, which may have lost it before."""
        if plan.user_id is not None and await self.tiki_writer.release_livechat_id(
            plan.user_id, plan.livechat_id
        ):
            return None
        is_linked = await self.plan.is_linked(plan)
        if is_linked is True:
            raise Unavailable("Tiki", f"it does not let {plan.livechat_id!r} go")
        return is_linked or None

    async def _leave_groups(self, found: "Found", by: Actor) -> tuple[str, ...]:
        """Manage the account's groups no longer; gives those that it cannot be taken out of."""
        username = found.username
        leaves = await self.plan.groups_to_leave(found.snapshot)
        stays_in = []
        for roster in sorted(await self.managed.managed_rosters(username)):
            if roster in leaves:
                detail = {"group": roster, **by.as_detail()}
                await self.state.record("leave-group", username, detail)
                try:
                    await self.groups.remove_members(roster, (username,))
                except Rejected as error:
                    _log.warning("%r stays in the group %r: %s", username, roster, error)
                    stays_in.append(roster)
                    await self.state.record("leave-group-failed", username, detail)
                    continue
            await self.managed.release_members(roster, (username,))
        return tuple(stays_in)

    async def _record(self, action: str, found: "Found", by: Actor) -> None:
        """Write into the audit, without which nothing is changed."""
        migration = found.plan.migration
        detail = {
            "migration": str(migration.number),
            "tiki_login": migration.plan.tiki_login,
            "path": migration.plan.path.value,
            "chat_account": found.plan.fate.value,
            **by.as_detail(),
        }
        await self.state.record(action, found.username, detail)
