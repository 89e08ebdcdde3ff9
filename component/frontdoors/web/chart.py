"""The report's chart: bars of the days, in hundredths of its width and height. Draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from component.domain.report import MigratedBy

Days = Sequence[tuple[date, Mapping[MigratedBy, int]]]

SERIES: Mapping[str, tuple[MigratedBy, ...]] = {
    "page": (MigratedBy.BOTH, MigratedBy.CHAT_ONLY, MigratedBy.TIKI_ONLY),
    "password": (MigratedBy.SIGN_IN,),
    "merge": (MigratedBy.MERGE,),
    "given": (MigratedBy.ALLOCATED, MigratedBy.REGISTERED, MigratedBy.OTHERWISE),
}
"""What is drawn in one colour → the paths that it stands for, from the ground up."""
MOST_BARS = 62
_WHOLE = 100.0
_GAP = 0.2
"""Of a bar's place."""
_STEPS = (2, 4, 10)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar, in one colour.

    Attributes:
        series: A key of SERIES.
        y: From the top.
        height: Likewise of the chart's.
    """

    series: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A day, or some that follow each other.

    Attributes:
        first: The first day.
        last: The last one.
        count: How many have migrated then.
        x: From the left.
        width: Of the bar.
        pieces: From the ground up.
    """

    first: date
    last: date
    count: int
    x: float
    width: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it.

    Attributes:
        bars: From the left.
        top: What the height stands for; even, so that there is a middle.
        days_in_a_bar: How many days a bar stands for; the first may stand for fewer.
        totals: A key of SERIES → how many in all; those of nobody are left out.
    """

    bars: tuple[Bar, ...]
    top: int
    days_in_a_bar: int
    totals: Mapping[str, int]


def draw(days: Days, most_bars: int = MOST_BARS) -> Chart:
    """Make a chart of some days that follow each other.

    Args:
        days: At least one.
        most_bars: More days than that share bars.
    """
    size = -(-len(days) // most_bars)
    starts = range(len(days) % size - size if len(days) % size else 0, len(days), size)
    parts = [days[max(start, 0) : start + size] for start in starts]
    counted = [_count(part) for part in parts]
    top = _top(max(sum(counts.values()) for counts in counted))
    place = _WHOLE / len(parts)
    bars = tuple(
        Bar(
            first=part[0][0],
            last=part[-1][0],
            count=sum(counts.values()),
            x=round(place * (number + _GAP / 2), 3),
            width=round(place * (1 - _GAP), 3),
            pieces=_pile(counts, top),
        )
        for number, (part, counts) in enumerate(zip(parts, counted, strict=True))
    )
    totals = {name: sum(counts[name] for counts in counted) for name in SERIES}
    return Chart(bars, top, size, {name: total for name, total in totals.items() if total})


def _count(part: Days) -> dict[str, int]:
    return {
        name: sum(counts.get(path, 0) for _, counts in part for path in paths)
        for name, paths in SERIES.items()
    }


def _pile(counts: Mapping[str, int], top: int) -> tuple[Piece, ...]:
    """Pile up pieces as high as their counts."""
    pieces, y = [], _WHOLE
    for name, count in counts.items():
        height = _WHOLE * count / top
        y -= height
        if count:
            pieces.append(Piece(name, round(y, 3), round(height, 3)))
    return tuple(pieces)


def _top(count: int) -> int:
    """The least of 2, 4, 10, 20, 40, 100 and so on that is not exceeded."""
    power = 1
    while True:
        for step in _STEPS:
            if count <= step * power:
                return step * power
        power *= 10
