"""What runs did with each account: the port `RunItems`.

In the bridge's own schema. A statement is about many accounts. Texts are kept in bytes: they sort
by code point so, and the logins of an old Tiki need not be UTF-8.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from component.adapters.mysql import Database, Row
from component.adapters.mysql_lists import batches, marks
from component.adapters.state_database import StateDatabase
from component.domain.run_items import ItemState, RunItem

STEP: Mapping[str, str] = {
    "run_item": """CREATE TABLE run_item (
        job BIGINT UNSIGNED NOT NULL,
        subject VARBINARY(764) NOT NULL,
        state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        why VARBINARY(2000) NOT NULL,
        detail VARBINARY(2000) NOT NULL,
        PRIMARY KEY (job, subject),
        KEY state (job, state, subject)
    ) ENGINE=InnoDB""",
}
"""The table, as a step of `state_schema`. A key of an old server has room for 767 bytes."""

MOST_CHARACTERS = 500
"""Of `why` and of `detail`: what is longer is cut."""

_DROPPED_AT_ONCE = 5_000
_COLUMNS = "SELECT subject, state, why, detail FROM run_item WHERE job = %s "
_NEW = "ON DUPLICATE KEY UPDATE state = VALUES(state), why = VALUES(why), detail = VALUES(detail)"
_ORPHANED = """
SELECT noted.job FROM (SELECT DISTINCT job FROM run_item WHERE job <= %s) AS noted
LEFT JOIN job ON job.id = noted.job WHERE job.id IS NULL
"""


class StateRunItems:
    """Remembers them.

    Rows are written in the order of the primary key, in which no two writers wait for each other.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
    """

    def __init__(self, database: Database, prepare: Callable[[], Awaitable[object]]) -> None:
        self._tables = StateDatabase(database, prepare)

    async def note(self, job: int, items: Sequence[RunItem]) -> None:
        """See `RunItems.note`."""
        for batch in batches(sorted(items, key=lambda item: item.subject)):
            rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(batch))
            await self._tables.execute(
                f"INSERT INTO run_item (job, subject, state, why, detail) VALUES {rows} {_NEW}",  # noqa: S608  marks only
                *(value for item in batch for value in _row(job, item)),
            )

    async def read(
        self, job: int, *, state: ItemState | None = None, after: str = "", most: int = 500
    ) -> list[RunItem]:
        """See `RunItems.read`."""
        wanted = () if state is None else (state.value,)
        rows = await self._tables.fetch(
            f"{_COLUMNS}{'AND state = %s ' * len(wanted)}"
            "AND subject > %s ORDER BY subject LIMIT %s",
            job,
            *wanted,
            _pack(after),
            most,
        )
        return [_read(row) for row in rows]

    async def counts(self, job: int) -> Mapping[tuple[ItemState, str], int]:
        """See `RunItems.counts`."""
        rows = await self._tables.fetch(
            "SELECT state, IF(state = %s, '', why) AS word, COUNT(*) FROM run_item "
            "WHERE job = %s GROUP BY state, word",
            ItemState.FAILED.value,
            job,
        )
        return {(ItemState(state), _text(why)): int(count) for state, why, count in rows}

    async def find(self, job: int, subjects: Sequence[str]) -> Mapping[str, RunItem]:
        """See `RunItems.find`."""
        found: dict[str, RunItem] = {}
        for batch in batches(subjects):
            rows = await self._tables.fetch(
                f"{_COLUMNS}AND subject IN ({marks(batch)})", job, *map(_pack, batch)
            )
            found.update((item.subject, item) for item in map(_read, rows))
        return found


async def drop_orphans(tables: StateDatabase, newest: int) -> None:
    """Drop the items of runs that the list of jobs has dropped.

    Args:
        tables: The state schema.
        newest: The highest number that was looked at; later runs are left alone.
    """
    for (job,) in await tables.fetch(_ORPHANED, newest):
        dropped = _DROPPED_AT_ONCE
        while dropped == _DROPPED_AT_ONCE:
            dropped = await tables.execute(
                "DELETE FROM run_item WHERE job = %s LIMIT %s", job, _DROPPED_AT_ONCE
            )


def _row(job: int, item: RunItem) -> tuple[object, ...]:
    why, detail = (_pack(text[:MOST_CHARACTERS]) for text in (item.why, item.detail))
    return job, _pack(item.subject), item.state.value, why, detail


def _read(row: Row) -> RunItem:
    subject, state, why, detail = row
    return RunItem(_text(subject), ItemState(state), _text(why), _text(detail))


def _pack(text: str) -> bytes:
    """Any text of Python's, in the order of its code points."""
    return text.encode("utf-8", "surrogatepass")


def _text(stored: bytes | str) -> str:
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogatepass")
