"""Whoever looks people up one by one, at a bounded pace, and tries again what did not answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from component.ports import Deferred, Rejected, Unavailable
from component.usecases.folding_queue import FoldingQueue
from component.usecases.reminding import Clock, RemindSettings, Waiting

_log = logging.getLogger(__name__)
_MINUTE = 60.0
_DOUBLINGS = 10
"""More would only make a number too large to multiply with."""

Item = TypeVar("Item", bound=Waiting)


class Worker(Generic[Item]):
    """Takes up people one by one, at a bounded pace, whatever becomes of the one before.

    What did not answer is tried again, with everybody else after a pause: an outage loses nobody.
    Who alone was put off waits alone.

    Args:
        title: What it does, for the log.
        queue: Who waits; `person` is the key.
        handle: Looks somebody up and writes to them.
        settings: The pace.
        clock: The time.
    """

    def __init__(
        self,
        title: str,
        queue: FoldingQueue[str, Item],
        handle: Callable[[Item], Awaitable[None]],
        settings: RemindSettings,
        clock: Clock,
    ) -> None:
        self._title = title
        self._queue = queue
        self._handle = handle
        self._settings = settings
        self._clock = clock
        self._failures = 0
        self._told_at: float | None = None
        self._later: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Work until it is cancelled."""
        try:
            await self._work()
        finally:
            for task in self._later.values():
                task.cancel()

    async def _work(self) -> None:
        while True:
            item = await self._queue.take()
            await self._clock.sleep(self._until_ready(item))
            answered = await self._try(item)
            self._queue.done()
            if answered:
                self._failures = 0
            else:
                self._put_back(item)
                await self._clock.sleep(self._pause(self._failures))
                self._failures += 1
            self._tell_of_dropped()

    def _until_ready(self, item: Item) -> float:
        """Seconds to wait before an item: bounded, should the clock be put back meanwhile."""
        settling = min(item.ready_at - self._clock.now(), self._settings.settling)
        return max(settling, 1 / self._settings.looks_per_second)

    def _pause(self, failures: int) -> float:
        """Seconds until the next try, after so many failures before the last one."""
        pause = self._settings.pause * 2.0 ** min(failures, _DOUBLINGS)
        return min(pause, self._settings.longest_pause)

    async def _try(self, item: Item) -> bool:
        """Handle an item; False if something did not answer."""
        try:
            await self._handle(item)
        except Deferred as error:
            _log.warning("%s: %s is put off: %s", self._title, item.person, error)
            self._put_off(item)
        except Unavailable as error:
            _log.warning("%s: %s has to wait: %s", self._title, item.person, error)
            return False
        except Rejected as error:
            _log.warning("%s: not possible for %s: %s", self._title, item.person, error)
        except Exception:  # noqa: BLE001  the worker goes on with the others
            _log.exception("%s: %s is skipped", self._title, item.person)
        return True

    def _put_off(self, item: Item) -> None:
        """Try an item again after a pause of its own, unless there is too much to be."""
        if not self._is_worth_it(item) or len(self._later) >= self._settings.most_waiting:
            return

        async def come_again(pause: float) -> None:
            await self._clock.sleep(pause)
            del self._later[item.person]
            if self._queue.get(item.person) is None:
                self._queue.put(item.person, item)

        if (earlier := self._later.get(item.person)) is not None:
            earlier.cancel()
        self._later[item.person] = asyncio.create_task(come_again(self._pause(item.put_off)))
        item.put_off += 1

    def _put_back(self, item: Item) -> None:
        if self._is_worth_it(item):
            self._queue.put(item.person, item)

    def _is_worth_it(self, item: Item) -> bool:
        """Whether an item that has failed is to be tried again."""
        now = self._clock.now()
        if item.failed_at is None:
            item.failed_at = now
        if now - item.failed_at <= self._settings.patience:
            return True
        _log.error("%s: %s is given up until they come again", self._title, item.person)
        return False

    def _tell_of_dropped(self) -> None:
        """Say once a minute at most how many did not fit into the queue."""
        now = self._clock.now()
        is_time = self._told_at is None or not 0 <= now - self._told_at < _MINUTE
        if self._queue.dropped and is_time:
            _log.warning(
                "%s: %d more than can wait; they are looked at when they come again",
                self._title,
                self._queue.dropped,
            )
            self._queue.dropped, self._told_at = 0, now
