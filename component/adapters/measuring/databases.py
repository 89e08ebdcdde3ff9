"""Statements, timed by database."""

import contextlib
import time
from collections.abc import AsyncIterator, Iterator

from component.adapters.measuring.metrics import Metrics
from component.adapters.mysql import Arguments, Database, DatabaseSettings, Insert, Row
from component.ports import Unavailable


class MeasuredDatabase(Database):
    """A database whose statements are timed, and whose silence is counted.

    Args:
        settings: As of `Database`.
        name: What metrics call it.
        metrics: Where.
    """

    def __init__(self, settings: DatabaseSettings, name: str, metrics: Metrics) -> None:
        super().__init__(settings)
        self._seconds = metrics.statements.labels(name)
        self._errors = metrics.database_errors.labels(name)

    async def fetch(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """See `Database.fetch`."""
        with self._timed():
            return await super().fetch(statement, arguments)

    async def execute(self, statement: str, arguments: Arguments = ()) -> int:
        """See `Database.execute`."""
        with self._timed():
            return await super().execute(statement, arguments)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Insert]:
        """See `Database.transaction`."""
        with self._timed():
            async with super().transaction() as insert:
                yield insert

    @contextlib.contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        except Unavailable:
            self._errors.inc()
            raise
        finally:
            self._seconds.observe(time.perf_counter() - began)
