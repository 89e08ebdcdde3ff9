"""Reads the audit: the port `AuditLog`. It is never read whole by one statement.

Who did something is looked for in the JSON of a detail as it stands, since old servers cannot read
JSON: a value within it never looks like `"by": "…"`, since its quotes would be escaped.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection

from component.adapters.mysql import Database, Row
from component.adapters.mysql_lists import marks
from component.adapters.state_database import StateDatabase
from component.adapters.state_times import read_time, stored
from component.domain.audit import AuditEntry, AuditQuery

_AT_ONCE = 50_000
"""Entries that a statement looks at, unless it asks for somebody's: some tenths of a second."""
_PAGE = 2_000
"""Entries that are read at once: some milliseconds of the event loop."""
_SKEW_SECONDS = 60.0
"""An entry may have a lower number than one that was written so much earlier."""
_LIKE = "detail LIKE %s ESCAPE '!'"


class StateAudit:
    """Reads it.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
        at_once: Entries that a statement looks at.
        page: Entries that are read at once where all are.
    """

    def __init__(
        self,
        database: Database,
        prepare: Callable[[], Awaitable[object]],
        at_once: int = _AT_ONCE,
        page: int = _PAGE,
    ) -> None:
        self._tables = StateDatabase(database, prepare)
        self._at_once, self._page = at_once, page

    async def newest(self, query: AuditQuery) -> list[AuditEntry]:
        """See `AuditLog.newest`: from the newest entries back."""
        condition, values = _condition(query)
        found: list[AuditEntry] = []
        async for low, high in self._parts(whole=bool(query.subjects)):
            rows = await self._tables.fetch(
                "SELECT id, at, action, subject, detail FROM audit "  # noqa: S608  marks only
                f"WHERE id > %s AND id <= %s {condition} ORDER BY id DESC LIMIT %s",
                low,
                high,
                *values,
                query.most - len(found),
            )
            found += map(_read, rows)
            if len(found) >= query.most or await self._is_older(low, query.since):
                break
        return found

    async def of_actions(self, actions: Collection[str]) -> AsyncIterator[AuditEntry]:
        """See `AuditLog.of_actions`."""
        last, wanted = 0, tuple(actions)
        top = await self._top() if wanted else 0
        while last < top:
            rows = await self._tables.fetch(
                "SELECT id, at, action, subject, detail FROM audit "  # noqa: S608  marks only
                f"WHERE id > %s AND id <= %s AND action IN ({marks(wanted)}) ORDER BY id",
                last,
                last + self._page,
                *wanted,
            )
            for row in rows:
                yield _read(row)
            last += self._page

    async def _parts(self, *, whole: bool) -> AsyncIterator[tuple[int, int]]:
        """The numbers that a statement looks at: above the one, up to the other."""
        high = await self._top()
        while high > 0:
            low = 0 if whole else max(high - self._at_once, 0)
            yield low, high
            high = low

    async def _top(self) -> int:
        """The number of the newest entry; 0 for none."""
        ((top,),) = await self._tables.fetch("SELECT COALESCE(MAX(id), 0) FROM audit")
        return int(top)

    async def _is_older(self, number: int, since: float | None) -> bool:
        """Whether the entries up to a number are older than what is asked for."""
        if since is None:
            return False
        rows = await self._tables.fetch(
            "SELECT at FROM audit WHERE id <= %s ORDER BY id DESC LIMIT 1", number
        )
        return not rows or read_time(rows[0][0]) < since - _SKEW_SECONDS


def _condition(query: AuditQuery) -> tuple[str, list[object]]:
    """What a query asks for beside numbers: its SQL, and the values in it."""
    parts: list[str] = []
    values: list[object] = []
    if query.subjects:
        parts.append(f"AND subject IN ({marks(query.subjects)})")
        values += query.subjects
    if query.by:
        parts.append("AND ({})".format(" OR ".join([_LIKE] * len(query.by))))
        values += [_pattern("by", name) for name in query.by]
    if query.action:
        parts.append("AND action = %s")
        values.append(query.action)
    if query.since is not None:
        parts.append("AND at >= %s")
        values.append(stored(query.since))
    return " ".join(parts), values


def _pattern(name: str, value: str) -> str:
    """What a detail looks like that says this, as `StateMysql.record` writes it."""
    written = json.dumps({name: value}, ensure_ascii=False)[1:-1]
    written = written.encode("utf-8", "backslashreplace").decode("utf-8")
    for special in "!%_":
        written = written.replace(special, f"!{special}")
    return f"%{written}%"


def _read(row: Row) -> AuditEntry:
    number, at, action, subject, detail = row
    return AuditEntry(int(number), read_time(at), str(action), str(subject), json.loads(detail))
