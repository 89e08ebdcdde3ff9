"""Clients that sign in one after the other, many at a time, and what came of it.

Every client is a thread. Their time goes to the kernel and to OpenSSL, both without Python's lock.
"""

import itertools
import statistics
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from tests.bench.client import Door, Guest
from tests.bench.cpu import Meter, Used

_LEAST_TURNS = 4
"""Sign-ins of each client: the first and the last one are not counted."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One phase, or several of the same kind.

    Attributes:
        latencies: Seconds of every sign-in.
        rates: Sign-ins per second of each phase.
        used: CPU time.
    """

    latencies: Sequence[float]
    rates: Sequence[float]
    used: Used

    def __add__(self, other: Self) -> Self:
        return type(self)(
            [*self.latencies, *other.latencies],
            [*self.rates, *other.rates],
            self.used + other.used,
        )

    @property
    def rate(self) -> float:
        """The median: a phase in which somebody else used the machine does not count."""
        return statistics.median(self.rates)

    def milliseconds(self, process: str) -> float:
        """CPU time of a process for one sign-in."""
        return 1000 * self.used.seconds.get(process, 0.0) / len(self.latencies)


def so_many(guests: Iterable[Guest], sign_ins: int) -> Iterator[Guest]:
    """Everybody in turn, for so many sign-ins; it begins with the first."""
    return itertools.islice(itertools.cycle(guests), sign_ins)


def during(guests: Iterable[Guest], seconds: float) -> Iterator[Guest]:
    """Everybody in turn until the time is over; it begins with the first."""
    end = time.perf_counter() + seconds
    return itertools.takewhile(lambda _: time.perf_counter() < end, itertools.cycle(guests))


class _Run:
    """What the clients of one phase share."""

    def __init__(self, door: Door, guests: Iterator[Guest], clients: int) -> None:
        self._door = door
        self._guests = guests
        self._lock = threading.Lock()
        self._begin = threading.Barrier(clients + 1)
        self.done: list[tuple[float, float]] = []
        self.last_begin = 0.0
        self.error: BaseException | None = None

    def begin(self) -> None:
        self._begin.wait()

    def client(self, resource: str) -> None:
        self._begin.wait()
        try:
            while (guest := self._next()) is not None:
                took = self._door.sign_in(guest, resource)
                self.done.append((time.perf_counter(), took))
        except BaseException as error:  # noqa: BLE001  raised again by `measure`
            self.error = self.error or error

    def _next(self) -> Guest | None:
        with self._lock:
            guest = None if self.error else next(self._guests, None)
            if guest is not None:
                self.last_begin = time.perf_counter()
            return guest


def measure(
    door: Door, guests: Iterator[Guest], clients: int, processes: Mapping[str, int]
) -> Measured:
    """Let clients sign guests in until there are no more.

    The rate is taken while all clients are busy: from the end of as many sign-ins as there are
    clients to the begin of the last one. CPU time and latencies are of all sign-ins.

    Args:
        door: Where to.
        guests: In this order; the same one again only after `clients` others.
        clients: How many at a time.
        processes: Name → process id, to read their CPU time.

    Raises:
        SignInFailed: One did not succeed.
    """
    run = _Run(door, guests, clients)
    threads = [
        threading.Thread(target=run.client, args=(f"bench{i}",), daemon=True)
        for i in range(clients)
    ]
    for thread in threads:
        thread.start()
    meter = Meter(processes)
    run.begin()
    for thread in threads:
        thread.join()
    used = meter.read()
    if run.error is not None:
        raise run.error
    ends = sorted(end for end, _ in run.done)
    if len(ends) < _LEAST_TURNS * clients:
        raise ValueError(f"only {len(ends)} sign-ins with {clients} clients: measure longer")
    first = ends[clients - 1]
    counted = sum(first < end <= run.last_begin for end in ends)
    seconds = run.last_begin - first
    latencies = [took for _, took in run.done]
    return Measured(latencies, [counted / seconds], used)
