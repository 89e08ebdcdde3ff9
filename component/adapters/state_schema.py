"""The state schema: its tables, and the steps from each version to the next."""

import logging
from collections.abc import Mapping, Sequence

from component.adapters import (
    state_job_rows,
    state_journal,
    state_managed,
    state_registrations,
    state_reminders,
    state_run_items,
    state_several,
    state_window,
)
from component.adapters.mysql import Database
from component.ports import Unavailable

_log = logging.getLogger(__name__)

_LOCK = "tiki-livechat-schema"
_NAMES = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

Step = Mapping[str, str]
"""What is made, a table or a `table.column`, → the statement that makes it."""

STEPS: Sequence[Step] = (
    {
        "chat_account": f"""CREATE TABLE chat_account (
            username VARCHAR(64) {_NAMES} NOT NULL PRIMARY KEY,
            password_retired_at DATETIME NULL,
            profile_fingerprint CHAR(64) CHARACTER SET ascii NULL,
            profile_photo BOOLEAN NOT NULL DEFAULT FALSE
        ) ENGINE=InnoDB""",
        "managed_member": f"""CREATE TABLE managed_member (
            username VARCHAR(64) {_NAMES} NOT NULL,
            roster_group VARCHAR(50) {_NAMES} NOT NULL,
            since DATETIME NOT NULL,
            PRIMARY KEY (username, roster_group),
            KEY roster_group (roster_group)
        ) ENGINE=InnoDB""",
        "retired_id": f"""CREATE TABLE retired_id (
            livechat_id VARCHAR(191) {_NAMES} NOT NULL PRIMARY KEY,
            retired_at DATETIME NOT NULL
        ) ENGINE=InnoDB""",
        "audit": f"""CREATE TABLE audit (
            id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
            at DATETIME(6) NOT NULL,
            action VARCHAR(40) CHARACTER SET ascii NOT NULL,
            subject VARCHAR(191) {_NAMES} NOT NULL,
            detail TEXT {_NAMES} NOT NULL,
            KEY subject (subject)
        ) ENGINE=InnoDB""",
    },
    {**state_reminders.STEP, **state_journal.STEP},
    {**state_job_rows.STEP, **state_managed.STEP},
    {**state_run_items.STEP, **state_window.STEP, **state_registrations.STEP},
    state_several.STEP,
)
"""Step n moves version n to n + 1. Steps are only ever added. None changes the audit: the user that
takes them may not (see `grants`)."""

TABLES: Sequence[str] = (
    "schema_version",
    *dict.fromkeys(made.partition(".")[0] for step in STEPS for made in step),
)
"""All tables, by name."""
APPEND_ONLY = "audit"
"""The one whose rows nobody may change or delete but an admin of the database."""


async def migrate(database: Database, steps: Sequence[Step] = STEPS) -> int:
    """Bring the schema to this version; components that start at once take turns.

    What a step has made stays when it is broken off, and is not made again when it is taken up.

    Args:
        database: Where the schema is.
        steps: All there are.

    Returns:
        The version.

    Raises:
        Unavailable: The database did not answer, or the schema is newer than this program.
    """
    async with database.lock(_LOCK):
        version = await _version(database)
        if version > len(steps):
            raise Unavailable(
                database.settings.title,
                f"its schema has version {version}, this program knows {len(steps)}: "
                "run the newer program, or restore an older copy of the schema",
            )
        for number, step in enumerate(steps[version:], start=version + 1):
            for made, statement in step.items():
                await _make(database, made, statement)
            await database.execute(
                "INSERT INTO schema_version (id, version) VALUES (1, %s) "
                "ON DUPLICATE KEY UPDATE version = VALUES(version)",
                (number,),
            )
            _log.info("the state schema has version %d now", number)
    return len(steps)


async def _make(database: Database, made: str, statement: str) -> None:
    """Make a table or a column, unless an attempt that was broken off has made it meanwhile."""
    if await _exists(database, made):
        return
    try:
        await database.execute(statement)
    except Unavailable:
        if not await _exists(database, made):
            raise


async def _version(database: Database) -> int:
    """The version of the schema; 0 for an empty one."""
    if not await _exists(database, "schema_version"):
        await database.execute(
            "CREATE TABLE schema_version "
            "(id TINYINT NOT NULL PRIMARY KEY, version INT NOT NULL) ENGINE=InnoDB"
        )
    rows = await database.fetch("SELECT version FROM schema_version WHERE id = 1")
    return int(rows[0][0]) if rows else 0


async def _exists(database: Database, made: str) -> bool:
    table, _, column = made.partition(".")
    if column:
        rows = await database.fetch(
            "SELECT 1 FROM information_schema.columns "
            "WHERE table_schema = DATABASE() AND table_name = %s AND column_name = %s",
            (table, column),
        )
    else:
        rows = await database.fetch(
            "SELECT 1 FROM information_schema.tables "
            "WHERE table_schema = DATABASE() AND table_name = %s",
            (table,),
        )
    return bool(rows)
