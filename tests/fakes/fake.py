"""What all fakes can do: note who called what, wait where a test says so, and fail on demand."""

import asyncio
from typing import TYPE_CHECKING

from component.ports import Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Call = tuple[object, ...]


class Fake:
    """The other side of a port, in memory.

    Attributes:
        calls: The calls so far: method, then its arguments.
        before: Method → what happens after it was called and before it does anything.
        failing: Method → the error it raises instead of an answer.
    """

    title = "a fake"

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.before: dict[str, Callable[[], Awaitable[None]]] = {}
        self.failing: dict[str, Exception] = {}
        self._is_down = False

    def go_down(self) -> None:
        """Every method raises `Unavailable` from now on."""
        self._is_down = True

    def come_back(self) -> None:
        """Answer again."""
        self._is_down = False
        self.failing.clear()

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(1 for call in self.calls if call[0] == method)

    async def _called(self, method: str, *arguments: object) -> None:
        """Begin a call: others get their turn here, as they do while a real server is asked."""
        self.calls.append((method, *arguments))
        await asyncio.sleep(0)
        if method in self.before:
            await self.before[method]()
        if method in self.failing:
            raise self.failing[method]
        if self._is_down:
            raise Unavailable(self.title, "it is down")
