"""Tables of a command's result as lines of text, where there are no columns to show them in."""

from gettext import NullTranslations

from component.frontdoors.commands.description import Table
from component.frontdoors.commands.words import labelled


def table_lines(table: Table, t: NullTranslations, most: int) -> list[str]:
    """Make a line of each row, with the labels of its cells; an empty cell is left out.

    Args:
        table: The table.
        t: Texts in the language of who reads it.
        most: Rows that are shown; more are counted.
    """
    labels = list(table.columns.values())
    lines = [
        " · ".join(
            labelled(t, label, cell) for label, cell in zip(labels, row, strict=True) if cell
        )
        for row in table.rows[:most]
    ]
    return [*lines, *more_rows(table, t, most)]


def more_rows(table: Table, t: NullTranslations, most: int) -> list[str]:
    """A line that says how many rows are not shown, where there are any."""
    left = len(table.rows) - most
    if left <= 0:
        return []
    return [t.ngettext("… and %(count)d more", "… and %(count)d more", left) % {"count": left}]
