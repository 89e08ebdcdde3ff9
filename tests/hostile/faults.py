"""Notes what nobody has handled: exceptions in logs, in tasks and in call-backs."""

import asyncio
import gc
import logging
import traceback
from types import TracebackType
from typing import Any, Self


class Faults(logging.Handler):
    """Listens to all logs, and to a loop, for the length of a block."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Note an exception, and whatever asyncio complains of."""
        if record.exc_info or (record.name == "asyncio" and record.levelno >= logging.WARNING):
            shown = logging.Formatter().format(record)
            self.found.append(f"{record.name}: {shown}")

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear of what call-backs on a loop raise."""
        loop.set_exception_handler(self._note)

    def check(self, *, thoroughly: bool = True) -> None:
        """Fail if there was anything.

        Args:
            thoroughly: Have forgotten tasks tell what they ended with, too, which takes its time.
        """
        if thoroughly:
            gc.collect()
        found, self.found = self.found, []
        assert not found, "\n".join(found[:3])

    def _note(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        trace = "".join(traceback.format_exception(error)) if error else ""
        self.found.append(f"{context.get('message')}: {error!r}\n{trace}")
