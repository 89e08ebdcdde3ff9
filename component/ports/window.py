"""The schedule of the migration window, in the bridge's own schema, shared by all components."""

from typing import Protocol

from component.domain.audit import Actor
from component.domain.window import KeptSchedule, Schedule


class Schedules(Protocol):
    """Keeps the one schedule there is, to the microsecond."""

    async def read(self) -> KeptSchedule | None:
        """What is kept; None before the first start."""

    async def begin(self, schedule: Schedule, by: Actor, now: float) -> KeptSchedule:
        """Keep a first schedule, unless one is kept.

        Args:
            schedule: When the window is which.
            by: Who says so.
            now: The time.

        Returns:
            What is kept: of several who begin at once all get the same.
        """

    async def change(
        self, seen: KeptSchedule, schedule: Schedule, by: Actor, now: float
    ) -> KeptSchedule | None:
        """Keep another schedule.

        Args:
            seen: What was kept before.
            schedule: When the window is which.
            by: Who says so.
            now: The time.

        Returns:
            What is kept now; None if it was changed since `seen`: then it stays as it is.
        """
