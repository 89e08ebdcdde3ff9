"""The bridge's memory, fake or real, for the suite of `State`."""

import json
from typing import Protocol

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
    """The state schema, emptied to the last table."""

    def __init__(self, root: Root, databases: Databases) -> None:
        self._root = root
        self.port = StateMysql(databases.state)
        drop_tables(root)

    def read_audit(self) -> list[Entry]:
        """The audit, oldest first."""
        rows = self._root.execute(
            "SELECT action, subject, detail FROM audit ORDER BY id", (), DATABASE
        )
        return [(action, subject, json.loads(detail)) for action, subject, detail in rows]


def tables(root: Root) -> set[str]:
    """The tables that are there."""
    return {str(name) for (name,) in root.execute("SHOW TABLES", (), DATABASE)}


def drop_tables(root: Root) -> None:
    """Make the schema as empty as an admin hands it over."""
    for table in tables(root):
        root.execute(f"DROP TABLE {table}", (), DATABASE)
