"""A component that was started again goes on at once with what its last run has left.

Others wait until the time of that is over, since they cannot tell a dead run from a slow one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.ports import Unavailable

if TYPE_CHECKING:
    from component.ports import Journal
    from component.ports.jobs import Jobs

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reclaim:
    """The use case; `run` is its worker.

    Attributes:
        wake: Told that a job can be taken up.
        pause: Seconds until it is tried again where the state database does not answer.
    """

    journal: "Journal"
    jobs: "Jobs"
    wake: Callable[[], None]
    pause: float = 2.0
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep)
    _alone: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def is_alone(self) -> None:
        """Openfire has this run's connection under its address: there is no other run."""
        self._alone.set()

    async def run(self) -> None:
        """Wait for that, then give up what earlier runs have; until it is cancelled."""
        await self._alone.wait()
        while not await self._try():
            await self.sleep(self.pause)
        await asyncio.Event().wait()

    async def _try(self) -> bool:
        try:
            migrations, jobs = await self.journal.reclaim(), await self.jobs.reclaim()
        except Unavailable as error:
            _log.warning("what the last run has left has to wait: %s", error)
            return False
        if migrations or jobs:
            _log.info(
                "going on with what the last run has left: %d migrations, %d jobs", migrations, jobs
            )
            self.wake()
        return True
