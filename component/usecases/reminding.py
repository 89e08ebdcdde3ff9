"""What reminding in the chat and by mail have in common: settings, a worker, turns, claims.

Whom they remind and of what is `remind`'s and `remind_by_mail`'s own.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from component.domain import profile
from component.domain.reminders import DAY, Channel, History, Pacing
from component.ports import Rejected, Unavailable
from component.usecases.folding_queue import FoldingQueue

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername
    from component.ports.reminders import Reminders

_log = logging.getLogger(__name__)
_MINUTE = 60.0
_DOUBLINGS = 10
"""More would only make a number too large to multiply with."""

Claim = tuple[str, Channel, History, float]
"""The arguments of `Reminders.claim`, and of `give_back`."""


@dataclass(slots=True)
class RemindSettings:
    """What a site decides about reminders; all who remind share it, and see what changes in it.

    Attributes:
        site: Public address of the web page.
        native_only: Chat usernames that never belong to a Tiki account.
        pacing: How often one person is reminded.
        per_minute: Most reminders a minute in the chat, by all components together.
        mails_per_minute: Most mails a minute, likewise.
        burst: How many of them may go at once after a pause.
        looks_per_second: Most people a second who are looked up.
        most_waiting: How many people may wait to be looked up.
        settling: Seconds from hearing of somebody until they are looked up: their client is ready
            by then, and Openfire, which tells of presences every 5 s, has told of theirs.
        quiet: Seconds for which somebody who need not be reminded is not looked up again.
        pause: Seconds until the next try after something did not answer; doubled with each
            failure after another.
        longest_pause: The bound of that.
        patience: Seconds after its first failure for which a reminder is tried again.
    """

    site: str
    native_only: AbstractSet[str] = frozenset({"admin"})
    pacing: Pacing = field(default_factory=Pacing)
    per_minute: float = 60.0
    mails_per_minute: float = 20.0
    burst: int = 5
    looks_per_second: float = 50.0
    most_waiting: int = 20_000
    settling: float = 6.0
    quiet: float = 1800.0
    pause: float = 5.0
    longest_pause: float = 120.0
    patience: float = DAY


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, in seconds since the epoch, and waiting for it."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(slots=True)
class Waiting:
    """Somebody who waits to be looked up.

    Attributes:
        person: As `Reminders` names them.
        ready_at: Not before, seconds since the epoch.
        failed_at: When something did not answer for the first time; None for never.
        claim: Taken, or perhaps taken, with nothing sent: to be given back.
    """

    person: str
    ready_at: float = 0.0
    failed_at: float | None = None
    claim: Claim | None = None


Item = TypeVar("Item", bound=Waiting)


class Worker(Generic[Item]):
    """Takes up people one by one, at a bounded pace, whatever becomes of the one before.

    What did not answer is tried again, with everybody else after a pause: an outage loses nobody.

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

    async def run(self) -> None:
        """Work until it is cancelled."""
        while True:
            item = await self._queue.take()
            await self._clock.sleep(self._until_ready(item))
            answered = await self._try(item)
            self._queue.done()
            if answered:
                self._failures = 0
            else:
                self._put_back(item)
                await self._clock.sleep(self._pause())
            self._tell_of_dropped()

    def _until_ready(self, item: Item) -> float:
        """Seconds to wait before an item: bounded, should the clock be put back meanwhile."""
        settling = min(item.ready_at - self._clock.now(), self._settings.settling)
        return max(settling, 1 / self._settings.looks_per_second)

    def _pause(self) -> float:
        pause = self._settings.pause * 2.0 ** min(self._failures, _DOUBLINGS)
        self._failures += 1
        return min(pause, self._settings.longest_pause)

    async def _try(self, item: Item) -> bool:
        """Handle an item; False if something did not answer."""
        try:
            await self._handle(item)
        except Unavailable as error:
            _log.warning("%s: %s has to wait: %s", self._title, item.person, error)
            return False
        except Rejected as error:
            _log.warning("%s: not possible for %s: %s", self._title, item.person, error)
        except Exception:  # noqa: BLE001  the worker goes on with the others
            _log.exception("%s: %s is skipped", self._title, item.person)
        return True

    def _put_back(self, item: Item) -> None:
        now = self._clock.now()
        if item.failed_at is None:
            item.failed_at = now
        if now - item.failed_at > self._settings.patience:
            _log.error("%s: %s is given up until they come again", self._title, item.person)
        else:
            self._queue.put(item.person, item)

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


@contextlib.asynccontextmanager
async def claimed(
    reminders: "Reminders", item: Waiting, channel: Channel, seen: History, now: float
) -> AsyncIterator[bool]:
    """Claim the next reminder for the length of a block that sends it.

    If the block raises `Unavailable` or is cancelled, nothing was sent, and the claim is given
    back; if that cannot be done now, `give_back` does it when the item is tried again. So it is
    for a claim of which it is not known whether it was written.

    Yields:
        Whether to send; False if somebody else was quicker.
    """
    item.claim = (item.person, channel, seen, now)
    try:
        yield await reminders.claim(*item.claim)
    except (Unavailable, asyncio.CancelledError):
        await give_back(reminders, item)
        raise
    item.claim = None


async def give_back(reminders: "Reminders", item: Waiting) -> None:
    """Give back what an earlier try has claimed, if there is anything.

    Raises:
        Unavailable: The state database did not answer: it is still to be done.
    """
    if item.claim is not None:
        await reminders.give_back(*item.claim)
        item.claim = None


async def wait_turn(
    reminders: "Reminders", name: str, per_minute: float, burst: int, clock: Clock
) -> bool:
    """Wait until one more of something may be done, counting all components.

    Returns:
        Whether it had to wait.

    Raises:
        Unavailable: The state database did not answer.
    """
    waited = False
    while wait := await reminders.take_turn(name, _MINUTE / per_minute, burst, clock.now()):
        waited = True
        await clock.sleep(wait)
    return waited


def person(username: "ChatUsername") -> str:
    """How `Reminders` names the person of a chat account, see `login.Candidate.key`."""
    return f"chat:{username}"


async def languages(tiki: "ports.TikiDirectory", *tags: str) -> Sequence[str]:
    """The languages to write in: those given that are set, then the site's.

    Raises:
        Unavailable: Tiki's database did not answer.
    """
    rules = await tiki.site_rules()
    return [tag for tag in (*tags, profile.locale(None, rules.language)) if tag]
