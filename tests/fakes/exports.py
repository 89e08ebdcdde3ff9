"""Exports of chat accounts, in memory: the port `Exports`."""

import hashlib
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from component.domain.exports import ExportedAccount, ExportHead, ExportSummary
from component.domain.names import ChatUsername
from component.ports.exports import BadExport
from tests.fakes.fake import Fake


@dataclass
class StoredExport:
    """A complete export; see `Export`."""

    summary: ExportSummary
    accounts: list[ExportedAccount] = field(default_factory=list)
    is_broken: bool = False

    @property
    def usernames(self) -> Sequence[ChatUsername]:
        return tuple(account.username for account in self.accounts)

    async def read(self, usernames: Collection[ChatUsername]) -> list[ExportedAccount]:
        if self.is_broken:
            raise BadExport("it was changed while it was used")
        return [account for account in self.accounts if account.username in usernames]


class FakeExports(Fake):
    """A folder.

    Attributes:
        stored: Name → export.
        is_full: Nothing can be written.
    """

    title = "the fake exports"

    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[str, StoredExport] = {}
        self.is_full = False

    @property
    def port(self) -> "FakeExports":
        """As `Exports`."""
        return self

    def tamper(self, name: str) -> None:
        """Change something in an export."""
        self.stored[name].is_broken = True

    def lose(self) -> None:
        """Take the folder away."""
        self.failing["names"] = BadExport("there is no folder")

    async def write(
        self, head: ExportHead, accounts: AsyncIterator[ExportedAccount]
    ) -> ExportSummary:
        await self._called("write", head.job)
        if self.is_full:
            raise BadExport("no space is left")
        made = datetime.fromtimestamp(head.made_at, UTC)
        name = f"unmigrated-{made:%Y%m%dT%H%M%SZ}-{head.job}.jsonl"
        if name in self.stored:
            return self.stored[name].summary
        found = [account async for account in accounts]
        digest = hashlib.sha256(repr((head, found)).encode()).hexdigest()
        summary = ExportSummary(name, head, len(found), digest)
        self.stored[name] = StoredExport(summary, found)
        return summary

    async def names(self) -> list[str]:
        await self._called("names")
        return sorted(self.stored, reverse=True)

    async def open(self, name: str) -> StoredExport:
        await self._called("open", name)
        if name not in self.stored:
            raise BadExport(f"there is no {name}")
        if self.stored[name].is_broken:
            raise BadExport(f"{name} cannot be relied upon")
        return self.stored[name]
