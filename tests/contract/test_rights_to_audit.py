"""The user of the state schema appends to the audit; all else there is its own to change."""

import pytest

from component.adapters.state_schema import APPEND_ONLY, TABLES
from component.ports import Unavailable
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, RealState

pytestmark = pytest.mark.live

DENIED = {
    "UPDATE audit SET action = 'other'",
    "INSERT INTO audit SELECT * FROM audit ON DUPLICATE KEY UPDATE action = 'other'",
    "REPLACE INTO audit SELECT * FROM audit",
    "DELETE FROM audit",
    "DELETE audit FROM audit JOIN schema_version",
    "TRUNCATE audit",
    "ALTER TABLE audit MODIFY detail CHAR(1) NOT NULL",
    "ALTER TABLE audit RENAME TO forgotten",
    "RENAME TABLE audit TO forgotten",
    "DROP TABLE audit",
    "CREATE OR REPLACE TABLE audit (id INT)",
    "CREATE TRIGGER forget BEFORE INSERT ON audit FOR EACH ROW SET NEW.subject = ''",
}


@pytest.mark.parametrize("statement", sorted(DENIED))
async def test_the_audit_can_only_be_appended_to(
    real_state: RealState, databases: Databases, root: Root, statement: str
) -> None:
    await real_state.port.record("create", "bob", {"by": "a test", "way": "shell"})
    before = root.execute("SELECT * FROM audit ORDER BY id", (), DATABASE)
    assert before
    with pytest.raises(Unavailable, match="denied to user"):
        await databases.state.execute(statement)
    assert root.execute("SELECT * FROM audit ORDER BY id", (), DATABASE) == before


@pytest.mark.parametrize("table", [table for table in TABLES if table != APPEND_ONLY])
@pytest.mark.usefixtures("real_state")
async def test_all_other_tables_are_the_component_s_to_change(
    databases: Databases, table: str
) -> None:
    await databases.state.execute(f"ALTER TABLE {table} ADD COLUMN to_come INT NULL")
    await databases.state.execute(f"UPDATE {table} SET to_come = 1")
    await databases.state.execute(f"DELETE FROM {table}")
