"""One MySQL or MariaDB database: a pool with bounds, and errors that say what did not answer.

Statements are the adapters' own part; this module knows none.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiomysql
import pymysql.err
from pymysql.charset import charset_by_name
from pymysql.constants import CR, ER

from component.ports import Unavailable

_log = logging.getLogger(__name__)

Row = tuple[Any, ...]
Arguments = Sequence[object]

_LOST = frozenset({CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, 2014, 4031, 1927})
_CLIENT_ERRORS = range(2000, 3000)


class DuplicateKey(Exception):  # noqa: N818  an outcome, not a fault
    """A row with this unique key exists."""


class SchemaMismatch(Unavailable):
    """The database is there but a table, a column or a right that the statement needs is not."""


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where a database is and how to get in.

    Attributes:
        title: What the log calls it.
        host: Host name or address.
        port: TCP port.
        user: Database user.
        password: Not shown by repr.
        database: Name of the schema.
        charset: Of the connection, as MySQL names it.
        connect_timeout: Seconds for a connection to be made.
        query_timeout: Seconds for a statement, waiting for a connection included.
        max_connections: Size of the pool; a lock takes one for itself.
    """

    title: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    charset: str = "utf8mb4"
    connect_timeout: float = 3.0
    query_timeout: float = 3.0
    max_connections: int = 8


class Database:
    """A pool of connections that is made on first use and outlives restarts of the server."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        self._pool: aiomysql.Pool | None = None
        self._opening = asyncio.Lock()

    async def fetch(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """Read rows; tried once more if the connection turns out to be lost.

        Raises:
            Unavailable: The database did not answer within the bounds.
            SchemaMismatch: A table, a column or a right is missing.
        """
        try:
            return await self._read(statement, arguments)
        except _LostConnection:
            _log.info("%s: a connection was lost; reading again", self.settings.title)
        async with self._tried_once():
            return await self._read(statement, arguments)

    async def execute(self, statement: str, arguments: Arguments = ()) -> int:
        """Write, in a transaction of its own; never tried twice.

        Returns:
            The number of rows changed.

        Raises:
            Unavailable: The database did not answer within the bounds: unknown what happened.
            SchemaMismatch: A table, a column or a right is missing.
            DuplicateKey: A unique key stands against it.
        """
        async with self._tried_once(), self._executed(statement, arguments) as cursor:
            return int(cursor.rowcount)

    @contextlib.asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[None]:
        """Hold a named lock of the server, so that of several components one goes at a time.

        Raises:
            Unavailable: The database did not answer, or somebody else held the lock for long.
        """
        seconds = int(self.settings.query_timeout)
        bound = seconds + self.settings.query_timeout
        async with self._tried_once(), self._translated(), contextlib.AsyncExitStack() as held:
            async with asyncio.timeout(bound):
                cursor = await held.enter_async_context(self._cursor())
                await cursor.execute("SELECT GET_LOCK(%s, %s)", (name, seconds))
                (got,) = await cursor.fetchone()
            if not got:
                raise Unavailable(self.settings.title, f"the lock {name!r} is not free")
            try:
                yield
            finally:
                async with asyncio.timeout(bound):
                    await cursor.execute("SELECT RELEASE_LOCK(%s)", (name,))

    def can_hold(self, text: str) -> bool:
        """Whether a text exists in the connection's charset: if not, no column holds it."""
        encoding = charset_by_name(self.settings.charset).encoding
        try:
            text.encode(encoding or "utf-8")
        except UnicodeEncodeError:
            return False
        return True

    async def close(self) -> None:
        """Close all connections."""
        if self._pool is not None:
            self._pool.close()
            await self._pool.wait_closed()
            self._pool = None

    async def _read(self, statement: str, arguments: Arguments) -> list[Row]:
        async with self._executed(statement, arguments) as cursor:
            return list(await cursor.fetchall())

    @contextlib.asynccontextmanager
    async def _executed(
        self, statement: str, arguments: Arguments
    ) -> AsyncIterator[aiomysql.Cursor]:
        """A cursor that has run a statement; the bound counts until it is left."""
        async with (
            self._translated(),
            asyncio.timeout(self.settings.query_timeout),
            self._cursor() as cursor,
        ):
            await cursor.execute(statement, arguments)
            yield cursor

    @contextlib.asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        """Turn what the driver raises into what the ports promise."""
        title = self.settings.title
        try:
            yield
        except TimeoutError as error:
            why = f"no answer within {self.settings.query_timeout:g} s"
            raise Unavailable(title, why) from error
        except pymysql.err.IntegrityError as error:
            if error.args and error.args[0] == ER.DUP_ENTRY:
                raise DuplicateKey from error
            raise Unavailable(title, _reason(error)) from error
        except (pymysql.err.Error, OSError, EOFError) as error:
            raise self._translate(error) from error

    @contextlib.asynccontextmanager
    async def _tried_once(self) -> AsyncIterator[None]:
        """For what is not tried again: a lost connection is one that did not answer."""
        try:
            yield
        except _LostConnection as error:
            raise Unavailable(self.settings.title, str(error)) from error

    def _translate(self, error: Exception) -> Exception:
        code = error.args[0] if error.args else None
        title = self.settings.title
        if code in _LOST or isinstance(error, (pymysql.err.InterfaceError, EOFError)):
            return _LostConnection(_reason(error))
        if code in (
            ER.BAD_FIELD_ERROR,
            ER.NO_SUCH_TABLE,
            ER.TABLEACCESS_DENIED_ERROR,
            ER.COLUMNACCESS_DENIED_ERROR,
        ):
            return SchemaMismatch(title, _reason(error))
        return Unavailable(title, _reason(error))

    @contextlib.asynccontextmanager
    async def _cursor(self) -> AsyncIterator[aiomysql.Cursor]:
        pool = await self._open()
        async with pool.acquire() as connection, connection.cursor() as cursor:
            yield cursor

    async def _open(self) -> aiomysql.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await aiomysql.create_pool(
                    minsize=0,
                    maxsize=self.settings.max_connections,
                    host=self.settings.host,
                    port=self.settings.port,
                    user=self.settings.user,
                    password=self.settings.password,
                    db=self.settings.database,
                    charset=self.settings.charset,
                    connect_timeout=self.settings.connect_timeout,
                    autocommit=True,
                    pool_recycle=300,
                )
            return self._pool


class _LostConnection(Exception):  # noqa: N818  never leaves this module
    """The connection was cut before the answer came."""


def _reason(error: Exception) -> str:
    """Say what the server or the driver said; neither repeats a password."""
    if error.args and error.args[0] in _CLIENT_ERRORS and len(error.args) > 1:
        return str(error.args[1])
    return " ".join(str(argument) for argument in error.args) or type(error).__name__
