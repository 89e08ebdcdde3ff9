"""Looks at the component every few seconds: memory, files, threads, tasks, queues, rows."""

import contextlib
import json
import re
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import psutil

from tests.soak.town import Town

MIB = 1024 * 1024
TABLES = ("job", "run_item", "invitation", "turn", "migration_window", "registration_watch")
"""Of the state database: those that are to stay small whatever people do."""
_WAITING = re.compile(r'^tiki_livechat_waiting\{[^}]*queue="([^"]+)"[^}]*\} (\S+)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """One look.

    Attributes:
        at: Seconds since the first look.
        uss: Memory of the process that is its own, in MiB.
        rss: Memory that it has in use, in MiB.
        files: Open file descriptors.
        threads: Threads.
        tasks: Of asyncio.
        queues: How many wait, by queue.
        objects: That Python's collector knows; None where it was not asked.
        kept: How much is kept for a time, by what; likewise.
        rows: Of `TABLES`.
        deeds: Done so far.
        waiting: Deeds that were due and are not done.
    """

    at: float
    uss: float
    rss: float
    files: int
    threads: int
    tasks: int
    queues: Mapping[str, float]
    objects: int | None = None
    kept: Mapping[str, int] | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    deeds: int = 0
    waiting: int = 0


class Sampler:
    """Looks; in a `with`, every few seconds by itself.

    Args:
        town: Whose component.
        every: Seconds from one look to the next.
        progress: Deeds done, and deeds waiting.
    """

    def __init__(self, town: Town, every: float, progress: Callable[[], tuple[int, int]]) -> None:
        self.samples: list[Sample] = []
        self._town = town
        self._every = every
        self._progress = progress
        self._process = psutil.Process(town.bridge.pid)
        self._began = time.monotonic()
        self._objects_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._error: Exception | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()
        if self._error is not None and error is None:
            raise self._error

    def look(self) -> Sample:
        """Look once.

        Raises:
            psutil.NoSuchProcess: The component is gone.
        """
        memory = self._process.memory_full_info()
        told, objects, kept = self._told()
        deeds, waiting = self._progress()
        return Sample(
            at=time.monotonic() - self._began,
            uss=memory.uss / MIB,
            rss=memory.rss / MIB,
            files=self._process.num_fds(),
            threads=self._process.num_threads(),
            tasks=told["tasks"],
            queues={**told["queues"], **self._metrics()},
            objects=objects,
            kept=kept,
            rows=self._rows(),
            deeds=deeds,
            waiting=waiting,
        )

    def _run(self) -> None:
        try:
            while not self._stopping.wait(self._every):
                self.samples.append(self.look())
        except Exception as error:  # noqa: BLE001  raised again at the end of the block
            self._error = error

    def _told(self) -> tuple[dict[str, Any], int | None, Mapping[str, int] | None]:
        """What the component has written down last, and what of it is new of the objects."""
        lines = self._town.probe.read_text("utf-8").splitlines()
        told: dict[str, Any] = json.loads(lines[-1])
        for line in reversed(lines):
            one = json.loads(line)
            if one["at"] <= self._objects_at:
                break
            if "objects" in one:
                self._objects_at = one["at"]
                return told, one["objects"], one["kept"]
        return told, None, None

    def _metrics(self) -> dict[str, float]:
        """The depths of queues by the metrics, where there are any."""
        if self._town.health is None:
            return {}
        address = f"http://127.0.0.1:{self._town.health}/metrics"
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=10) as answer:
            text = answer.read().decode()
            return {f"metric {name}": float(depth) for name, depth in _WAITING.findall(text)}
        return {}

    def _rows(self) -> dict[str, int]:
        counts = ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in TABLES)
        (row,) = self._town.server.execute(f"SELECT {counts}", (), "livechat_state")
        return dict(zip(TABLES, map(int, row), strict=True))
