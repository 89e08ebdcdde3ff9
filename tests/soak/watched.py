"""The component, which writes down what it keeps in mind: tasks, objects, queues.

`python -m tests.soak.watched FILE run …`: as `python -m component run …`; FILE gets lines of JSON.
"""

import asyncio
import contextlib
import gc
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Sized
from pathlib import Path
from typing import Any

from component import __main__ as program
from component.frontdoors.commands.sessions import Sessions
from component.wiring import serving
from component.wiring.parts import Parts

Component: Any = vars(serving)["Component"]
EVERY_SECONDS = 2.0
OBJECTS_EVERY = 5
"""Lines: a full collection takes a tenth of a second, during which nobody is answered."""
FRAMES = "SOAK_TRACE"
"""Variable of the environment: so many frames of each allocation are traced, and the most shown."""
_SHOWN = 25


def _queues(parts: Parts) -> dict[str, int]:
    """How many wait where."""
    streams = {parts.streams.public, parts.streams.private}
    return {
        "password checks": parts.passwords._pending,
        "profiles behind sign-ins": len(parts.provision._behind),
        "stanzas to send": sum(stream._xmpp.waiting_queue.qsize() for stream in streams),
    }


def _kept(parts: Parts) -> dict[str, int]:
    """How much of what is kept for a time."""
    verify: Any = parts.verify
    sessions = [thing for thing in gc.get_objects() if isinstance(thing, Sessions)]
    return {
        "remembered passwords": len(verify.memory._digests),
        "throttled names": len(verify.throttle) if isinstance(verify.throttle, Sized) else 0,
        "fresh profiles": len(parts.provision._fresh),
        "command sessions": sum(map(len, sessions)),
    }


async def _write(parts: Parts, file: Path) -> None:
    number = 0
    with file.open("a", encoding="utf-8") as lines:
        while True:
            line: dict[str, Any] = {
                "at": time.time(),
                "tasks": len(asyncio.all_tasks()),
                "queues": _queues(parts),
            }
            if number % OBJECTS_EVERY == 0:
                gc.collect()
                line["objects"] = len(gc.get_objects())
                line["kept"] = _kept(parts)
            lines.write(json.dumps(line) + "\n")
            lines.flush()
            number += 1
            await asyncio.sleep(EVERY_SECONDS)


def _watch(file: Path) -> None:
    run = Component.run

    async def watched(self: Any, *args: Any) -> None:  # noqa: ANN401  as it takes them
        writing = asyncio.create_task(_write(self.parts, file))
        try:
            await run(self, *args)
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing

    Component.run = watched


def _show_traced() -> None:
    """Say where most of the memory was allocated that is still in use."""
    statistics = tracemalloc.take_snapshot().statistics("traceback")
    for one in statistics[:_SHOWN]:
        print(f"{one.size / 1024:.0f} KiB in {one.count}", *one.traceback.format(), sep="\n")  # noqa: T201  for the log


if __name__ == "__main__":
    if frames := int(os.environ.get(FRAMES, "0")):
        tracemalloc.start(frames)
    _watch(Path(sys.argv.pop(1)))
    try:
        program.main()
    finally:
        if frames:
            _show_traced()
