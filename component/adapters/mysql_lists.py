"""Lists of values in statements: as many placeholders, no more values than a statement bears."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

_MOST = 500
T = TypeVar("T")


def marks(values: Sequence[object]) -> str:
    """Placeholders for a list of values."""
    return ", ".join(["%s"] * len(values))


def batches(values: Collection[T]) -> Iterator[Sequence[T]]:
    """Cut a list into parts that each go into one statement; none of an empty list."""
    listed = tuple(values)
    for start in range(0, len(listed), _MOST):
        yield listed[start : start + _MOST]
