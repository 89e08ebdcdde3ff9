"""Openfire's system properties as its database has them: one reading, several questions.

A running Openfire keeps them in memory and writes each change through. What they mean for the
bridge is told in `openfire_settings`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from component.adapters.mysql_lists import marks
from component.adapters.openfire_schema import PROPERTIES, SERVED, OpenfireAccess, not_readable


class UnknownPropertyError(Exception):
    """A property is set, but Openfire stores it encrypted; the message says so and names it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown: Openfire stores its property {name} encrypted")


@dataclass(frozen=True, slots=True)
class Properties:
    """Some of the properties; names count to the letter.

    Attributes:
        values: Name → value, None for one that is stored encrypted.
    """

    values: Mapping[str, str | None]

    def get(self, name: str) -> str | None:
        """A property's value, None if it is not set.

        Raises:
            UnknownPropertyError: It is set, to something that cannot be read.
        """
        if name not in self.values:
            return None
        value = self.values[name]
        if value is None:
            raise UnknownPropertyError(name)
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """A switch, as Java reads one: `true` in any case, anything else is no."""
        value = self.get(name)
        return default if value is None else value.lower() == "true"

    def number(self, name: str, default: int) -> int:
        """A number, as Java reads one; what is none counts as not set."""
        try:
            return int(self.get(name) or "")
        except ValueError:
            return default

    def below(self, prefix: str) -> dict[str, str]:
        """The properties right below a name, in their order: the rest of the name → value."""
        names = sorted(name for name in self.values if name.startswith(f"{prefix}."))
        rests = {name: name[len(prefix) + 1 :] for name in names}
        return {rest: self.get(name) or "" for name, rest in rests.items() if "." not in rest}

    def listed(self, name: str, default: Sequence[str]) -> tuple[str, ...]:
        """A list, as `JiveGlobals.getListProperty` reads one: children before a text with commas.

        Children that are all empty make an empty list, not the default.
        """
        if any(known.startswith(f"{name}.") for known in self.values):
            return tuple(value for value in self.below(name).values() if value)
        text = self.get(name)
        return tuple(default) if text is None else tuple(part.strip() for part in text.split(","))


async def read_properties(
    access: OpenfireAccess, names: Sequence[str], prefixes: Sequence[str] = ()
) -> Properties:
    """Read properties in one query.

    Args:
        access: Openfire's database.
        names: Those of exactly these names.
        prefixes: Those whose names begin so as well; no `%` or `_` in them.

    Returns:
        Those that are set.

    Raises:
        Unavailable: The database did not answer.
        SchemaMismatch: `ofProperty` cannot be read, or not whether a value is encrypted.
    """
    schema = await access.schema()
    missing = schema.missing({PROPERTIES: SERVED[PROPERTIES]})
    if missing:
        raise not_readable(access.database, missing)
    likes = " OR name LIKE %s" * len(prefixes)
    no_iv = " AND iv IS NULL" if schema.has(PROPERTIES, "iv") else ""
    value = f"IF(COALESCE(encrypted, 0) = 0{no_iv}, propValue, NULL)"
    statement = f"SELECT name, {value} FROM ofProperty WHERE name IN ({marks(names)}){likes}"  # noqa: S608  our own names
    rows = await access.fetch(statement, (*names, *(f"{prefix}%" for prefix in prefixes)))
    return Properties(
        {
            str(name): None if value is None else str(value)
            for name, value in rows
            if name in names or str(name).startswith(tuple(prefixes))
        }
    )
