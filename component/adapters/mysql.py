"""One MySQL or MariaDB database: reads and writes with bounds, errors that say what went wrong.

Statements are the adapters' own part; this module knows none. How a connection is made is
`mysql_connection`'s, keeping some is `mysql_pool`'s.
"""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import aiomysql
import pymysql.err
from pymysql.constants import CR, ER

from component.adapters.mysql_connection import dial
from component.adapters.mysql_gate import Gate
from component.adapters.mysql_mark import marked
from component.adapters.mysql_pool import Pool, Usage
from component.adapters.mysql_words import advice_on, reason_of
from component.ports import Unavailable

_log = logging.getLogger(__name__)

Row = tuple[Any, ...]
Arguments = Sequence[object]
Insert = Callable[[str, Arguments], Awaitable[int]]
Charset = Literal["utf8mb4", "utf8mb3", "latin1"]

_LOST = frozenset({CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, 2014, 4031, 1927})


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
        charset: Of the connection. utf8mb3 is for servers before MySQL 5.5.3. latin1 is for a
            Tiki up to 3.x as PHP has left it, with the bytes of UTF-8 in latin1 columns: they
            pass through unchanged, and come as the text that they are.
        connect_timeout: Seconds for a connection to be made, TLS and authentication included.
        query_timeout: Seconds for a statement, waiting for a connection included.
        max_connections: Size of the pool; a lock takes one for itself.
        tls: Encrypts and checks the server's certificate; None for plaintext.
        tls_server_name: The name in that certificate; '' for the host.
    """

    title: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    charset: Charset = "utf8mb4"
    connect_timeout: float = 3.0
    query_timeout: float = 3.0
    max_connections: int = 8
    tls: ssl.SSLContext | None = None
    tls_server_name: str = ""


class Database:
    """A pool of connections that is made on first use and outlives restarts of the server."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        gate = Gate(settings.title, partial(dial, settings))
        self._pool = Pool(gate, settings.max_connections, settings.connect_timeout / 2)

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
    async def transaction(self) -> AsyncIterator[Insert]:
        """Insert rows that come into being together; the bound counts for all of them.

        An engine without transactions, such as MyISAM, keeps what was inserted before an error.

        Yields:
            What runs an INSERT and gives the number that AUTO_INCREMENT made, 0 if there is none.

        Raises:
            Unavailable: The database did not answer within the bounds: unknown what happened.
            SchemaMismatch: A table, a column or a right is missing.
            DuplicateKey: A unique key stands against a row.
        """
        async with (
            self._tried_once(),
            self._translated(),
            asyncio.timeout(self.settings.query_timeout),
            self._pool.connection() as connection,
            connection.cursor() as cursor,
        ):

            async def insert(statement: str, arguments: Arguments) -> int:
                await cursor.execute(marked(statement), arguments)
                return int(cursor.lastrowid or 0)

            await connection.begin()
            yield insert
            await connection.commit()  # without it the pool closes the connection

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

    @property
    def usage(self) -> Usage:
        """How the connections are used now."""
        return self._pool.usage

    def can_hold(self, text: str) -> bool:
        """Whether a text exists in the connection's charset: if not, no column holds it."""
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
        return self.settings.charset != "utf8mb3" or max(text, default="") <= "\uffff"

    async def close(self) -> None:
        """Close all connections, once nobody uses them."""
        await self._pool.close()

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
            await cursor.execute(marked(statement), arguments)
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
            raise Unavailable(title, reason_of(error)) from error
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
            return _LostConnection(reason_of(error))
        if code in (
            ER.BAD_FIELD_ERROR,
            ER.NO_SUCH_TABLE,
            ER.TABLEACCESS_DENIED_ERROR,
            ER.COLUMNACCESS_DENIED_ERROR,
        ):
            return SchemaMismatch(title, self._explain(code, reason_of(error)))
        return Unavailable(title, self._explain(code, reason_of(error)))

    def _explain(self, code: object, reason: str) -> str:
        """Say what to do, beside what the server said."""
        advice = advice_on(code)
        return f"{reason}: {advice}" if advice else reason

    @contextlib.asynccontextmanager
    async def _cursor(self) -> AsyncIterator[aiomysql.Cursor]:
        async with self._pool.connection() as connection, connection.cursor() as cursor:
            yield cursor


class _LostConnection(Exception):  # noqa: N818  never leaves this module
    """The connection was cut before the answer came."""


def text(value: object) -> str:
    """Read a column as text, whatever a Tiki has made of it.

    Args:
        value: From a row. Bytes, of a column that is a BLOB in some versions, are taken for UTF-8;
            those that are not become lone surrogates, which a statement turns back into the same
            bytes.

    Returns:
        The text, '' for NULL.
    """
    if value is None:
        return ""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)


def was_undone(error: Unavailable) -> bool:
    """Whether the server undid a statement, since others stood against it: it may be repeated."""
    cause = error.__cause__
    return isinstance(cause, pymysql.err.Error) and cause.args[:1] == (ER.LOCK_DEADLOCK,)
