"""A Tiki account gets another Live Chat ID, or gives up the one it has.

From what the admin was shown to the end; all of it can be done twice, so that a job can be taken
up wherever it was left. What becomes of the old chat account is `leave_behind`'s part.
"""

import contextlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from component.domain.id_change import ChangeTrouble, IdOrder
from component.domain.login import as_username
from component.domain.names import ChatUsername, LiveChatId
from component.domain.snapshot import moved
from component.ports import Rejected
from component.usecases.read_accounts import account_of

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.audit import Actor
    from component.usecases.leave_behind import LeaveBehind
    from component.usecases.live_chat_ids import LiveChatIds

_log = logging.getLogger(__name__)


class Provisioner(Protocol):
    """As much of `Provision` as this needs."""

    async def __call__(
        self, account: "TikiAccount", username: ChatUsername, by: "Actor | None" = None
    ) -> None:
        """See `Provision.__call__`."""

    async def create(self, account: "TikiAccount", username: ChatUsername, by: "Actor") -> bool:
        """See `Provision.create`."""


class TellsPerson(Protocol):
    """Writes to the person whose ID it is."""

    async def __call__(self, order: IdOrder) -> None:
        """Tell them, at both addresses, of what was ordered.

        Args:
            order: That; `moves` only if all went along.

        Raises:
            Unavailable: There is no stream now, or a database did not answer.
        """


@dataclass(frozen=True, slots=True)
class Changed:
    """It was done.

    Attributes:
        stays_in: Groups that Openfire would not take the old account out of.
        not_moved: Why not everything went along that should have; '' for nothing.
    """

    stays_in: tuple[str, ...] = ()
    not_moved: str = ""


@dataclass(frozen=True, slots=True)
class ChangeId:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        domain: The chat's domain.
    """

    domain: str
    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    archive: "ports.ChatArchive"
    state: "ports.State"
    journal: "ports.Journal"
    ids: "LiveChatIds"
    provision: Provisioner
    leave: "LeaveBehind"
    tell: TellsPerson

    async def __call__(self, order: IdOrder, by: "Actor") -> Changed | ChangeTrouble:
        """Change or give up an ID.

        Args:
            order: What was asked for. If it was done before, or in part, the rest is done.
            by: Who asked.

        Returns:
            What came of it.

        Raises:
            Unavailable: Somebody did not answer; to be repeated.
            Rejected: Openfire would not; what is done by then stays. To be repeated.
        """
        account = await self._account(order)
        if account is not None and account.livechat_id == order.before:
            trouble = await self._claim(order, by)
            if trouble is not None:
                return trouble
            account = await self._account(order)
        elif not await self._was_claimed(order, account):
            return ChangeTrouble.OUTDATED
        if order.after is not None and (account is None or account.livechat_id != order.after):
            return ChangeTrouble.OUTDATED
        return await self._after_claim(order, account, by)

    async def _account(self, order: IdOrder) -> "TikiAccount | None":
        found = await account_of(order.login, self.tiki)
        return found if found is not None and found.user_id == order.user_id else None

    async def _was_claimed(self, order: IdOrder, account: "TikiAccount | None") -> bool:
        """Whether the Tiki account is as this order makes it; the old ID is retired then."""
        has = None if account is None else account.livechat_id
        return has == order.after and await self.state.is_retired(order.before)

    async def _claim(self, order: IdOrder, by: "Actor") -> ChangeTrouble | None:
        """Change the ID in Tiki, by one conditional statement; the old one is retired before.

        It stays retired if nothing comes of it: that counts only once nobody has the ID. A server
        may carry a statement out after its answer was given up, as once a lock is free: who finds
        it done then has done it.
        """
        if await self.journal.find_open(order.before) is not None:
            return ChangeTrouble.MIGRATING
        if order.after is not None and await self.ids.problem(order.after) is not None:
            return ChangeTrouble.TAKEN
        await self._record(order, by)
        await self.state.retire(order.before)
        if order.after is None:
            done = await self.tiki_writer.release_livechat_id(order.user_id, order.before)
        else:
            done = await self.tiki_writer.change_livechat_id(
                order.user_id, order.before, order.after
            )
        if done:
            return None
        account = await self._account(order)
        if await self._was_claimed(order, account):
            return None
        await self._record(order, by, "-failed")
        still = account is not None and account.livechat_id == order.before
        return ChangeTrouble.TAKEN if still else ChangeTrouble.OUTDATED

    async def _record(self, order: IdOrder, by: "Actor", failed: str = "") -> None:
        """Write it into the audit, of both IDs."""
        detail = {"tiki_login": order.login, **by.as_detail()}
        if order.after is None:
            await self.state.record(f"release-id{failed}", order.before, detail)
            return
        await self.state.record(f"change-id{failed}", order.before, {**detail, "to": order.after})
        await self.state.record(f"change-id{failed}", order.after, {**detail, "from": order.before})

    async def _after_claim(
        self, order: IdOrder, account: "TikiAccount | None", by: "Actor"
    ) -> Changed | ChangeTrouble:
        old, done = as_username(order.before), Changed()
        if order.after is not None and account is not None:
            trouble = await self._make_account(order, account, by)
            if trouble is not None:
                return trouble
        await self.leave.close(old, by)
        if order.after is None:
            done = Changed(await self.leave.leave_groups(old, (), by))
        elif account is not None:
            done = await self._move(order, order.after, by)
            with contextlib.suppress(Rejected):  # the next sign-in sees to it
                await self.provision(account, as_username(order.after), by)
        await self.tell(replace(order, moves=order.moves and not done.not_moved))
        await self.leave.sign_out(old)
        _log.info("the Live Chat ID %r is %r now, by %s", order.before, order.after, by.name)
        return done

    async def _make_account(
        self, order: IdOrder, account: "TikiAccount", by: "Actor"
    ) -> ChangeTrouble | None:
        """Make the new chat account at once, unless somebody else has by now."""
        username = as_username(order.after or order.before)
        try:
            made = await self.provision.create(account, username, by)
        except Rejected as error:
            _log.warning("%r is not made: %s", username, error)
            return await self._give_back(order, ChangeTrouble.REFUSED, by)
        if not made and await self.state.has_native_password(username):
            return await self._give_back(order, ChangeTrouble.TAKEN, by)
        return None

    async def _give_back(
        self, order: IdOrder, trouble: ChangeTrouble, by: "Actor"
    ) -> ChangeTrouble:
        await self._record(order, by, "-failed")
        if order.after is not None:
            await self.tiki_writer.change_livechat_id(order.user_id, order.after, order.before)
        return trouble

    async def _move(self, order: IdOrder, after: LiveChatId, by: "Actor") -> Changed:
        """Have the new account what the old one has, if that was asked for.

        Groups of the bridge's own doing follow from the site. Of those where an admin put the old
        account, it goes only once the new one is in.
        """
        old, new = as_username(order.before), as_username(after)
        snapshot = await self.archive.read(old) if order.moves else None
        if snapshot is None:
            return Changed(await self.leave.leave_groups(old, (), by))
        managed = await self.leave.managed.managed_rosters(old)
        kept = moved(snapshot, new, self.domain, but_groups=managed)
        await self.state.record("move-account", new, {"from": old, **by.as_detail()})
        try:
            await self.archive.restore(kept)
        except Rejected as error:
            _log.warning("not all of %r went along to %r: %s", old, new, error)
            return Changed(await self.leave.leave_groups(old, (), by), str(error))
        by_hand = [member.group for member in kept.groups]
        return Changed(await self.leave.leave_groups(old, by_hand, by))
