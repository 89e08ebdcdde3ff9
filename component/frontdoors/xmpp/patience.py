"""How long a component that has never been connected goes on trying."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from component.frontdoors.xmpp.problems import Problem


@dataclass(slots=True)
class Patience:
    """The patience of one stream, from its first try to its first session; endless from then on.

    Who was connected once has had the right secret and the name: both can be put right in Openfire
    without anybody's looking after the component, so it goes on.

    Attributes:
        refused: Seconds of nothing but refusals after which it is given up.
        unconnected: Seconds after which it is given up, whatever the reason.
        now: The time in seconds.
    """

    refused: float = math.inf
    unconnected: float = math.inf
    now: Callable[[], float] = time.monotonic
    _began_at: float | None = field(default=None, init=False)
    _refused_at: float | None = field(default=None, init=False)

    def begin(self) -> None:
        """The first try is about to begin."""
        self._began_at = self.now()

    def came_up(self) -> None:
        """There is a session."""
        self.refused = self.unconnected = math.inf

    def failed(self, problem: Problem) -> None:
        """A try has come to its end."""
        if not problem.is_refusal:
            self._refused_at = None
        elif self._refused_at is None:
            self._refused_at = self.now()

    @property
    def left(self) -> float:
        """Seconds until it is given up: 0 if it is over, infinity if it never is."""
        if self._refused_at is None:
            return self.left_to_connect
        return min(self.left_to_connect, max(0.0, self._refused_at + self.refused - self.now()))

    @property
    def left_to_connect(self) -> float:
        """Seconds that a try may take: what a server says that refuses is waited for."""
        if self._began_at is None:
            return self.unconnected
        return max(0.0, self._began_at + self.unconnected - self.now())
