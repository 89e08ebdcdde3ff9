"""Whether the component lives, and whether it is ready: what machines that watch over it ask."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from component.ports import Unavailable

GOOD = "ok"


@dataclass(frozen=True, slots=True)
class HealthPace:
    """Bounds, in seconds.

    Attributes:
        fresh: For so long what was found out is told again, however often it is asked.
        patience: For so long it is waited for each answer.
        stuck: So long password checks may wait without any of them coming to an end.
    """

    fresh: float = 1.0
    patience: float = 2.0
    stuck: float = 30.0


@dataclass(frozen=True, slots=True)
class Told:
    """An answer.

    Attributes:
        is_good: Nothing is wrong.
        parts: What was looked at → `GOOD`, or what is wrong with it.
    """

    is_good: bool
    parts: Mapping[str, str]

    @classmethod
    def of(cls, parts: Mapping[str, str]) -> "Told":
        """Put what was found together."""
        return cls(all(found == GOOD for found in parts.values()), parts)


@dataclass(slots=True)
class TellHealth:
    """The use case.

    Attributes:
        streams: By name: whether it is up.
        databases: By name: asks it something; raises Unavailable.
        checks_stuck_for: Seconds for which no password check has come to an end.
        is_ending: Whether no more logins are taken, since the component is about to end.
        clock: Seconds that never go back.
    """

    streams: Mapping[str, Callable[[], bool]]
    databases: Mapping[str, Callable[[], Awaitable[object]]]
    checks_stuck_for: Callable[[], float]
    is_ending: Callable[[], bool] = lambda: False
    pace: HealthPace = field(default_factory=HealthPace)
    clock: Callable[[], float] = time.monotonic
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _found: Mapping[str, str] = field(default_factory=dict, init=False)
    _found_at: float | None = field(default=None, init=False)

    def alive(self) -> Told:
        """Whether it does anything at all; a restart may help where it does not."""
        stuck = self.checks_stuck_for()
        checks = GOOD if stuck < self.pace.stuck else f"none has ended for {stuck:.0f} s"
        return Told.of({"event loop": GOOD, "password checks": checks})

    async def ready(self) -> Told:
        """Whether people can sign in; a restart does not help where they cannot."""
        async with self._lock:
            now = self.clock()
            if self._found_at is None or now - self._found_at >= self.pace.fresh:
                found = await asyncio.gather(*(self._ask(ask) for ask in self.databases.values()))
                self._found = dict(zip(self.databases, found, strict=True))
                self._found_at = self.clock()
            databases = self._found
        streams = {
            name: GOOD if is_up() else "there is no stream" for name, is_up in self.streams.items()
        }
        ending = {"logins": "the component is about to end"} if self.is_ending() else {}
        return Told.of({**ending, **streams, **databases})

    async def _ask(self, ask: Callable[[], Awaitable[object]]) -> str:
        """What is wrong with a database, within the bound."""
        try:
            async with asyncio.timeout(self.pace.patience):
                await ask()
        except TimeoutError:
            return f"no answer within {self.pace.patience:g} s"
        except Unavailable as error:
            return error.why
        return GOOD
