"""What `check` looks at in the bridge's own schema. Makes its tables, as `run` does."""

from collections import defaultdict
from collections.abc import Mapping

from component.adapters.mysql import Database, text
from component.adapters.state_schema import APPEND_ONLY, TABLES, migrate
from component.domain.findings import Level, Remark

_SUBJECT = "state"
_CHANGES = ("ALTER", "DELETE", "UPDATE")
"""What takes a change of rows that are there, or of a table."""
_HELD = """
SELECT '', privilege_type FROM information_schema.user_privileges WHERE grantee = %s
UNION ALL SELECT '', privilege_type FROM information_schema.schema_privileges
WHERE grantee = %s AND CAST(DATABASE() AS BINARY) LIKE CAST(table_schema AS BINARY)
UNION ALL SELECT table_name, privilege_type FROM information_schema.table_privileges
WHERE grantee = %s AND CAST(table_schema AS BINARY) = CAST(DATABASE() AS BINARY)
"""


async def look(database: Database) -> list[Remark]:
    """Bring the schema to this version, and find out what its user may do there.

    Raises:
        Unavailable: The database did not answer, or will not have it.
    """
    version = await migrate(database)
    held = await _held(database)
    remarks = [Remark(_SUBJECT, Level.OK, f"version {version} of the schema")]
    excess = [right for right in (*_CHANGES, "DROP") if right in held[""] | held[APPEND_ONLY]]
    if excess:
        words = (
            f"its user may {', '.join(excess)} the audit, which is to be appended to only: run "
            "tiki-livechat grants --apply"
        )
        remarks.append(Remark(f"{_SUBJECT}, audit", Level.WARNING, words))
    lacking = [
        table
        for table in TABLES
        if table != APPEND_ONLY and not {*_CHANGES} <= held[""] | held[table]
    ]
    if lacking:
        words = (
            f"its user may not change {', '.join(lacking)}, which came with this version: run "
            "tiki-livechat grants --apply"
        )
        remarks.append(Remark(f"{_SUBJECT}, rights", Level.WRONG, words))
    return remarks


async def _held(database: Database) -> Mapping[str, set[str]]:
    """The rights of this user: table → privileges on it; '' for all tables."""
    ((me,),) = await database.fetch("SELECT CURRENT_USER()")
    user, _, host = text(me).rpartition("@")
    held: defaultdict[str, set[str]] = defaultdict(set)
    for table, privilege in await database.fetch(_HELD, [f"'{user}'@'{host}'"] * 3):
        held[text(table)].add(text(privilege))
    return held
