"""What carrying out a plan has in common for groups and rooms: its course, batches, single tries.

What is changed, and in which order, is told in `apply_groups` and `apply_rooms`.
"""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from component.domain.applied import Applied, Failure
from component.domain.audit import Actor
from component.ports import Rejected, Unavailable

BATCH = 100
"""Most members in one command of Openfire, and in one statement of what is remembered."""
FIRST = 25
"""Members in the first command."""
_COMMAND_SECONDS = 0.5
"""How long a command is to take: others wait behind it, such as one that makes an account for
somebody who signs in, and answers about sign-ins that go by the same stream."""
NO_REASON = "the chat server took the command and did not do it"

T = TypeVar("T")
Progress = Callable[[int, int], Awaitable[bool]]
"""Told of the steps done and of all there are; says False to stop."""


async def go_on(done: int, total: int) -> bool:  # noqa: ARG001  as `Progress`
    """Tell nobody, and never stop."""
    return True


class Stopped(Exception):  # noqa: N818  asked for, not a fault
    """Somebody asked to stop on the way."""


class BrokenOff(Unavailable):
    """Somebody did not answer on the way.

    Attributes:
        applied: What was done by then.
    """

    def __init__(self, error: Unavailable, applied: Applied) -> None:
        super().__init__(error.what, error.why)
        self.applied = applied


@dataclass(slots=True)
class Course:
    """How far a plan is carried out.

    Attributes:
        by: Who or what does it, for the audit.
        total: Steps in all.
        progress: Told of each batch.
        counts: What was done, by the names of `Applied`.
        failures: What could not be done.
        done: Steps done.
    """

    by: Actor
    total: int
    progress: Progress
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    done: int = 0

    async def advance(self, steps: int) -> None:
        """Note steps.

        Raises:
            Stopped: Nothing more is to be done.
        """
        self.done += steps
        if not await self.progress(self.done, self.total):
            raise Stopped

    def fail(self, where: str, why: object, who: str = "") -> None:
        """Note what could not be done: for somebody, or, with '', for a group or room as such."""
        self.failures.append(Failure(where, who, str(why)))

    async def try_whole(self, where: str, work: Awaitable[None]) -> bool:
        """Do what concerns a group as a whole; note it if Openfire would not."""
        try:
            await work
        except Rejected as why:
            self.fail(where, why)
            return False
        return True

    def applied(self, *, is_whole: bool) -> Applied:
        """What was done by now."""
        return Applied(**self.counts, failures=tuple(self.failures), is_whole=is_whole)


async def try_batch(
    batch: Collection[T],
    change: Callable[[Collection[T]], Awaitable[None]],
    read_undone: Callable[[Collection[T]], Awaitable[Collection[T]]],
) -> dict[T, str]:
    """Change something for many by one command; where that is rejected, for one after the other.

    Args:
        batch: For whom.
        change: The command.
        read_undone: Tells for whom of some it is not done.

    Returns:
        Who was rejected alone → why.

    Raises:
        Unavailable: Somebody did not answer.
    """
    try:
        if batch:
            await change(batch)
    except Rejected as why:
        if len(batch) == 1:
            return {one: str(why) for one in batch}
        reasons: dict[T, str] = {}
        for one in await read_undone(batch):
            reasons |= await try_batch((one,), change, read_undone)
        return reasons
    return {}


def batches(
    members: Sequence[T], now: Callable[[], float] = time.monotonic
) -> Iterator[Sequence[T]]:
    """Members in the order given, some at a time, and fewer where that takes long.

    What a member costs Openfire grows with the size of a group that people see, from less than a
    hundredth of a second to some tenths.

    Args:
        members: All of them.
        now: A clock that never goes back, in seconds; what happens between two batches is timed.
    """
    start, size = 0, min(FIRST, BATCH)
    while start < len(members):
        began = now()
        yield members[start : start + size]
        start += size
        fitting = int(size * _COMMAND_SECONDS / max(now() - began, 1e-6))
        size = max(1, min(fitting, 2 * size, BATCH))
