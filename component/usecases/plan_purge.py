"""Whom a stage of the purge concerns, and who is spared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.purge import PurgeLimits, Spared, Stage, is_spared_at
from component.domain.unmigrated import ListedChatAccount
from component.ports.exports import BadExport

if TYPE_CHECKING:
    from component.domain.exports import ExportSummary
    from component.ports.chat_lists import ChatAccounts
    from component.ports.exports import Export, Exports
    from component.usecases.find_protected import FindProtected
    from component.usecases.list_unmigrated import ListUnmigrated

_ONLINE_MATTERS = frozenset({Stage.EXPORT, Stage.DELETE})


@dataclass(frozen=True, slots=True)
class PurgePlan:
    """What a stage would do now.

    Attributes:
        stage: Which.
        chat_accounts: How many there are in all.
        accounts: Those that it concerns, in the order of their usernames.
        spared: How many unmigrated accounts are left alone, by what protects them.
        export: Whose accounts are deleted; None at other stages.
        not_exported: How many accounts would be deleted if they were in the export.
    """

    stage: Stage
    chat_accounts: int
    accounts: tuple[ListedChatAccount, ...]
    spared: Mapping[Spared, int]
    export: "ExportSummary | None" = None
    not_exported: int = 0

    @property
    def size(self) -> int:
        """How many accounts it concerns: the number that is confirmed."""
        return len(self.accounts)

    def exceeds(self, limits: PurgeLimits) -> bool:
        """Tell whether that is more than is ordinary."""
        return limits.are_exceeded(self.size, self.chat_accounts)


@dataclass(frozen=True, slots=True)
class PlanPurge:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        exports: None where the settings name no folder for them.
    """

    list_unmigrated: "ListUnmigrated"
    find_protected: "FindProtected"
    accounts: "ChatAccounts"
    exports: "Exports | None"

    async def __call__(self, stage: Stage, export: str = "") -> PurgePlan:
        """Plan.

        Args:
            stage: Which.
            export: For `Stage.DELETE`, the name of the export; '' for the newest.

        Raises:
            Unavailable: Somebody did not answer.
            BadExport: There is no export to delete by, or it cannot be relied upon.
        """
        if stage is not Stage.DELETE:
            return await self.of(stage, None)
        return await self.of(stage, await self.open_export(export))

    async def open_export(self, name: str = "") -> "Export":
        """Open an export, the newest by default; raises as `__call__`."""
        exports = self.folder()
        names = [name] if name else await exports.names()
        if not names:
            raise BadExport("there is no export yet: make one first")
        return await exports.open(names[0])

    def folder(self) -> "Exports":
        """The exports; raises `BadExport` where there can be none."""
        if self.exports is None:
            raise BadExport("the settings name no folder for exports: set purge.folder")
        return self.exports

    async def of(self, stage: Stage, export: "Export | None") -> PurgePlan:
        """Plan, by an export that is open already at `Stage.DELETE`; raises as `__call__`."""
        guard = await self.find_protected(with_online=stage in _ONLINE_MATTERS)
        exported = None if export is None else frozenset(export.usernames)
        concerned: list[ListedChatAccount] = []
        spared: Counter[Spared] = Counter()
        not_exported = 0
        async for account in self.list_unmigrated():
            why = guard.why(account)
            if why is not None and is_spared_at(stage, why):
                spared[why] += 1
            elif exported is not None and account.username not in exported:
                not_exported += 1
            else:
                concerned.append(account)
        return PurgePlan(
            stage,
            await self.accounts.how_many(),
            tuple(concerned),
            spared,
            None if export is None else export.summary,
            not_exported,
        )
