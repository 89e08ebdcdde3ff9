"""How the shell shows what commands tell: lines, tables, and JSON for programs."""

import json
from collections.abc import Iterable

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from component.frontdoors.cli.shell import complain, stdout
from component.frontdoors.cli.undo_words import shown
from component.frontdoors.commands.description import Table


def show(lines: Iterable[str], tables: Iterable[Table]) -> None:
    """Print what people read."""
    for line in lines:
        stdout.print(_safe(line), markup=False, soft_wrap=True)
    for table in tables:
        stdout.print(_table(table))


def show_problem(lines: Iterable[str]) -> None:
    """Say on standard error why something was not done."""
    for line in lines:
        complain(_safe(line))


def show_json(data: object) -> None:
    """Print a result for programs."""
    stdout.print_json(json.dumps(data), ensure_ascii=True)


def _table(table: Table) -> RichTable:
    made = RichTable(
        title=Text(shown(table.title)) if table.title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    for label in table.columns.values():
        made.add_column(Text(shown(label)))
    for row in table.rows:
        made.add_row(*(Text(shown(cell), overflow="fold") for cell in row))
    return made


def _safe(line: str) -> str:
    """A line, or a paragraph of some, without what could move a terminal's cursor."""
    return "\n".join(shown(part) for part in line.split("\n"))
