"""A queue in which nobody stands twice, held against a plain model of itself."""

import asyncio

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from component.usecases.folding_queue import FoldingQueue

KEYS = st.integers(0, 5)


class Queue(RuleBasedStateMachine):
    """Puts, takes and discards in any order; the model is a list and a hand."""

    @initialize(most=st.integers(1, 4))
    def open(self, most: int) -> None:
        self.most = most
        self.queue: FoldingQueue[int, list[int]] = FoldingQueue(most)
        self.waiting: list[int] = []
        self.in_hand: int | None = None
        self.dropped = 0

    @rule(key=KEYS)
    def put(self, key: int) -> None:
        if self.queue.get(key) is not None:
            return
        self.queue.put(key, [key])
        if len(self.waiting) < self.most:
            self.waiting.append(key)
        else:
            self.dropped += 1

    @rule(key=KEYS)
    def discard(self, key: int) -> None:
        self.queue.discard(key)
        self.waiting = [waiting for waiting in self.waiting if waiting != key]

    @rule()
    def clear(self) -> None:
        self.queue.clear()
        self.waiting = []

    @precondition(lambda self: self.waiting and self.in_hand is None)
    @rule()
    def take(self) -> None:
        self.in_hand = self.waiting.pop(0)
        assert asyncio.run(self.queue.take()) == [self.in_hand]

    @rule()
    def done(self) -> None:
        self.queue.done()
        self.in_hand = None

    @invariant()
    def the_same_are_there(self) -> None:
        assert len(self.queue) == len(self.waiting)
        assert self.queue.dropped == self.dropped
        there = {key for key in range(6) if self.queue.get(key) is not None}
        assert there == {*self.waiting, *([] if self.in_hand is None else [self.in_hand])}


TestQueue = Queue.TestCase


async def test_an_item_is_waited_for() -> None:
    queue: FoldingQueue[str, int] = FoldingQueue(1)
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    assert not taking.done()
    queue.put("a", 1)
    assert await asyncio.wait_for(taking, 5) == 1


async def test_what_was_discarded_meanwhile_is_not_taken() -> None:
    queue: FoldingQueue[str, int] = FoldingQueue(2)
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    queue.put("a", 1)
    queue.discard("a")
    queue.put("b", 2)
    assert await asyncio.wait_for(taking, 5) == 2


async def test_a_take_that_is_cancelled_loses_nothing() -> None:
    queue: FoldingQueue[str, int] = FoldingQueue(2)
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    queue.put("a", 1)
    assert await asyncio.wait_for(queue.take(), 5) == 1


async def test_the_item_in_hand_can_be_changed_and_not_discarded() -> None:
    queue: FoldingQueue[str, list[int]] = FoldingQueue(1)
    queue.put("a", [1])
    item = await queue.take()
    seen = queue.get("a")
    assert seen is item
    queue.discard("a")
    queue.clear()
    assert queue.get("a") is item
    queue.done()
    assert queue.get("a") is None
