"""What people ask for they get at most so often, counting all components."""

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from component.usecases.reminding import Clock, Waiting, claimed, person

if TYPE_CHECKING:
    from component.domain.names import ChatUsername
    from component.domain.reminders import Channel
    from component.ports.reminders import Reminders


@contextlib.asynccontextmanager
async def spaced(
    reminders: "Reminders",
    username: "ChatUsername",
    channel: "Channel",
    spacing: float,
    clock: Clock,
) -> AsyncIterator[bool]:
    """For a block that sends one more of what somebody asked for: whether it is time for it.

    What was not sent is given back, so that nobody who asks again is told that it was.

    Args:
        reminders: What was sent before.
        username: To whom.
        channel: By what it is counted.
        spacing: Seconds from one to the next.
        clock: The time.

    Raises:
        Unavailable: The state database did not answer.
    """
    item, now = Waiting(person(username)), clock.now()
    seen = (await reminders.read(item.person)).of(channel)
    if seen.last_at is not None and 0 <= now - seen.last_at < spacing:
        yield False
        return
    async with claimed(reminders, item, channel, seen, now) as is_ours:
        yield is_ours
