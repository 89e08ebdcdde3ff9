"""Makes groups in a Tiki database: those that settings or an admin name and that are not there."""

from collections.abc import Iterator, Sequence
from functools import partial

from component.adapters.database_admin import DatabaseAdmin
from component.adapters.grant_sql import quote_name, quote_text
from component.adapters.mysql import Database, text
from component.adapters.tiki_keys import Key, read_keys
from component.domain.names import fold
from component.ports import Change, Unavailable

_GROUPS = "users_groups"
_NAME, _DESCRIPTION = "groupName", "groupDesc"
_ABOUT_GROUP = "Made for the live chat"
_KEYED = (_GROUPS, "users_usergroups")
"""Tables in which a name that is too like another one does harm."""

_COLUMNS = """
SELECT column_name, character_maximum_length FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = %s AND column_name IN (%s, %s)
"""
_SAME = "SELECT groupName FROM users_groups WHERE groupName = %s"
_LIKE = "SELECT groupName FROM users_groups WHERE LEFT(groupName, %s) = LEFT(%s, %s) LIMIT 1"


async def plan_groups(
    admin: DatabaseAdmin, database: Database, names: Sequence[str]
) -> list[Change]:
    """List the groups that are missing; names are compared by the column's collation.

    Raises:
        Unavailable: The server did not answer, or this Tiki cannot have such a group; says why.
    """
    if not names:
        return []
    rows = await database.fetch(_COLUMNS, (_GROUPS, _NAME, _DESCRIPTION))
    widths = {text(name): int(width or 0) for name, width in rows}
    what = f"the database {database.settings.database!r}"
    if _NAME not in widths:
        raise Unavailable(what, f"there is no column {_GROUPS}.{_NAME}: is it a Tiki's?")
    keys = [key for table in _KEYED for key in await read_keys(database, table)]
    shortest = min(_prefixes(keys), default=0) or widths[_NAME]
    missing: list[str] = []
    for name in names:
        if await database.fetch(_SAME, (name,)) or fold(name) in map(fold, missing):
            continue
        problem = _problem(name, widths[_NAME]) or await _likeness(
            database, name, shortest, missing
        )
        if problem:
            raise Unavailable(what, f"the group {name!r} cannot be made: {problem}")
        missing.append(name)
    return [_make(admin, database, name, describes=_DESCRIPTION in widths) for name in missing]


def _prefixes(keys: Sequence[Key]) -> Iterator[int]:
    """How many characters of a group's name count in each unique key that counts some only."""
    for key in keys:
        yield from (n for column, n in key.parts if key.is_unique and column == _NAME and n)


def _problem(name: str, width: int) -> str:
    if not name.strip() or name != name.strip() or not name.isprintable():
        return "a name has no blanks around it and no control characters in it"
    return f"its name is longer than {width} characters" if len(name) > width else ""


async def _likeness(database: Database, name: str, length: int, others: Sequence[str]) -> str:
    """The reason against a name whose beginning is another one's."""
    rows = await database.fetch(_LIKE, (length, name, length))
    like = [text(other) for (other,) in rows]
    like += [other for other in others if fold(other[:length]) == fold(name[:length])]
    if not like:
        return ""
    return (
        f"its first {length} characters are those of {like[0]!r}, and this Tiki's keys do not look "
        "further, so that nobody could be in both: take a name that begins differently"
    )


def _make(admin: DatabaseAdmin, database: Database, name: str, *, describes: bool) -> Change:
    values = {_NAME: name} | ({_DESCRIPTION: _ABOUT_GROUP} if describes else {})
    into = f"{quote_name(database.settings.database)}.{quote_name(_GROUPS)}"
    columns = ", ".join(map(quote_name, values))
    texts = ", ".join(map(quote_text, values.values()))
    sql = f"INSERT INTO {into} ({columns}) VALUES ({texts})"  # noqa: S608  all quoted
    return Change(f"makes the Tiki group {name!r}", sql, partial(admin.run, sql))
