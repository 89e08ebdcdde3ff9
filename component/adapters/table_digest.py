"""Digests of whole tables, made by the database itself: one pass, a few numbers back.

They tell that something has changed, byte by byte and not by collation. What is worth watching is
told where the tables are known.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence

from component.adapters.mysql import Row

_NULL, _END = "X'01'", "X'00'"
"""Bytes that no name has; being binary, they let nothing be converted or compared by collation."""


def digest_of(table: str, columns: Sequence[str], where: str = "") -> str:
    """Write the statement that makes a digest of a table: how many rows, and the sum of them.

    Of each row it is the square of a CRC32, the cheapest there is. A CRC32 alone is linear: two
    rows that swap a value would go unnoticed. A sum, unlike XOR, tells of rows that are there
    twice.

    Args:
        table: Its name.
        columns: Those that count.
        where: Which rows count; '' for all.
    """
    row = f", {_END}, ".join(f"IFNULL({column}, {_NULL})" for column in columns)
    code = f"CRC32(CONCAT({row}, {_END}))"
    selected = f"SELECT '{table}', COUNT(*), SUM({code} * {code}) FROM {table}"  # noqa: S608  our own names
    return f"{selected} WHERE {where}" if where else selected


def count_of(table: str, where: str) -> str:
    """Write the statement that only counts rows: those that a condition has come to fit.

    Args:
        table: Its name, or several that are joined.
        where: Which rows count.
    """
    return f"SELECT 'rows of {table}', COUNT(*), 0 FROM {table} WHERE {where}"  # noqa: S608  our own names


async def read_digest(
    fetch: Callable[[str], Awaitable[list[Row]]], statements: Sequence[str]
) -> str:
    """Make one digest of several.

    Args:
        fetch: Runs a statement.
        statements: From `digest_of` and `count_of`; run as one, so that they see one state.

    Returns:
        Hexadecimal digits.
    """
    rows = await fetch(" UNION ALL ".join(statements))
    seen = sorted((str(table), int(count), int(total or 0)) for table, count, total in rows)
    return hashlib.sha256(repr(seen).encode()).hexdigest()
