"""One chat account is purged: looked at once more, deleted, its name retired.

Somebody may migrate at the same moment. So it is looked whether somebody has once the name is
retired, after which nobody can begin to; if so, all of the account is put back.
"""

import contextlib
import logging
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.names import LiveChatId
from component.domain.purge import Guard, Spared, is_unchanged
from component.ports import Rejected
from component.usecases.applying import NO_REASON
from component.usecases.linked import is_linked

if TYPE_CHECKING:
    from component import ports
    from component.domain.exports import ExportedAccount
    from component.domain.names import ChatUsername
    from component.ports.chat_lists import ChatAccounts
    from component.usecases.admins import IsAdmin

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PurgeAccount:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        domain: The chat's domain.
    """

    domain: str
    accounts: "ChatAccounts"
    tiki: "ports.TikiDirectory"
    admin: "ports.ChatAdmin"
    archive: "ports.ChatArchive"
    state: "ports.State"
    journal: "ports.Journal"
    is_admin: "IsAdmin"

    async def why_not(
        self, exported: "ExportedAccount", going: Container[str], guard: Guard
    ) -> Spared | None:
        """Tell why an account is not to be deleted now; None if it is.

        Args:
            exported: The account as it was written to the export.
            going: The usernames of all accounts in the export.
            guard: Who is protected now.

        Raises:
            Unavailable: Somebody did not answer.
        """
        username = exported.username
        account = await self.accounts.find(username)
        if account is None:
            return Spared.GONE
        why = guard.why(account) or await self._whose(username)
        if why is not None:
            return why
        if await self.is_admin(username):
            return Spared.ADMIN
        if account.seen_at != exported.seen_at:
            return Spared.SEEN
        present = await self.archive.read(username)
        if present is None:
            return Spared.GONE
        is_same = account.created_at == exported.created_at and is_unchanged(
            exported.snapshot, present, going, self.domain
        )
        return None if is_same else Spared.CHANGED

    async def delete(self, exported: "ExportedAccount", detail: Mapping[str, str]) -> Spared | None:
        """Delete an account that `why_not` has nothing against.

        Args:
            exported: The account.
            detail: For the audit, without which nothing is changed.

        Returns:
            As `finish`.

        Raises:
            Unavailable: Somebody did not answer: `finish` does the rest if the account is gone.
            Rejected: Openfire would not.
        """
        username = exported.username
        await self.state.record("purge", username, detail)
        try:
            await self._delete(username)
        except Rejected:
            await self.state.record("purge-failed", username, detail)
            raise
        return await self.finish(exported, detail)

    async def _delete(self, username: "ChatUsername") -> None:
        await self.admin.delete_account(username)
        if await self.accounts.find(username) is not None:
            raise Rejected(NO_REASON)

    async def finish(self, exported: "ExportedAccount", detail: Mapping[str, str]) -> Spared | None:
        """Do what comes after the end of an account; to do it twice does no harm.

        Returns:
            None if the account is purged; why it was put back otherwise.

        Raises:
            Unavailable: Somebody did not answer: to be repeated.
            Rejected: It is to be put back, and Openfire would not.
        """
        username = exported.username
        await self.state.retire(LiveChatId(username))
        why = await self._who_has_come(username)
        if why is not None:
            await self._put_back(exported, {**detail, "why": why.value})
        return why

    async def retire_gone(self, username: "ChatUsername", detail: Mapping[str, str]) -> None:
        """Retire the name of an account that somebody else has deleted, unless it is taken.

        Raises:
            Unavailable: Somebody did not answer.
        """
        if await self._whose(username) is None:
            await self.state.record("retire-id", username, detail)
            await self.state.retire(LiveChatId(username))

    async def _put_back(self, exported: "ExportedAccount", detail: Mapping[str, str]) -> None:
        username = exported.username
        _log.warning("%r has just migrated: the account is put back", username)
        await self.state.record("purge-undone", username, detail)
        await self.state.reinstate(LiveChatId(username))
        kept = exported.snapshot
        with contextlib.suppress(Rejected):
            await self.admin.create_account(username, kept.name or "", kept.email or "")
        await self.archive.restore(kept)

    async def _whose(self, username: "ChatUsername") -> Spared | None:
        """Whether it is, was, or is about to be somebody's of the site."""
        if await self.state.is_retired(LiveChatId(username)):
            return Spared.RETIRED
        has_own_password = await self.state.has_native_password(username)
        if not has_own_password or await self.journal.find_finished(LiveChatId(username)):
            return Spared.MIGRATED
        return await self._who_has_come(username)

    async def _who_has_come(self, username: "ChatUsername") -> Spared | None:
        """Whether it is somebody's; the claim comes after the journal, so it is looked for last."""
        if await self.journal.find_open(LiveChatId(username)) is not None:
            return Spared.MIGRATING
        return Spared.MIGRATED if await is_linked(username, self.tiki) else None
