"""The bridge's memory, fake or real, for the suite of `State`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from component.adapters.state_mysql import StateMysql
from component.ports import State
from tests.contract.servers import Databases, Root
from tests.fakes.state import Entry

DATABASE = "livechat_state"


class StateWorld(Protocol):
    """What a test does to the memory beside the port; `FakeState` is one, `RealState` the other."""

    @property
    def port(self) -> State: ...
    def read_audit(self) -> list[Entry]: ...


class RealState:
    """The state schema, with nothing in it; make it by `make_state`."""

    def __init__(self, root: Root, databases: Databases) -> None:
        self._root = root
        self.port = StateMysql(databases.state)

    def read_audit(self) -> list[Entry]:
        """The audit, oldest first."""
        rows = self._root.execute(
            "SELECT action, subject, detail FROM audit ORDER BY id", (), DATABASE
        )
        return [(action, subject, json.loads(detail)) for action, subject, detail in rows]


@dataclass(frozen=True)
class Made:
    """The schema as the component has made it.

    Attributes:
        shape: Of its tables, columns and keys.
        rows: What it put into them.
    """

    shape: list[tuple[Any, ...]]
    rows: Mapping[str, Sequence[tuple[object, ...]]]


async def make_state(root: Root, databases: Databases, made: list[Made]) -> RealState:
    """Have the tables made and nothing in them.

    Args:
        root: Sees to it.
        databases: The accesses of the component.
        made: What was made by an earlier call; tables that still are so are not made anew, which
            would take longer than most tests.
    """
    real = RealState(root, databases)
    if made and shape(root) == made[0].shape:
        _empty(root, made[0])
        return real
    drop_tables(root)
    await real.port.prepare()
    rows = {name: root.execute(f"SELECT * FROM {name}", (), DATABASE) for name in tables(root)}
    made[:] = [Made(shape(root), rows)]
    return real


def shape(root: Root) -> list[tuple[Any, ...]]:
    """Every column and key of the schema."""
    columns, keys = (
        root.execute(
            f"SELECT * FROM information_schema.{about} WHERE table_schema = %s ORDER BY 1, 2, 3, 4",
            (DATABASE,),
        )
        for about in ("columns", "key_column_usage")
    )
    return columns + keys


def _empty(root: Root, made: Made) -> None:
    for table, first in made.rows.items():
        root.execute(f"DELETE FROM {table}", (), DATABASE)
        for row in first:
            marks = ", ".join(["%s"] * len(row))
            root.execute(f"INSERT INTO {table} VALUES ({marks})", row, DATABASE)
    for (table,) in root.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = %s AND auto_increment > 1",
        (DATABASE,),
    ):
        root.execute(f"ALTER TABLE {table} AUTO_INCREMENT = 1", (), DATABASE)


def tables(root: Root) -> set[str]:
    """The tables that are there."""
    return {str(name) for (name,) in root.execute("SHOW TABLES", (), DATABASE)}


def drop_tables(root: Root) -> None:
    """Make the schema as empty as an admin hands it over."""
    for table in tables(root):
        root.execute(f"DROP TABLE {table}", (), DATABASE)
