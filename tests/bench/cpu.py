"""Who used the processors: CPU seconds of processes and of the whole machine, from /proc."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE_FIELDS = (3, 4)
"""idle and iowait in the first line of /proc/stat (proc(5))."""
_COUNTED_FIELDS = 8
"""What follows is time of guests, which is counted before already."""
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Used:
    """CPU time between two looks.

    Attributes:
        seconds: By process, as it was named; `OTHERS` is everything else on the machine.
        wall: Seconds that passed.
    """

    seconds: Mapping[str, float]
    wall: float

    def __add__(self, other: Self) -> Self:
        names = {**self.seconds, **other.seconds}
        summed = {n: self.seconds.get(n, 0.0) + other.seconds.get(n, 0.0) for n in names}
        return type(self)(summed, self.wall + other.wall)

    def busy(self) -> float:
        """The share of the machine's cores that was used at all."""
        return sum(self.seconds.values()) / (self.wall * cores())

    def share(self, name: str) -> float:
        """The share of the machine's cores that one process used."""
        return self.seconds.get(name, 0.0) / (self.wall * cores())


class Meter:
    """Looks at once, and again when asked.

    Args:
        processes: Name → process id.
    """

    def __init__(self, processes: Mapping[str, int]) -> None:
        self._processes = processes
        self._began = time.perf_counter()
        self._before = self._look()

    def read(self) -> Used:
        """What was used since this meter was made."""
        now = self._look()
        seconds = {name: now[name] - self._before[name] for name in now}
        named = sum(seconds[name] for name in self._processes)
        seconds[OTHERS] = max(seconds[OTHERS] - named, 0.0)
        return Used(seconds, time.perf_counter() - self._began)

    def _look(self) -> dict[str, float]:
        looked = {name: _of_process(pid) for name, pid in self._processes.items()}
        looked[OTHERS] = _of_machine()
        return looked


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def _of_process(pid: int) -> float:
    """User and system time of all its threads; the name in front may hold blanks."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _of_machine() -> float:
    fields = Path("/proc/stat").read_text("ascii").partition("\n")[0].split()[1:]
    counted = [int(field) for field in fields[:_COUNTED_FIELDS]]
    return sum(t for i, t in enumerate(counted) if i not in _IDLE_FIELDS) / _TICKS
