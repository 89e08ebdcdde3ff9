"""The audit as it is read, in memory: the port `AuditLog`."""

from collections.abc import AsyncIterator, Collection

from component.domain.audit import AuditEntry, AuditQuery
from tests.fakes.fake import Fake
from tests.fakes.state import FakeState


class FakeAudit(Fake):
    """Reads what the fake `State` has written; `state` is that."""

    title = "the fake audit"

    def __init__(self, state: FakeState | None = None) -> None:
        super().__init__()
        self.state = state or FakeState()

    async def newest(self, query: AuditQuery) -> list[AuditEntry]:
        await self._called("newest", query)
        return [entry for entry in reversed(self._entries()) if _fits(entry, query)][: query.most]

    async def of_actions(self, actions: Collection[str]) -> AsyncIterator[AuditEntry]:
        await self._called("of_actions", *actions)
        for entry in self._entries():
            if entry.action in actions:
                yield entry

    def _entries(self) -> list[AuditEntry]:
        written = zip(self.state.times, self.state.audit, strict=True)
        return [AuditEntry(number, at, *entry) for number, (at, entry) in enumerate(written, 1)]


def _fits(entry: AuditEntry, query: AuditQuery) -> bool:
    return (
        (not query.subjects or entry.subject in query.subjects)
        and (not query.by or entry.by in query.by)
        and query.action in ("", entry.action)
        and (query.since is None or entry.at >= query.since)
    )
