"""What is under way on a stream, and the end of it: nothing new, then nothing."""

import asyncio
from types import TracebackType


class UnderWay:
    """Counts what is under way; each is a `with` of its own.

    Attributes:
        number: Of what is under way.
        is_closing: Nothing more is to be taken up.
    """

    def __init__(self) -> None:
        self.number = 0
        self.is_closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> None:
        self.number += 1
        self._idle.clear()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.number -= 1
        if not self.number:
            self._idle.set()

    async def drain(self) -> None:
        """Take up nothing more, and wait until nothing is under way."""
        self.is_closing = True
        await self._idle.wait()
