"""The rules of the soak: they hold for what is flat, and break for what grows."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.soak.__main__ import SHORT
from tests.soak.samples import Sample
from tests.soak.verdict import Bounds, Soaked, judge, slope

LONG, EVERY, RATE = 240, 15.0, 8.0
"""Samples of an hour, their distance in seconds, and deeds a second."""
REST = Sample(0.0, 78.0, 106.0, 24, 6, 40, {"checks": 0.0}, objects=125_000)


def hour(change: Callable[[Sample], Sample] = lambda sample: sample) -> Sequence[Sample]:
    """An hour of a component that fills its caches for ten minutes, and shakes a little."""
    chance = random.Random(8)
    flat = [
        replace(
            REST,
            at=number * EVERY,
            uss=78.0 + min(number / 40, 1.0) * 3 + chance.uniform(-0.2, 0.2),
            queues={"checks": float(chance.choice((0, 0, 0, 2)))},
            objects=128_000 + chance.randrange(2_000) if number % 2 == 0 else None,
            deeds=int(number * EVERY * RATE),
            waiting=chance.randrange(4),
            rows={"job": 500},
        )
        for number in range(LONG)
    ]
    return [change(sample) for sample in flat]


def soaked(
    change: Callable[[Sample], Sample] = lambda sample: sample, **about: int | Sample
) -> Soaked:
    samples = hour(change)
    end = replace(samples[-1], queues={"checks": 0.0}, waiting=0)
    return replace(Soaked(REST, samples, end), **about)  # type: ignore[arg-type]  # by name


def broken(found: Soaked, bounds: Bounds | None = None) -> list[str]:
    return [one.rule for one in judge(found, bounds or Bounds()) if not one.holds]


def test_an_hour_that_is_flat_once_caches_are_full_holds() -> None:
    assert broken(soaked()) == []


@pytest.mark.parametrize(("kib_per_deed", "grows"), [(0.02, False), (0.2, True), (2.0, True)])
def test_memory_that_each_deed_leaves_behind_breaks_it(kib_per_deed: float, *, grows: bool) -> None:
    found = soaked(lambda one: replace(one, uss=one.uss + kib_per_deed * one.deeds / 1024))
    assert ("memory, as it grows in a day, MiB" in broken(found)) is grows


def test_a_single_leap_is_no_growth_but_is_seen() -> None:
    found = soaked(lambda one: replace(one, uss=one.uss + (20 if one.at > 2500 else 0)))
    assert "memory, last quarter to second" in broken(found)


def test_one_object_for_each_deed_breaks_it() -> None:
    found = soaked(lambda one: replace(one, objects=one.objects and one.objects + one.deeds))
    assert broken(found) == ["objects that a deed leaves behind"]


def test_a_queue_that_grows_breaks_it() -> None:
    found = soaked(lambda one: replace(one, queues={"checks": one.at / 100}))
    assert broken(found) == ["checks: medians of the second and last quarter"]


def test_a_queue_that_does_not_empty_breaks_it() -> None:
    end = replace(soaked().end, queues={"checks": 1.0})
    assert broken(soaked(end=end)) == ["checks: medians of the second and last quarter"]


def test_deeds_that_pile_up_break_it() -> None:
    found = soaked(lambda one: replace(one, waiting=int(one.at / 60)))
    assert broken(found) == ["deeds under way: the same"]


@pytest.mark.parametrize(
    ("about", "rule"),
    [
        ({"tasks": 43}, "tasks at rest before and after"),
        ({"files": 65}, "open files at rest before and after"),
        ({"threads": 11}, "threads at rest before and after"),
        ({"rows": {"job": 2001}}, "rows of job"),
    ],
)
def test_what_is_left_behind_breaks_it(about: dict[str, object], rule: str) -> None:
    end = replace(soaked().end, **about)  # type: ignore[arg-type]  # by name
    assert broken(soaked(end=end)) == [rule]


def test_what_goes_wrong_breaks_it() -> None:
    assert broken(soaked(failed=1)) == ["deeds that went wrong"]
    assert broken(soaked(complaints=1)) == ["errors in the component's log"]
    assert broken(soaked(put_off=28)) == []
    assert broken(soaked(put_off=40)) == ["deeds that were put off for want of time"]


def test_the_short_form_can_fail() -> None:
    assert broken(soaked(), SHORT) == []
    found = soaked(
        lambda one: replace(
            one,
            uss=one.uss * (1 + one.at / 3600),
            objects=one.objects and one.objects + 100 * one.deeds,
        )
    )
    assert broken(found, SHORT) == [
        "memory, last quarter to second",
        "objects that a deed leaves behind",
    ]


def test_the_slope_is_that_of_most_pairs() -> None:
    line = [(float(x), 2.0 * x) for x in range(50)]
    assert slope(line) == 2.0
    assert slope([*line, (50.0, 1e9)]) == 2.0
    assert slope(line[:1]) == 0.0
