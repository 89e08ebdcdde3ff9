"""A pool of connections: bounded, and none that a restart of the server has cut is given out.

How a connection is made is handed in; what is done with one is `mysql`'s part.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pymysql.err

from component.adapters.mysql_connection import Connection
from component.request import Part, Spending

MOMENT = 1.0
"""Seconds for which a connection that was just used is taken to be alive without asking."""

MOST_AGE = 300.0
"""Seconds after which a connection is replaced, so that a move of the server is followed."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How the connections of a pool are used at a moment.

    Attributes:
        used: Connections that somebody has, those that are being made among them.
        idle: Connections that wait for somebody.
        most: Connections that there may be.
        waiting: Who waits for one.
    """

    used: int
    idle: int
    most: int
    waiting: int


class Pool:
    """Connections that are made on first use, each on its own, and used again.

    Args:
        dial: Makes a connection.
        most: Most connections at a time.
        patience: Seconds to wait for a sign of life of an idle connection.
    """

    def __init__(
        self, dial: Callable[[], Awaitable[Connection]], most: int, patience: float
    ) -> None:
        self._dial = dial
        self._most = most
        self._patience = patience
        self._slots = asyncio.Semaphore(most)
        self._idle: list[tuple[Connection, float]] = []
        self._closing = asyncio.Lock()
        self._used = 0
        self._waiting = 0

    @property
    def usage(self) -> Usage:
        """How they are used now."""
        return Usage(self._used, len(self._idle), self._most, self._waiting)

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for one user at a time; whoever came first gets the next that is free.

        Raises:
            Whatever `dial` raises.
        """
        self._waiting += 1
        try:
            with Spending(Part.QUEUE):
                await self._slots.acquire()
        finally:
            self._waiting -= 1
        self._used += 1
        try:
            with Spending(Part.DATABASE):
                connection = await self._take()
                try:
                    yield connection
                except pymysql.err.Error:
                    raise  # the server's answer; where the driver lost step it has closed it
                except BaseException:
                    connection.close()
                    raise
                finally:
                    self._give_back(connection)
        finally:
            self._used -= 1
            self._slots.release()

    async def close(self) -> None:
        """Close all, once nobody uses them; who asks later gets a new one."""
        async with self._closing, contextlib.AsyncExitStack() as held:
            for _ in range(self._most):
                await held.enter_async_context(self._slots)
            await self._end_where(lambda _connection: True)

    async def _take(self) -> Connection:
        """The one used last. If that is dead, those that were idle for longer are no better."""
        now = asyncio.get_running_loop().time()
        await self._end_where(lambda one: one.is_cut or now - one.connected_time > MOST_AGE)
        if self._idle:
            connection, since = self._idle.pop()
            if await self._is_alive(connection, now - since):
                return connection
            for other, _since in [entry for entry in self._idle if entry[1] <= since]:
                other.close()
        return await self._dial()

    async def _end_where(self, is_over: Callable[[Connection], bool]) -> None:
        """Close idle ones; `end` only drops those that are cut."""
        over = [entry for entry in self._idle if is_over(entry[0])]
        if not over:
            return
        self._idle = [entry for entry in self._idle if entry not in over]
        await asyncio.gather(*(connection.end(self._patience) for connection, _since in over))

    async def _is_alive(self, connection: Connection, idle: float) -> bool:
        alive = False
        try:
            if not connection.is_cut and idle > MOMENT:
                async with asyncio.timeout(self._patience):
                    await connection.ping(reconnect=False)
            alive = not connection.is_cut
        except (pymysql.err.Error, OSError):
            pass
        finally:
            if not alive:
                connection.close()
        return alive

    def _give_back(self, connection: Connection) -> None:
        if connection.is_cut or connection.get_transaction_status():
            connection.close()
        else:
            self._idle.append((connection, asyncio.get_running_loop().time()))
