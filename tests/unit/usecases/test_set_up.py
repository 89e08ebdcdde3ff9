"""Changes that an admin asked for: made in their order, read back, and never half in silence."""

from functools import partial

import pytest

from component.ports import Change, Unavailable
from component.usecases.set_up import StoppedHalfway, set_up


class Server:
    """Keeps what was done to it.

    Args:
        wanted: All there is to do.
        broken: What it will not do.
        forgetful: What it does and forgets.
    """

    def __init__(self, *wanted: str, broken: str = "", forgetful: str = "") -> None:
        self.wanted = wanted
        self.broken = broken
        self.forgetful = forgetful
        self.done: list[str] = []
        self.asked: list[str] = []

    async def plan(self) -> list[Change]:
        return [
            Change("of use", name, partial(self.run, name), is_done=name in self.done)
            for name in self.wanted
        ]

    async def run(self, name: str) -> None:
        self.asked.append(name)
        if name == self.broken:
            raise Unavailable("the server", f"will not {name}")
        if name != self.forgetful:
            self.done.append(name)


async def test_everything_is_done_in_its_order_and_told() -> None:
    server = Server("a", "b", "c")
    told: list[Change] = []
    assert await set_up(server.plan, told.append) == 3
    assert server.asked == ["a", "b", "c"]
    assert [change.sql for change in told] == ["a", "b", "c"]


async def test_what_is_done_is_not_done_again() -> None:
    server = Server("a", "b")
    server.done.append("a")
    assert await set_up(server.plan, lambda _: None) == 1
    assert await set_up(server.plan, lambda _: None) == 0
    assert server.asked == ["b"]


async def test_the_first_failure_ends_it_and_says_what_was_done() -> None:
    server = Server("a", "b", "c", broken="b")
    told: list[Change] = []
    with pytest.raises(StoppedHalfway, match="the server: will not b") as stopped:
        await set_up(server.plan, told.append)
    assert [change.sql for change in stopped.value.done] == ["a"]
    assert [change.sql for change in stopped.value.left] == ["b", "c"]
    assert [change.sql for change in told] == ["a"]
    server.broken = ""
    assert await set_up(server.plan, told.append) == 2


async def test_what_is_not_there_afterwards_is_told() -> None:
    with pytest.raises(StoppedHalfway, match="it is not there") as stopped:
        await set_up(Server("a", "b", forgetful="b").plan, lambda _: None)
    assert [change.sql for change in stopped.value.left] == ["b"]


async def test_a_plan_that_cannot_be_made_does_nothing() -> None:
    async def plan() -> list[Change]:
        raise Unavailable("the server", "is away")

    with pytest.raises(Unavailable, match="is away"):
        await set_up(plan, lambda _: None)


async def test_what_cannot_be_read_back_is_told() -> None:
    server = Server("a")

    async def plan() -> list[Change]:
        if server.done:
            raise Unavailable("the server", "is away")
        return await server.plan()

    with pytest.raises(StoppedHalfway, match="could not be read back: the server: is away"):
        await set_up(plan, lambda _: None)
