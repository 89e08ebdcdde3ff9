"""What the process does beside its work: how late its event loop is, and what it logs."""

import asyncio
import logging

from component.adapters.measuring.metrics import Metrics

_PAUSE_SECONDS = 0.5
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


async def watch_loop(metrics: Metrics) -> None:
    """Note how late the event loop is, until it is cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _PAUSE_SECONDS
        await asyncio.sleep(_PAUSE_SECONDS)
        metrics.lag.observe(max(0.0, loop.time() - due))


async def count_lines(metrics: Metrics) -> None:
    """Count the lines of the log, until it is cancelled."""
    handler = _Counter(metrics)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        await asyncio.Event().wait()
    finally:
        root.removeHandler(handler)


class _Counter(logging.Handler):
    def __init__(self, metrics: Metrics) -> None:
        super().__init__()
        self._counts = {level: metrics.log_lines.labels(level.lower()) for level in _LEVELS}

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line."""
        count = self._counts.get(record.levelname)
        if count is not None:
            count.inc()
