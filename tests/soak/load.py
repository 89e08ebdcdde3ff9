"""Does deeds at a set rate, at random moments, whether or not those before are done (Poisson)."""

import random
import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench.client import percentile
from tests.soak.deeds import Deed
from tests.soak.outcomes import is_put_off
from tests.soak.town import Town

_THREADS = 48
_MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Done:
    """A deed that was done.

    Attributes:
        name: Of the deed.
        due: Seconds from the begin of the load until it was due.
        seconds: From then until it was done.
    """

    name: str
    due: float
    seconds: float


@dataclass(slots=True)
class Load:
    """The deeds, and what came of them.

    Args:
        town: Where.
        weights: How often each deed is done, next to the others.
        rate: Deeds a second, on average.

    Attributes:
        done: All that came out as they should.
        errors: What went wrong, by deed and text; some of it if it is much.
        failed: How many went wrong.
        put_off: How many were asked to try again later.
    """

    town: Town
    weights: Mapping[Deed, float]
    rate: float
    done: list[Done] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    put_off: int = 0
    _begun: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def waiting(self) -> int:
        """Deeds that were due and are not done."""
        return self._begun - len(self.done) - self.failed - self.put_off

    def run(self, seconds: float) -> None:
        """Do deeds for so long, and wait for the last of them."""
        deeds, weights = list(self.weights), list(self.weights.values())
        began, due = time.monotonic(), 0.0
        with ThreadPoolExecutor(_THREADS) as threads:
            while (due := due + random.expovariate(self.rate)) < seconds:
                time.sleep(max(began + due - time.monotonic(), 0.0))
                (deed,) = random.choices(deeds, weights)
                self._begun += 1
                threads.submit(self._do, deed, began, due)

    def _do(self, deed: Deed, began: float, due: float) -> None:
        try:
            deed(self.town)
        except Exception as error:  # noqa: BLE001  whatever goes wrong is counted, and shown
            with self._lock:
                self._note(f"{deed.__name__}: {type(error).__name__}: {error}", error)
            return
        with self._lock:
            self.done.append(Done(deed.__name__, due, time.monotonic() - began - due))

    def _note(self, text: str, error: Exception) -> None:
        if is_put_off(error):
            self.put_off += 1
        else:
            self.failed += 1
        if len(self.errors) < _MOST_KEPT or text in self.errors:
            self.errors[text] += 1

    def latencies(self) -> dict[str, tuple[int, float, float, float]]:
        """Count, p50, p99 and longest, in seconds, of each deed."""
        by_name: defaultdict[str, list[float]] = defaultdict(list)
        for one in list(self.done):
            by_name[one.name].append(one.seconds)
        return {
            name: (len(took), statistics.median(took), percentile(took, 0.99), max(took))
            for name, took in sorted(by_name.items())
        }


def most_sign_ins(town: Town, deed: Deed, seconds: float, clients: int = 8) -> float:
    """How many deeds a second there can be, by so many clients, each one deed after the other.

    One that is put off counts as none: a machine that has much to do is a slow one.
    """
    end = time.monotonic() + seconds

    def client(_number: int) -> int:
        count = 0
        while time.monotonic() < end:
            try:
                deed(town)
            except Exception as error:
                if not is_put_off(error):
                    raise
            else:
                count += 1
        return count

    with ThreadPoolExecutor(clients) as threads:
        return max(sum(threads.map(client, range(clients))), 1) / seconds
