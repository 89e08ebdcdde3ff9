"""The audit, as it is read. What is written there is `State.record`'s part."""

from collections.abc import AsyncIterator, Collection
from typing import Protocol

from component.domain.audit import AuditEntry, AuditQuery


class AuditLog(Protocol):
    """Reads it, at a cost that is bounded for each statement. Every method raises `Unavailable`."""

    async def newest(self, query: AuditQuery) -> list[AuditEntry]:
        """Find entries, the newest first."""

    def of_actions(self, actions: Collection[str]) -> AsyncIterator[AuditEntry]:
        """All entries of some actions, the oldest first; read some thousand at a time."""
