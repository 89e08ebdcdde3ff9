"""Values that are replaced while the component runs, for all who hold them."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet


class LiveSet(AbstractSet[str]):
    """A set of names that is replaced as a whole.

    Args:
        names: What is in it at first.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(names)

    def become(self, names: Iterable[str]) -> None:
        """Have these names in it from now on."""
        self._names = frozenset(names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({sorted(self._names)})"
