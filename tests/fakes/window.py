"""The migration window: its schedule in memory, the port `Schedules`; and one that just stands."""

from dataclasses import dataclass, replace

from component.domain.audit import Actor
from component.domain.login import Window
from component.domain.window import KeptSchedule, Schedule
from tests.fakes.fake import Fake


class FakeSchedules(Fake):
    """What all components share."""

    title = "the fake schedule"

    def __init__(self) -> None:
        super().__init__()
        self.kept: KeptSchedule | None = None

    async def read(self) -> KeptSchedule | None:
        await self._called("read")
        return self.kept

    async def begin(self, schedule: Schedule, by: Actor, now: float) -> KeptSchedule:
        await self._called("begin", schedule)
        if self.kept is None:
            self.kept = _keep(schedule, by, now, 1)
        return self.kept

    async def change(
        self, seen: KeptSchedule, schedule: Schedule, by: Actor, now: float
    ) -> KeptSchedule | None:
        await self._called("change", schedule)
        if self.kept is None or self.kept.revision != seen.revision:
            return None
        self.kept = _keep(schedule, by, now, seen.revision + 1)
        return self.kept


@dataclass
class StandingWindow:
    """A `ScheduleNow` that a test turns.

    Attributes:
        stands: Which window it is.
        ends_at: When that ends; None if nobody knows.
        fails: What is raised instead of an answer.
    """

    stands: Window = Window.OPEN
    ends_at: float | None = None
    fails: Exception | None = None

    async def __call__(self) -> Window:
        if self.fails is not None:
            raise self.fails
        return self.stands

    async def schedule(self) -> Schedule:
        match await self():
            case Window.OPEN:
                return Schedule(0.0, self.ends_at)
            case Window.REFUSING:
                return Schedule(0.0, 0.0, self.ends_at)
            case Window.CLOSED:
                return Schedule(0.0, 0.0, 0.0)


def _keep(schedule: Schedule, by: Actor, now: float, revision: int) -> KeptSchedule:
    """As it comes back: times in whole microseconds."""
    refuse, close = schedule.refuse_from, schedule.close_on
    kept = replace(
        schedule,
        opened_at=round(schedule.opened_at, 6),
        refuse_from=None if refuse is None else round(refuse, 6),
        close_on=None if close is None else round(close, 6),
    )
    return KeptSchedule(kept, by, round(now, 6), revision)
