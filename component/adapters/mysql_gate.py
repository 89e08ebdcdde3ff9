"""Keeps everybody from dialling a database that is away: one tries, the others hear what it heard.

Without it, each sign-in would wait for a connection of its own, and all of them would fall upon a
server that has just come back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pymysql.err

from component.adapters.mysql_connection import Connection
from component.domain.backoff import Backoff
from component.ports import Unavailable

_log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = 0.25, 2.0
"""Seconds. A database that is back is found within the longest one and the time to connect."""


class Gate:
    """Makes connections, one try at a time while the database is away.

    The first failure shuts nothing: a single lost connection is dialled anew at once.

    Args:
        title: What the log calls the database.
        dial: Makes a connection.
    """

    def __init__(self, title: str, dial: Callable[[], Awaitable[Connection]]) -> None:
        self._title = title
        self._dial = dial
        self._backoff = Backoff(FIRST_WAIT, LONGEST_WAIT)
        self._failures = 0
        self._failed: Unavailable | pymysql.err.Error | None = None
        self._opens_at = 0.0
        self._is_tried = False

    async def __call__(self) -> Connection:
        """Make a connection, or fail at once as the last try did.

        Raises:
            Whatever `dial` raises.
        """
        if self._failures > 1 and self._failed is not None:
            if self._is_tried or self._now() < self._opens_at:
                raise _again(self._failed)
            self._is_tried = True
            try:
                return await self._try()
            finally:
                self._is_tried = False
        return await self._try()

    async def _try(self) -> Connection:
        began = self._now()
        try:
            connection = await self._dial()
        except asyncio.CancelledError:
            if (waited := self._now() - began) > LONGEST_WAIT / 2:  # nobody waits longer for it
                why = f"no connection within {waited:.1f} s"
                self._note_failure(Unavailable(self._title, why))
            raise
        except (Unavailable, pymysql.err.Error) as error:
            self._note_failure(error)
            raise
        if self._failures > 1:
            _log.info("%s is there again", self._title)
        self._failures, self._failed = 0, None
        self._backoff.reset()
        return connection

    def _note_failure(self, error: Unavailable | pymysql.err.Error) -> None:
        self._failures += 1
        self._failed = error
        self._opens_at = self._now() + self._backoff.wait()
        if self._failures == 2:  # noqa: PLR2004  the first one may be a lost connection
            _log.warning("%s is away, and tried from time to time: %s", self._title, error)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _again(error: Unavailable | pymysql.err.Error) -> Exception:
    """The same error anew, without what led to it the last time."""
    if isinstance(error, Unavailable):
        return Unavailable(error.what, error.why)
    return type(error)(*error.args)
