"""The state schema as its adapters use it: whatever asks first makes its tables."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from component.adapters.mysql import Database, Row, SchemaMismatch, was_undone
from component.ports import Unavailable

_ATTEMPTS = 3

Answer = TypeVar("Answer")


class StateDatabase:
    """Statements on the state schema.

    One is repeated where nothing has come of it: once the tables are there that it needs, or if
    the server undid it, as InnoDB does with one of several that wait for each other.

    Args:
        database: The state schema.
        prepare: Makes the tables where they are not there yet.
    """

    def __init__(self, database: Database, prepare: Callable[[], Awaitable[object]]) -> None:
        self._database = database
        self._prepare = prepare

    @property
    def title(self) -> str:
        """What the log calls the database."""
        return self._database.settings.title

    async def fetch(self, statement: str, *arguments: object) -> list[Row]:
        """Read rows; raises as `Database.fetch`."""
        return await self._try(partial(self._database.fetch, statement, arguments))

    async def execute(self, statement: str, *arguments: object) -> int:
        """Write, and give the number of rows changed; raises as `Database.execute`."""
        return await self._try(partial(self._database.execute, statement, arguments))

    async def insert(self, statement: str, *arguments: object) -> int:
        """Insert a row, and give its number; raises as `Database.transaction`."""

        async def insert() -> int:
            async with self._database.transaction() as run:
                return await run(statement, arguments)

        return await self._try(insert)

    async def _try(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        for attempts_left in reversed(range(_ATTEMPTS)):
            try:
                return await ask()
            except SchemaMismatch:
                if not attempts_left:
                    raise
                await self._prepare()
            except Unavailable as error:
                if not attempts_left or not was_undone(error):
                    raise
        raise AssertionError(ask)
