"""Everybody and everything is counted from time to time, beside the sign-ins."""

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.census import AccountState, Census
from component.ports import Unavailable
from component.usecases.read_members import PAGE
from component.usecases.reminding import Clock
from component.usecases.tell_once import tell_once

if TYPE_CHECKING:
    from component import ports
    from component.ports.census import StateCounts
    from component.usecases.list_unmigrated import ListUnmigrated
    from component.usecases.window_now import WindowNow

_log = logging.getLogger(__name__)
_STUCK_SECONDS = 600.0
_LONGEST = 3
"""After so many intervals without a new count the old one counts for nothing."""


@dataclass(slots=True)
class CountAll:
    """The use case; `run` is its worker.

    Attributes:
        interval: Seconds from one count to the next.
    """

    interval: float
    window: "WindowNow"
    tiki: "ports.TikiDirectory"
    unmigrated: "ListUnmigrated"
    counts: "StateCounts"
    clock: Clock = field(default_factory=Clock)
    _latest: Census | None = field(default=None, init=False)
    _outage: str = field(default="", init=False)

    def latest(self) -> Census | None:
        """What was counted last; None for nothing, or for so long ago that it tells nothing."""
        found = self._latest
        if found is None or self.clock.now() - found.at > _LONGEST * self.interval:
            return None
        return found

    async def run(self) -> None:
        """Count until it is cancelled."""
        while True:
            try:
                self._latest = await self._count()
                self._outage = ""
            except Unavailable as error:
                told = f"accounts and jobs are not counted: {error}"
                self._outage = tell_once(_log, told, self._outage)
            await self.clock.sleep(self.interval)

    async def _count(self) -> Census:
        at = self.clock.now()
        linked, without = await self._count_tiki()
        unmigrated = 0
        async for _account in self.unmigrated():
            unmigrated += 1
        return Census(
            at=at,
            window=await self.window(),
            accounts={
                AccountState.LINKED: linked,
                AccountState.WITHOUT_ID: without,
                AccountState.UNMIGRATED: unmigrated,
            },
            migrations=await self.counts.migrations(),
            stuck=await self.counts.stuck(_STUCK_SECONDS),
            jobs=await self.counts.jobs(),
        )

    async def _count_tiki(self) -> tuple[int, int]:
        """Accounts with a Live Chat ID, and without."""
        linked = without = last = 0
        while accounts := await self.tiki.read_page(last, PAGE):
            with_id = sum(1 for account in accounts if account.livechat_id)
            linked += with_id
            without += len(accounts) - with_id
            last = accounts[-1].user_id
        return linked, without
