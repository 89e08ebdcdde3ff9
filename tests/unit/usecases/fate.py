"""What becomes of a component at one of its calls: it dies, or an answer fails to come."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from enum import Enum
from functools import partial
from itertools import repeat
from typing import Any, TypeVar, cast

from component.ports import Unavailable

T = TypeVar("T")


class Killed(BaseException):
    """SIGKILL."""


class Blow(Enum):
    """What happens at a call."""

    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"
    UNASKED = "nothing arrives at"
    UNANSWERED = "no answer from"
    AWAY = "nothing arrives from then on at"


class Fate:
    """Counts the calls of a component to all its ports, and strikes at one of them.

    Args:
        number: Of the call, from 0; None for none.
        blow: What happens then.
        turns: How many turns others get before each call.
    """

    def __init__(
        self,
        number: int | None = None,
        blow: Blow = Blow.KILLED_BEFORE,
        turns: Iterator[int] | None = None,
    ) -> None:
        self.calls: list[str] = []
        self._number = number
        self._blow = blow
        self._turns = turns or repeat(0)
        self._is_dead = False
        self._away: object = None

    @property
    def story(self) -> str:
        """What happened, for the message of a test that fails."""
        if self._number is None or self._number >= len(self.calls):
            return "nothing happened"
        return f"{self._blow.value} {self.calls[self._number]} (call {self._number})"

    def over(self, fake: T) -> T:
        """A port whose calls this fate rules."""
        return cast("T", _Ruled(fake, self))

    async def call(self, fake: object, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Make a call, as far as fate has it."""
        for _ in range(next(self._turns)):
            await asyncio.sleep(0)
        if self._is_dead:
            raise Killed
        strikes = len(self.calls) == self._number
        self.calls.append(name)
        if strikes and self._blow is Blow.AWAY:
            self._away = fake
        if self._away is fake or (strikes and self._blow is Blow.UNASKED):
            raise Unavailable(name, "away")
        if strikes and self._blow is Blow.KILLED_BEFORE:
            self._die()
        answer = await work()
        if strikes and self._blow is Blow.KILLED_AFTER:
            self._die()
        if strikes and self._blow is Blow.UNANSWERED:
            raise Unavailable(name, "the answer was lost")
        return answer

    def _die(self) -> None:
        self._is_dead = True
        raise Killed


class _Ruled:
    def __init__(self, fake: object, fate: Fate) -> None:
        self._fake = fake
        self._fate = fate

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  the port's method
        work = getattr(self._fake, name)
        if not asyncio.iscoroutinefunction(work):
            return work

        async def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  the same
            return await self._fate.call(self._fake, name, partial(work, *args, **kwargs))

        return call
