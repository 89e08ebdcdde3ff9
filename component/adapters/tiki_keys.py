"""The keys of a table, as far as they say what may not be there twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from component.adapters.mysql import Database, text

_STATISTICS = """
SELECT index_name, non_unique, column_name, sub_part FROM information_schema.statistics
WHERE table_schema = DATABASE() AND table_name = %s ORDER BY index_name, seq_in_index
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key.

    Attributes:
        name: Its name.
        is_unique: No two rows may have the same.
        parts: The columns that it is made of, each with the characters of it that count, 0 for
            all.
    """

    name: str
    is_unique: bool
    parts: Sequence[tuple[str, int]]

    def is_on(self, column: str) -> bool:
        """Whether it is made of this column alone, or of its beginning."""
        return [name.lower() for name, _ in self.parts] == [column.lower()]


async def read_keys(database: Database, table: str) -> list[Key]:
    """Read the keys of a table; none if there is no such table.

    Raises:
        Unavailable: The database did not answer.
    """
    parts: dict[str, list[tuple[str, int]]] = {}
    unique: dict[str, bool] = {}
    for name, non_unique, column, length in await database.fetch(_STATISTICS, (table,)):
        parts.setdefault(text(name), []).append((text(column), int(length or 0)))
        unique[text(name)] = not int(non_unique)
    return [Key(name, unique[name], found) for name, found in parts.items()]
