"""The state schema on a real database: made by itself, moved forward, never backward."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from component.adapters.mysql import Database
from component.adapters.state_mysql import StateMysql
from component.adapters.state_schema import APPEND_ONLY, STEPS, Step, migrate
from component.domain.names import ChatUsername, LiveChatId
from component.ports import Unavailable
from openfire.testserver.processes import HOST
from tests.contract.own_mariadb import HASTY, Opener, OwnMariaDB
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, drop_tables, tables

pytestmark = pytest.mark.live

BOB, BOB_ID = ChatUsername("bob"), LiveChatId("bob")
ALL = {table for step in STEPS for table in step} | {"schema_version"}
COLUMN = (
    "ALTER TABLE chat_account ADD COLUMN note VARCHAR(20) NOT NULL DEFAULT 'none', ADD KEY (note)"
)
LATER: tuple[Step, ...] = (
    *STEPS,
    {"reminder": "CREATE TABLE reminder (id INT) ENGINE=InnoDB", "chat_account.note": COLUMN},
    {"chat_account.at": "ALTER TABLE chat_account ADD COLUMN at DATETIME NULL"},
)
"""The steps of a program to come."""
CHANGED: tuple[Step, ...] = (
    *LATER,
    {"reminder.at": "ALTER TABLE reminder ADD COLUMN at DATETIME NULL"},
)
"""Those of one after it, which changes what the first one has brought."""


@pytest.fixture
def empty(root: Root, databases: Databases) -> Iterator[StateMysql]:
    drop_tables(root)
    yield StateMysql(databases.state)
    drop_tables(root)


def version(root: Root) -> list[tuple[int, ...]]:
    return root.execute("SELECT version FROM schema_version", (), DATABASE)


async def test_prepare_makes_all_tables(empty: StateMysql, root: Root) -> None:
    assert await empty.prepare() == len(STEPS)
    assert tables(root) == ALL
    assert version(root) == [(len(STEPS),)]


async def test_prepare_again_keeps_what_is_there(empty: StateMysql, root: Root) -> None:
    await empty.prepare()
    await empty.retire(BOB_ID)
    assert await empty.prepare() == len(STEPS)
    assert await empty.is_retired(BOB_ID)
    assert version(root) == [(len(STEPS),)]


async def test_several_components_prepare_at_once(empty: StateMysql, databases: Databases) -> None:
    others = [StateMysql(databases.state) for _ in range(3)]
    assert await asyncio.gather(*(s.prepare() for s in (empty, *others))) == [len(STEPS)] * 4


async def test_a_step_that_was_interrupted_is_finished(empty: StateMysql, root: Root) -> None:
    await empty.prepare()
    root.execute("DROP TABLE audit", (), DATABASE)
    root.execute("DELETE FROM schema_version", (), DATABASE)
    assert await empty.prepare() == len(STEPS)
    assert tables(root) == ALL


async def test_reading_makes_the_tables_if_there_are_none(empty: StateMysql, root: Root) -> None:
    assert not await empty.is_retired(BOB_ID)
    assert tables(root) == ALL


async def test_writing_makes_the_tables_if_there_are_none(empty: StateMysql, root: Root) -> None:
    await empty.retire(BOB_ID)
    assert await empty.is_retired(BOB_ID)
    assert tables(root) == ALL


async def test_tables_that_vanish_while_it_runs_are_made_anew(
    empty: StateMysql, root: Root
) -> None:
    await empty.retire(BOB_ID)
    drop_tables(root)
    assert not await empty.is_retired(BOB_ID)
    assert tables(root) == ALL


async def test_a_single_table_that_is_lost_is_reported_and_not_taken_for_empty(
    empty: StateMysql, root: Root
) -> None:
    await empty.prepare()
    root.execute("DROP TABLE retired_id", (), DATABASE)
    with pytest.raises(Unavailable, match="retired_id"):
        await empty.is_retired(LiveChatId("bob"))


async def test_a_newer_schema_is_left_alone(empty: StateMysql, root: Root) -> None:
    await empty.prepare()
    newer = len(STEPS) + 1
    root.execute("UPDATE schema_version SET version = %s", (newer,), DATABASE)
    root.execute("DROP TABLE audit", (), DATABASE)
    with pytest.raises(Unavailable, match=f"version {newer}"):
        await empty.prepare()
    with pytest.raises(Unavailable, match=f"version {newer}"):
        await empty.record("create", BOB, {})
    assert version(root) == [(newer,)]
    assert tables(root) == ALL - {"audit"}


async def test_a_lock_that_somebody_holds_is_waited_for_but_not_for_ever(
    empty: StateMysql, root: Root, databases: Databases
) -> None:
    hasty = Database(replace(databases.state.settings, query_timeout=1.0))
    root.execute("SELECT GET_LOCK('tiki-livechat-schema', 0)", (), DATABASE)
    try:
        with pytest.raises(Unavailable, match="lock"):
            await StateMysql(hasty).prepare()
    finally:
        root.execute("SELECT RELEASE_LOCK('tiki-livechat-schema')", (), DATABASE)
        await hasty.close()
    assert await empty.prepare() == len(STEPS)


async def test_to_change_a_table_that_came_later_takes_rights_that_came_with_it(
    empty: StateMysql, databases: Databases, root: Root, request: pytest.FixtureRequest
) -> None:
    await empty.prepare()
    with pytest.raises(Unavailable, match=r"ALTER command denied.*tiki-livechat grants"):
        await migrate(databases.state, CHANGED)
    assert version(root) == [(len(LATER),)]
    right, user = f"ALTER ON {DATABASE}.reminder", f"{databases.state.settings.user}@'{HOST}'"
    root.execute(f"GRANT {right} TO {user}")
    request.addfinalizer(lambda: root.execute(f"REVOKE {right} FROM {user}"))
    assert await migrate(databases.state, CHANGED) == len(CHANGED)


def test_no_step_changes_the_audit_once_it_is_there() -> None:
    made = [name for step in STEPS for name in step if name.partition(".")[0] == APPEND_ONLY]
    assert made == [APPEND_ONLY]


def notes(root: Root) -> list[tuple[str, ...]]:
    return root.execute("SELECT username, note FROM chat_account", (), DATABASE)


async def test_a_later_program_moves_the_schema_forward_and_keeps_what_is_there(
    empty: StateMysql, databases: Databases, root: Root
) -> None:
    await empty.forget_native_password(BOB)
    assert await migrate(databases.state, LATER) == len(LATER)
    assert version(root) == [(len(LATER),)]
    assert tables(root) == ALL | {"reminder"}
    assert notes(root) == [("bob", "none")]
    assert not await empty.has_native_password(BOB)


@pytest.mark.usefixtures("empty")
async def test_a_program_that_skips_versions_takes_all_steps(
    databases: Databases, root: Root
) -> None:
    assert await migrate(databases.state, LATER) == len(LATER)
    assert tables(root) == ALL | {"reminder"}


async def test_a_step_that_fails_in_the_middle_is_finished_later_and_nothing_is_made_twice(
    empty: StateMysql, databases: Databases, root: Root
) -> None:
    await empty.prepare()
    broken: Step = {**LATER[len(STEPS)], "nonsense": "CREATE NONSENSE"}
    with pytest.raises(Unavailable, match="NONSENSE"):
        await migrate(databases.state, (*STEPS, broken))
    assert version(root) == [(len(STEPS),)]
    assert tables(root) == ALL | {"reminder"}
    assert await migrate(databases.state, LATER) == len(LATER)


async def test_of_two_programs_at_once_the_later_one_wins(
    empty: StateMysql, databases: Databases, root: Root
) -> None:
    outcomes = await asyncio.gather(
        empty.prepare(), migrate(databases.state, LATER), return_exceptions=True
    )
    assert outcomes[1] == len(LATER)
    assert outcomes[0] == len(STEPS) or "run the newer program" in str(outcomes[0])
    assert version(root) == [(len(LATER),)]


async def test_a_change_that_the_server_makes_after_it_was_given_up_is_not_made_again(
    mariadb: OwnMariaDB, access: Opener, request: pytest.FixtureRequest
) -> None:
    database = access("state", **HASTY)
    request.addfinalizer(lambda: mariadb.execute(f"CREATE OR REPLACE DATABASE {DATABASE}"))
    await migrate(database)
    with contextlib.closing(mariadb.server._connect(DATABASE)) as other, other.cursor() as cursor:
        other.begin()
        cursor.execute("SELECT * FROM chat_account")
        with pytest.raises(Unavailable, match="no answer"):
            await migrate(database, LATER)
        other.commit()
    async with asyncio.timeout(20):
        while mariadb.connections_of("state", running="ALTER"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)
    assert await migrate(database, LATER) == len(LATER)
    assert await database.fetch("SELECT note FROM chat_account") == []
