"""A bounded queue in which nobody stands twice, for work that one worker takes up in turn."""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")


class FoldingQueue(Generic[Key, Item]):
    """Items by key, first in, first out. What does not fit is dropped and counted.

    The item that the worker has in hand can still be seen, and changed.

    Args:
        most: How many may wait.

    Attributes:
        dropped: How many did not fit, since somebody set it to 0.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: OrderedDict[Key, Item] = OrderedDict()
        self._in_hand: tuple[Key, Item] | None = None
        self._filled = asyncio.Event()
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def get(self, key: Key) -> Item | None:
        """The item of a key, waiting or in hand."""
        if self._in_hand is not None and self._in_hand[0] == key:
            return self._in_hand[1]
        return self._waiting.get(key)

    def put(self, key: Key, item: Item) -> None:
        """Queue an item whose key is not there, or drop it."""
        if len(self._waiting) >= self._most:
            self.dropped += 1
            return
        self._waiting[key] = item
        self._filled.set()

    def discard(self, key: Key) -> None:
        """Take a waiting item out; the one in hand stays there."""
        self._waiting.pop(key, None)

    def clear(self) -> None:
        """Take all waiting items out."""
        self._waiting.clear()

    def done(self) -> None:
        """Put down what is in hand."""
        self._in_hand = None

    async def take(self) -> Item:
        """Wait for an item, and have it in hand until `done`."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        self._in_hand = self._waiting.popitem(last=False)
        return self._in_hand[1]
