"""A chat account that its person has no more: no password opens it, nobody is signed in to it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.ports import Rejected

if TYPE_CHECKING:
    from component import ports
    from component.domain.audit import Actor
    from component.domain.names import ChatUsername
    from component.ports.groups import GroupAdmin, ManagedMembers

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LeaveBehind:
    """The use case. All of it can be done twice. Every method may raise `Unavailable`.

    Attributes:
        forget: Told of the account, so that nothing is taken for known of it.
        settling: Seconds after which nobody comes in any more whose sign-in was decided before the
            account lost its person: as long as Openfire waits for an answer, and some more.
    """

    chat: "ports.ChatDirectory"
    admin: "ports.ChatAdmin"
    groups: "GroupAdmin"
    managed: "ManagedMembers"
    state: "ports.State"
    forget: "Callable[[ChatUsername], None]"
    settling: float = 6.0
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep)

    async def close(self, username: "ChatUsername", by: "Actor") -> None:
        """Leave the account no native password that works.

        Raises:
            Rejected: Openfire would not.
        """
        self.forget(username)
        if await self.chat.find(username) is None:
            return
        await self.state.record("retire-password", username, by.as_detail())
        try:
            await self.admin.replace_password(username)
        except Rejected:
            if await self.chat.find(username) is not None:
                raise
        await self.state.forget_native_password(username)

    async def leave_groups(
        self, username: "ChatUsername", rosters: Collection[str], by: "Actor"
    ) -> tuple[str, ...]:
        """Take the account out of roster groups.

        Args:
            username: The account.
            rosters: Groups beside those that the bridge has put it into, which it leaves anyhow.
            by: Who has it done.

        Returns:
            Those that Openfire would not take it out of.
        """
        stays_in = []
        managed = await self.managed.managed_rosters(username)
        for roster in sorted(managed | set(rosters)):
            detail = {"group": roster, **by.as_detail()}
            await self.state.record("leave-group", username, detail)
            try:
                await self.groups.remove_members(roster, (username,))
            except Rejected as error:
                _log.warning("%r stays in the group %r: %s", username, roster, error)
                stays_in.append(roster)
                await self.state.record("leave-group-failed", username, detail)
            if roster in managed:
                await self.managed.release_members(roster, (username,))
        return tuple(stays_in)

    async def sign_out(self, username: "ChatUsername") -> None:
        """End all sessions; again after a while, for those who were just coming in."""
        await self.admin.end_sessions(username)
        await self.sleep(self.settling)
        await self.admin.end_sessions(username)
