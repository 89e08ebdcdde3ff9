"""Where the migration stands now: the window as commands and dates have it (design §3)."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from component.domain.audit import BRIDGE
from component.domain.login import Window
from component.domain.window import KeptSchedule, Schedule, first_schedule
from component.ports import Unavailable

if TYPE_CHECKING:
    from component import ports
    from component.ports.window import Schedules

_log = logging.getLogger(__name__)

NOBODY = "-"
"""The subject of audit entries on the window, which is of no account."""


class WindowNow(Protocol):
    """Tells it."""

    async def __call__(self) -> Window:
        """Tell where the migration stands, at most a second old.

        Raises:
            Unavailable: Nobody knows.
        """


class ScheduleNow(WindowNow, Protocol):
    """Tells its dates too."""

    async def schedule(self) -> Schedule:
        """Tell when the window is which; as old as a call, and raises as it."""


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """What a site decides about the window.

    Attributes:
        first: The window that the site's first component begins with.
        open_days: Days after which that one begins to refuse; 0 for a time not known yet.
        fresh: Seconds for which what was read counts as known.
        patience: Seconds that somebody waits for it to be read again, while it is known from
            before.
        stale: Seconds for which what was read last counts where it cannot be read again.
    """

    first: Window = Window.OPEN
    open_days: float = 183.0
    fresh: float = 1.0
    patience: float = 0.5
    stale: float = 300.0


@dataclass(frozen=True, slots=True)
class _Known:
    kept: KeptSchedule
    read_at: float


@dataclass(slots=True)
class KnowWindow:
    """The use case: a `ScheduleNow`. However many ask at once, it is read once.

    Attributes:
        clock: The time, seconds since the epoch.
        ticks: A clock that is never put back.
    """

    settings: WindowSettings
    schedules: "Schedules"
    state: "ports.State"
    clock: Callable[[], float] = time.time
    ticks: Callable[[], float] = time.monotonic
    _known: _Known | None = field(default=None, init=False)
    _reading: "asyncio.Task[KeptSchedule] | None" = field(default=None, init=False)
    _failed_at: float | None = field(default=None, init=False)

    async def __call__(self) -> Window:
        """See `WindowNow`."""
        return (await self.schedule()).at(self.clock())

    async def schedule(self) -> Schedule:
        """See `ScheduleNow.schedule`."""
        known = self._known
        if known is not None and self._age(known.read_at) < self.settings.fresh:
            return known.kept.schedule
        if known is None or self._age(known.read_at) >= self.settings.stale:
            return (await self.read()).schedule
        return (await self._read_again(known)).schedule

    async def read(self) -> KeptSchedule:
        """Read what is kept, now; where nothing is, the settings' window begins.

        Raises:
            Unavailable: The state database did not answer.
        """
        reading = self._begin_reading()
        await asyncio.wait((reading,))
        return reading.result()

    def learn(self, kept: KeptSchedule) -> None:
        """Know what was changed by this component at once."""
        self._known = _Known(kept, self.ticks())

    async def _read_again(self, known: _Known) -> KeptSchedule:
        """Read it, but go by what is known where that takes long or fails."""
        if self._failed_at is not None and self._age(self._failed_at) < self.settings.fresh:
            return known.kept
        reading = self._begin_reading()
        done, _ = await asyncio.wait((reading,), timeout=self.settings.patience)
        if not done:
            return known.kept
        try:
            return reading.result()
        except Unavailable as error:
            _log.warning("the migration window is taken to be as it was: %s", error)
            return known.kept

    def _begin_reading(self) -> "asyncio.Task[KeptSchedule]":
        """The read that is under way, a new one where there is none."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
            self._reading.add_done_callback(_expect)
        return self._reading

    async def _read(self) -> KeptSchedule:
        begun = self.ticks()
        try:
            kept = await self.schedules.read() or await self._begin()
        except Unavailable:
            self._failed_at = self.ticks()
            raise
        self._failed_at = None
        if self._known is None or begun >= self._known.read_at:
            self._known = _Known(kept, begun)
        return self._known.kept

    async def _begin(self) -> KeptSchedule:
        now = self.clock()
        schedule = first_schedule(self.settings.first, now, self.settings.open_days)
        detail = {**schedule.as_detail(), **BRIDGE.as_detail()}
        await self.state.record("begin-window", NOBODY, detail)
        kept = await self.schedules.begin(schedule, BRIDGE, now)
        _log.info("the migration begins: its window is %s", kept.schedule.at(now))
        return kept

    def _age(self, at: float) -> float:
        return self.ticks() - at


def _expect(reading: "asyncio.Task[KeptSchedule]") -> None:
    """Whoever asked may have stopped waiting for it: an error is no surprise then."""
    if not reading.cancelled():
        reading.exception()
