"""How a job outlasts outages: it tries again after growing pauses, for a bounded time."""

from dataclasses import dataclass, field

from component.usecases.reminding import Clock

_DOUBLINGS = 10
"""More would only make a number too large to multiply with."""


@dataclass(frozen=True, slots=True)
class OutagePace:
    """How long a job puts up with servers that do not answer, in seconds.

    Attributes:
        pause: Until the first next try; doubled with each failure after another.
        longest_pause: The bound of that.
        patience: After so long without anything done it is given up.
    """

    pause: float = 1.0
    longest_pause: float = 3.0
    patience: float = 600.0


@dataclass(slots=True)
class Patience:
    """That of one job.

    Attributes:
        pauses: Seconds of waiting since something was done.
        failures: Failures in a row.
    """

    pace: OutagePace
    clock: Clock
    pauses: float = field(default=0.0, init=False)
    failures: int = field(default=0, init=False)

    @property
    def is_over(self) -> bool:
        """Whether the job is to be given up."""
        return self.pauses >= self.pace.patience

    def renew(self) -> None:
        """Begin anew: something was done."""
        self.pauses, self.failures = 0.0, 0

    async def wait(self) -> None:
        """Wait until the next try."""
        growing = self.pace.pause * 2.0 ** min(self.failures, _DOUBLINGS)
        pause = min(growing, self.pace.longest_pause)
        self.failures += 1
        self.pauses += pause
        await self.clock.sleep(pause)
