"""Whether a soak has held: rules over samples, each with what was found and what is allowed."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tests.soak.samples import Sample

DAY = 86_400.0
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is allowed.

    Attributes:
        warm_up: Share of the time that does not count, in which caches fill.
        growth_per_day: MiB that the memory may grow by in a day, as the soak goes on.
        last_to_second: How much larger than in the second quarter the memory may be in the last.
        objects_per_deed: Objects that a deed may leave behind.
        more_tasks: Tasks above those at rest that may be there at the end.
        more_files: File descriptors, likewise; each of five accesses to a database may keep up to
            eight connections.
        more_threads: Threads, likewise.
        most_rows: Rows of a table that is to stay small.
        put_off: Share of all deeds that may have been asked to try again later.
    """

    warm_up: float = 0.25
    growth_per_day: float = 64.0
    last_to_second: float = 1.05
    objects_per_deed: float = 0.5
    more_tasks: int = 2
    more_files: int = 40
    more_threads: int = 4
    most_rows: int = 2000
    put_off: float = 0.001


@dataclass(frozen=True, slots=True)
class Soaked:
    """What is judged.

    Attributes:
        rest: Before the load.
        samples: During it.
        end: After it, once everything has come to rest or was waited for long enough.
        failed: Deeds that did not come out as they should.
        put_off: Deeds that were asked to try again later.
        complaints: Lines of the component's log that are errors, but for those about deeds that
            were put off.
    """

    rest: Sample
    samples: Sequence[Sample]
    end: Sample
    failed: int = 0
    put_off: int = 0
    complaints: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule, and whether it holds.

    Attributes:
        rule: In words.
        found: What was found.
        bound: What is allowed.
        holds: Whether it is.
    """

    rule: str
    found: str
    bound: str
    holds: bool


def judge(soaked: Soaked, bounds: Bounds) -> list[Finding]:
    """Hold a soak against its bounds."""
    return [
        *_memory(soaked, bounds),
        *_queues(soaked),
        *_at_rest(soaked, bounds),
        *_rows(soaked, bounds),
        _put_off(soaked, bounds),
        _none("deeds that went wrong", soaked.failed),
        _none("errors in the component's log", soaked.complaints),
    ]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The median of the slopes between all pairs of points (Theil, Sen): outliers do not count."""
    slopes = [(y - v) / (x - u) for (u, v), (x, y) in combinations(points, 2) if x != u]
    return statistics.median(slopes) if slopes else 0.0


def _memory(soaked: Soaked, bounds: Bounds) -> Iterator[Finding]:
    warm = _warm(soaked.samples, bounds)
    growth = slope([(one.at, one.uss) for one in warm]) * DAY
    yield _most("memory, as it grows in a day, MiB", growth, bounds.growth_per_day)
    second, last = (_quarter(soaked.samples, number, lambda one: one.uss) for number in (1, 3))
    ratio = last / second if second else 1.0
    yield _most("memory, last quarter to second", ratio, bounds.last_to_second, digits=3)
    counted = [(one.deeds, one.objects) for one in warm if one.objects is not None]
    left = slope([(float(deeds), float(objects)) for deeds, objects in counted])
    yield _most("objects that a deed leaves behind", left, bounds.objects_per_deed, digits=3)


def _queues(soaked: Soaked) -> Iterator[Finding]:
    names = sorted({name for one in soaked.samples for name in one.queues})
    for name in names:
        depths = [one.queues.get(name, 0.0) for one in soaked.samples]
        depth = soaked.end.queues.get(name, 0.0)
        second, last = (
            _quarter(soaked.samples, number, lambda one, name=name: one.queues.get(name, 0.0))  # type: ignore[misc]  # bound now
            for number in (1, 3)
        )
        found = f"{second:g}, {last:g}; at the end {depth:g}; most {max(depths):g}"
        grows = last > 2 * second + 2
        rule = f"{name}: medians of the second and last quarter"
        yield Finding(rule, found, "not growing, 0", not grows and depth == 0)
    second, last = (_quarter(soaked.samples, number, lambda one: one.waiting) for number in (1, 3))
    found = f"{second:g}, {last:g}; at the end {soaked.end.waiting}"
    holds = last <= 2 * second + 4 and soaked.end.waiting == 0
    yield Finding("deeds under way: the same", found, "not growing, 0", holds)


def _at_rest(soaked: Soaked, bounds: Bounds) -> Iterator[Finding]:
    for what, before, after, more in (
        ("tasks", soaked.rest.tasks, soaked.end.tasks, bounds.more_tasks),
        ("open files", soaked.rest.files, soaked.end.files, bounds.more_files),
        ("threads", soaked.rest.threads, soaked.end.threads, bounds.more_threads),
    ):
        rule = f"{what} at rest before and after"
        yield Finding(rule, f"{before}, {after}", f"at most {more} more", after <= before + more)


def _rows(soaked: Soaked, bounds: Bounds) -> Iterator[Finding]:
    for table, count in sorted(soaked.end.rows.items()):
        yield _most(f"rows of {table}", count, bounds.most_rows, digits=0)


def _put_off(soaked: Soaked, bounds: Bounds) -> Finding:
    deeds = max(soaked.end.deeds + soaked.failed + soaked.put_off, 1)
    share = soaked.put_off / deeds
    rule = "deeds that were put off for want of time"
    found = f"{soaked.put_off} ({share:.2%})"
    return Finding(rule, found, f"at most {bounds.put_off:.2%}", share <= bounds.put_off)


def _warm(samples: Sequence[Sample], bounds: Bounds) -> Sequence[Sample]:
    return samples[int(len(samples) * bounds.warm_up) :]


def _quarter(samples: Sequence[Sample], number: int, value: Callable[[Sample], float]) -> float:
    """The median in one of the four quarters."""
    size = len(samples)
    part = samples[size * number // _QUARTERS : size * (number + 1) // _QUARTERS]
    return statistics.median(map(value, part)) if part else 0.0


def _most(rule: str, found: float, bound: float, *, digits: int = 1) -> Finding:
    return Finding(rule, f"{found:,.{digits}f}", f"at most {bound:,.{digits}f}", found <= bound)


def _none(rule: str, found: int) -> Finding:
    return Finding(rule, str(found), "0", not found)
