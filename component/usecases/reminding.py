"""What reminding in the chat and by mail have in common: settings, turns, claims.

Whom they remind and of what is `remind`'s and `remind_by_mail`'s own.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain import profile
from component.domain.reminders import DAY, Channel, History, Pacing
from component.ports import Unavailable

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername
    from component.ports.reminders import Reminders

_MINUTE = 60.0

Claim = tuple[str, Channel, History, float]
"""The arguments of `Reminders.claim`, and of `give_back`."""


@dataclass(slots=True)
class RemindSettings:
    """What a site decides about reminders; all who remind share it, and see what changes in it.

    Attributes:
        site: Public address of the web page.
        native_only: Chat usernames that never belong to a Tiki account.
        pacing: How often one person is reminded.
        per_minute: Most reminders a minute in the chat, by all components together.
        mails_per_minute: Most mails a minute, likewise.
        burst: How many of them may go at once after a pause.
        looks_per_second: Most people a second who are looked up.
        most_waiting: How many people may wait to be looked up.
        settling: Seconds from hearing of somebody until they are looked up: their client is ready
            by then, and Openfire, which tells of presences every 5 s, has told of theirs.
        quiet: Seconds for which somebody who need not be reminded is not looked up again.
        pause: Seconds until the next try after something did not answer; doubled with each
            failure after another.
        longest_pause: The bound of that.
        patience: Seconds after its first failure for which a reminder is tried again.
    """

    site: str
    native_only: AbstractSet[str] = frozenset({"admin"})
    pacing: Pacing = field(default_factory=Pacing)
    per_minute: float = 60.0
    mails_per_minute: float = 20.0
    burst: int = 5
    looks_per_second: float = 50.0
    most_waiting: int = 20_000
    settling: float = 6.0
    quiet: float = 1800.0
    pause: float = 5.0
    longest_pause: float = 120.0
    patience: float = DAY


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, in seconds since the epoch, and waiting for it."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(slots=True)
class Waiting:
    """Somebody who waits to be looked up.

    Attributes:
        person: As `Reminders` names them.
        ready_at: Not before, seconds since the epoch.
        failed_at: When something did not answer for the first time; None for never.
        put_off: How often it was put off, with others taken.
        claim: Taken, or perhaps taken, with nothing sent: to be given back.
    """

    person: str
    ready_at: float = 0.0
    failed_at: float | None = None
    put_off: int = 0
    claim: Claim | None = None


@contextlib.asynccontextmanager
async def claimed(
    reminders: "Reminders", item: Waiting, channel: Channel, seen: History, now: float
) -> AsyncIterator[bool]:
    """Claim the next reminder for the length of a block that sends it.

    If the block raises `Unavailable` or is cancelled, nothing was sent, and the claim is given
    back; if that cannot be done now, `give_back` does it when the item is tried again. So it is
    for a claim of which it is not known whether it was written.

    Yields:
        Whether to send; False if somebody else was quicker.
    """
    item.claim = (item.person, channel, seen, now)
    try:
        yield await reminders.claim(*item.claim)
    except (Unavailable, asyncio.CancelledError):
        await give_back(reminders, item)
        raise
    item.claim = None


async def give_back(reminders: "Reminders", item: Waiting) -> None:
    """Give back what an earlier try has claimed, if there is anything.

    Raises:
        Unavailable: The state database did not answer: it is still to be done.
    """
    if item.claim is not None:
        await reminders.give_back(*item.claim)
        item.claim = None


async def wait_turn(
    reminders: "Reminders", name: str, per_minute: float, burst: int, clock: Clock
) -> bool:
    """Wait until one more of something may be done, counting all components.

    Returns:
        Whether it had to wait.

    Raises:
        Unavailable: The state database did not answer.
    """
    waited = False
    while wait := await reminders.take_turn(name, _MINUTE / per_minute, burst, clock.now()):
        waited = True
        await clock.sleep(wait)
    return waited


def person(username: "ChatUsername") -> str:
    """How `Reminders` names the person of a chat account, see `login.Candidate.key`."""
    return f"chat:{username}"


async def languages(tiki: "ports.TikiDirectory", *tags: str) -> Sequence[str]:
    """The languages to write in: those given that are set, then the site's.

    Raises:
        Unavailable: Tiki's database did not answer.
    """
    rules = await tiki.site_rules()
    return [tag for tag in (*tags, profile.locale(None, rules.language)) if tag]
