"""What the last run has left: who goes on with it, and how it is told that it may."""

from collections.abc import Callable

from slixmpp import ComponentXMPP

from component.adapters.state_jobs import StateJobs
from component.usecases.reclaim import Reclaim
from component.wiring.parts import Parts
from component.wiring.reminding import Work


class _Connection:
    """Hears when the private stream is there: nobody else can have it at the same time."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told

    def attach(self, xmpp: ComponentXMPP) -> None:
        """See `FrontDoor.attach`."""
        xmpp.add_event_handler("session_start", lambda _event: self._told())


def make_reclaim(parts: Parts, jobs: StateJobs, wake: Callable[[], None]) -> Work:
    """Make it.

    Args:
        parts: The common parts.
        jobs: The list of jobs.
        wake: Has the list looked at.
    """
    reclaim = Reclaim(parts.journal, jobs, wake)
    parts.streams.private.attach(_Connection(reclaim.is_alone))
    return reclaim.run
