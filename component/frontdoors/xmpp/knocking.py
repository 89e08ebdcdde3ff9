"""The wait between two tries to connect, cut short when somebody listens where nobody did."""

import asyncio
import contextlib

_EVERY_SECONDS = 0.25
"""A knock is a connection that is closed without a word; one that is refused costs nothing."""


async def wait(seconds: float, stopping: asyncio.Event, knock_at: tuple[str, int] | None) -> None:
    """Wait.

    After a restart of Openfire all its clients are there at once: whoever asks for them has to be
    back as soon as it listens, not at the end of a wait that was chosen while it was away.

    Args:
        seconds: How long at most.
        stopping: Ends it at once.
        knock_at: Host and port where nobody listened; None if that was not what was wrong.
    """
    waits: list[asyncio.Future[bool]] = [asyncio.ensure_future(stopping.wait())]
    if knock_at is not None:
        waits.append(asyncio.ensure_future(_knock(*knock_at)))
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def _knock(host: str, port: int) -> bool:
    """Wait until somebody listens."""
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return True
