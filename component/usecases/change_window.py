"""An admin turns the migration window, or sets its dates (design §1)."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.window import KeptSchedule, Schedule
from component.usecases.window_now import NOBODY

if TYPE_CHECKING:
    from component import ports
    from component.domain.audit import Actor
    from component.ports.window import Schedules
    from component.usecases.list_unmigrated import ListUnmigrated
    from component.usecases.window_now import KnowWindow


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChangeWindow:
    """The use case. All of it raises `Unavailable`: a database did not answer."""

    know: "KnowWindow"
    schedules: "Schedules"
    state: "ports.State"
    unmigrated: "ListUnmigrated"
    clock: Callable[[], float] = time.time

    async def look(self) -> KeptSchedule:
        """The schedule as it is kept now, however short a time ago it was read."""
        return await self.know.read()

    async def count_concerned(self) -> int:
        """How many chat accounts have not migrated: those whom the window is about."""
        count = 0
        async for _ in self.unmigrated():
            count += 1
        return count

    async def __call__(self, seen: KeptSchedule, schedule: Schedule, by: "Actor") -> bool:
        """Change the schedule; without the audit nothing is changed.

        Args:
            seen: As it was when the change was planned.
            schedule: As it is to be.
            by: Who wants it.

        Returns:
            False if somebody else has changed it meanwhile: then it stays as it is.
        """
        now = self.clock()
        detail = {
            "from": seen.schedule.at(now).value,
            "to": schedule.at(now).value,
            **schedule.as_detail(),
            **by.as_detail(),
        }
        await self.state.record("window", NOBODY, detail)
        kept = await self.schedules.change(seen, schedule, by, now)
        if kept is None:
            await self.state.record("window-failed", NOBODY, by.as_detail())
            return False
        self.know.learn(kept)
        _log.info("%s has set the migration window, which is %s now", by.name, schedule.at(now))
        return True
