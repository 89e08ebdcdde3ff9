"""How far registrations were seen to, in memory: the port `Watch`."""

from collections.abc import Callable

from component.domain.high_water import HighWater
from tests.fakes.fake import Fake


class FakeWatch(Fake):
    """Remembers it.

    Args:
        now: The clock that turns are taken by, in seconds.
    """

    title = "the fake watch"

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self.water: HighWater | None = None
        self._now = now
        self._next_look = 0.0

    async def begin(self, water: HighWater) -> None:
        await self._called("begin", water)
        self.water = self.water or water

    async def take_turn(self, seconds: float) -> HighWater | None:
        await self._called("take_turn", seconds)
        if self.water is None or self._now() < self._next_look:
            return None
        self._next_look = self._now() + seconds
        return self.water

    async def move(self, before: HighWater, after: HighWater) -> bool:
        await self._called("move", before, after)
        if self.water != before:
            return False
        self.water = after
        return True
