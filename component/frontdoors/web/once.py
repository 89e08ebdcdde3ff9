"""A form that was sent twice, by a double click or after a lost answer, has one outcome."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from weakref import WeakValueDictionary

from cachetools import TTLCache

from component.domain.migration import Migrated

_SECONDS = 120
_MOST = 1000

_Outcome = TypeVar("_Outcome")


class OncePerSession:
    """Remembers for two minutes what came of a session, if it came to its end."""

    def __init__(self) -> None:
        self._ended: TTLCache[str, Migrated] = TTLCache(_MOST, _SECONDS)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(
        self, session_id: str, migrate: Callable[[], Awaitable[_Outcome]]
    ) -> _Outcome | Migrated:
        """Migrate, unless this session has: then tell again what came of it.

        Args:
            session_id: Known to nobody but the visitor's browser.
            migrate: Does it; what it raises is raised.
        """
        lock = self._locks.setdefault(session_id, asyncio.Lock())
        async with lock:
            ended = self._ended.get(session_id)
            if ended is not None:
                return ended
            outcome = await migrate()
            if isinstance(outcome, Migrated):
                self._ended[session_id] = outcome
            return outcome
