"""An admin puts a purged chat account back, as an export has it.

Passwords are in no export: the account gets a given one, or one that nobody knows. To do it twice
does no harm; what the account has gained meanwhile stays.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from component.domain.names import ChatUsername, LiveChatId
from component.domain.undo import is_usable_password
from component.ports import Rejected
from component.ports.exports import BadExport
from component.usecases.linked import is_linked

if TYPE_CHECKING:
    from component import ports
    from component.domain.audit import Actor
    from component.domain.exports import ExportedAccount, ExportSummary
    from component.usecases.plan_purge import PlanPurge

_log = logging.getLogger(__name__)


class RestoreProblem(StrEnum):
    """Why an account is not put back; nothing was changed."""

    DOMAIN = "domain"
    """The export is of another chat server."""
    NOT_EXPORTED = "not-exported"
    LINKED = "linked"
    """A password was given, and the account is signed in to with that of the site."""
    MIGRATING = "migrating"
    PASSWORD = "password"  # noqa: S105  a reason, not a password
    """The new password cannot be one, see `is_usable_password`."""


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What would be put back.

    Attributes:
        account: As the export has it.
        export: Which that is.
        is_there: There is such an account now: what it lacks is put back.
        is_linked: It belongs to somebody of the site.
    """

    account: "ExportedAccount"
    export: "ExportSummary"
    is_there: bool
    is_linked: bool


@dataclass(frozen=True, slots=True)
class RestoreAccount:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        domain: The chat's domain.
        plan: Knows the exports.
        forget: Told of the chat account that has a native password again.
    """

    domain: str
    plan: "PlanPurge"
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    admin: "ports.ChatAdmin"
    archive: "ports.ChatArchive"
    state: "ports.State"
    journal: "ports.Journal"
    forget: Callable[[ChatUsername], None]

    async def look(self, username: ChatUsername, export: str = "") -> RestorePlan | RestoreProblem:
        """Find out what would be put back.

        Args:
            username: Whose account.
            export: The name of the export; '' for the newest in which the account is.

        Raises:
            BadExport: It is not there or not whole, or there is none.
            Unavailable: Somebody did not answer.
        """
        found = await self._find(username, export)
        if isinstance(found, RestoreProblem):
            return found
        account, summary = found
        if await self.journal.find_open(LiveChatId(username)) is not None:
            return RestoreProblem.MIGRATING
        return RestorePlan(
            account,
            summary,
            is_there=await self.chat.find(username) is not None,
            is_linked=await is_linked(username, self.tiki),
        )

    async def __call__(
        self, shown: RestorePlan, password: str, by: "Actor"
    ) -> RestorePlan | RestoreProblem:
        """Put an account back.

        Args:
            shown: From `look`.
            password: The new native password; '' for none that anybody knows, or, where there is
                an account, for the one that it has.
            by: Who asks for it, for the audit, without which nothing is changed.

        Returns:
            What was put back, or why it was not.

        Raises:
            BadExport: As `look`.
            Unavailable: Somebody did not answer; what is done by then stays. To be repeated.
            Rejected: Openfire would not; likewise.
        """
        username = shown.account.username
        found = await self.look(username, shown.export.name)
        if isinstance(found, RestoreProblem):
            return found
        if password and found.is_linked:
            return RestoreProblem.LINKED
        if password and not is_usable_password(password):
            return RestoreProblem.PASSWORD
        detail = {**by.as_detail(), "export": found.export.name}
        await self.state.record("restore-account", username, detail)
        kept = found.account.snapshot
        if not found.is_there:
            await self._make(username, kept.name or "", kept.email or "")
        await self.archive.restore(kept)
        if not found.is_linked:
            await self._set_password(username, password)
            await self.state.reinstate(LiveChatId(username))
        await self.state.record("account-restored", username, detail)
        _log.info("%r was put back from %s by %s", username, found.export.name, by.name)
        return found

    async def _find(
        self, username: ChatUsername, name: str
    ) -> "tuple[ExportedAccount, ExportSummary] | RestoreProblem":
        names = [name] if name else await self.plan.folder().names()
        if not names:
            raise BadExport("there is no export")
        for one in names:
            export = await self.plan.open_export(one)
            if export.summary.head.domain != self.domain:
                return RestoreProblem.DOMAIN
            for account in await export.read((username,)):
                return account, export.summary
        return RestoreProblem.NOT_EXPORTED

    async def _make(self, username: ChatUsername, name: str, email: str) -> None:
        with contextlib.suppress(Rejected):
            await self.admin.create_account(username, name, email)
        if await self.chat.find(username) is None:
            raise Rejected("the account was not made")

    async def _set_password(self, username: ChatUsername, password: str) -> None:
        if password:
            await self.state.expect_native_password(username)
            self.forget(username)
            await self.admin.set_password(username, password)
