"""Rights as SQL: GRANT, REVOKE and CREATE USER, with every name quoted. Runs nothing."""

from collections.abc import Collection, Iterable

from component.adapters.grants import Right

Power = tuple[str, str]
"""A privilege and the column that it is for; '' for all columns."""


def quote_name(name: str) -> str:
    """Quote the name of a database, a table or a column."""
    return "`" + name.replace("`", "``") + "`"


def quote_text(text: str) -> str:
    """Quote a text, for a server whose sql_mode lets a backslash escape, as it is by default."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def account(user: str, host: str) -> str:
    """Write a database user with the host that it comes from."""
    return f"{quote_text(user)}@{quote_text(host)}"


def place(database: str, table: str, *, has_wildcards: bool) -> str:
    """Write what a right is given on.

    Args:
        database: Its name.
        table: Its name; '' for the whole database.
        has_wildcards: In a right to a whole database `_` and `%` stand for other characters, as
            everywhere but where a MySQL 8 has `partial_revokes` on.
    """
    if table:
        return f"{quote_name(database)}.{quote_name(table)}"
    if has_wildcards:
        database = database.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
    return pattern_place(database)


def pattern_place(pattern: str) -> str:
    """Write what a right to whole databases is given on, as the server keeps it."""
    return f"{quote_name(pattern)}.*"


def powers(rights: Iterable[Right]) -> frozenset[Power]:
    """Take rights on one place apart."""
    return frozenset(
        (right.privilege, column) for right in rights for column in right.columns or ("",)
    )


def create_user(who: str, password: str) -> str:
    """Make a user, from `account`, where there is none; the password is there to be read."""
    return f"CREATE USER IF NOT EXISTS {who} IDENTIFIED BY {quote_text(password)}"


def create_database(database: str) -> str:
    """Make a database where there is none."""
    return f"CREATE DATABASE IF NOT EXISTS {quote_name(database)} CHARACTER SET utf8mb4"


def grant(rights: Iterable[Right], where: str, who: str) -> str:
    """Give rights, all on one place, to an account."""
    listed = ", ".join(_privilege(right.privilege, right.columns) for right in rights)
    return f"GRANT {listed} ON {where} TO {who}"


def revoke(excess: Collection[Power], where: str, who: str) -> str:
    """Take powers on one place away from an account.

    A privilege that is revoked for the whole table is revoked for its columns as well.
    """
    columns: dict[str, list[str]] = {}
    for privilege, column in sorted(excess):
        columns.setdefault(privilege, []).append(column)
    listed = ", ".join(
        _privilege(privilege, () if "" in found else found) for privilege, found in columns.items()
    )
    return f"REVOKE {listed} ON {where} FROM {who}"


def _privilege(name: str, columns: Iterable[str]) -> str:
    listed = ", ".join(map(quote_name, columns))
    return f"{name} ({listed})" if listed else name
