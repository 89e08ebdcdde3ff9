"""Who waits to be reminded, in the chat or by mail, and who is left in peace for a while."""

from typing import TypeVar

from cachetools import TTLCache

from component.usecases.folding_queue import FoldingQueue
from component.usecases.reminding import Clock, RemindSettings, Waiting

_REMEMBERED_PEOPLE = 100_000

Item = TypeVar("Item", bound=Waiting)


class WaitingPeople(FoldingQueue[str, Item]):
    """People by their `Waiting.person`; those who need no look for now are remembered beside.

    Args:
        settings: How many may wait, and for how long somebody is left in peace.
        clock: The time.
    """

    def __init__(self, settings: RemindSettings, clock: Clock) -> None:
        super().__init__(settings.most_waiting)
        quiet = max(settings.quiet, 1e-9)
        self._in_peace: TTLCache[str, bool] = TTLCache(_REMEMBERED_PEOPLE, quiet, timer=clock.now)

    def leave_in_peace(self, person: str) -> None:
        """Note that somebody need not be looked up again for a while."""
        self._in_peace[person] = True

    def is_in_peace(self, person: str) -> bool:
        """Tell whether somebody need not be looked up yet."""
        return person in self._in_peace
