"""The state schema on a real database: made by itself, moved forward, never backward."""

import asyncio

import pytest

from component.adapters.state_mysql import StateMysql
from component.adapters.state_schema import STEPS
from component.domain.names import ChatUsername, LiveChatId
from component.ports import Unavailable
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, RealState, drop_tables, tables

pytestmark = pytest.mark.live

BOB = ChatUsername("bob")
ALL = {table for step in STEPS for table in step} | {"schema_version"}


@pytest.fixture
def empty(root: Root, databases: Databases) -> StateMysql:
    drop_tables(root)
    return StateMysql(databases.state)


def version(root: Root) -> list[tuple[int, ...]]:
    return root.execute("SELECT version FROM schema_version", (), DATABASE)


async def test_prepare_makes_all_tables(empty: StateMysql, root: Root) -> None:
    assert await empty.prepare() == len(STEPS)
    assert tables(root) == ALL
    assert version(root) == [(len(STEPS),)]


async def test_prepare_again_keeps_what_is_there(empty: StateMysql, root: Root) -> None:
    await empty.prepare()
    await empty.manage_member("helpers", BOB)
    assert await empty.prepare() == len(STEPS)
    assert await empty.managed_groups(BOB) == {"helpers"}
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
    assert not await empty.is_retired(LiveChatId("bob"))
    assert tables(root) == ALL


async def test_writing_makes_the_tables_if_there_are_none(empty: StateMysql, root: Root) -> None:
    await empty.manage_member("helpers", BOB)
    assert await empty.managed_groups(BOB) == {"helpers"}
    assert tables(root) == ALL


async def test_tables_that_vanish_while_it_runs_are_made_anew(
    empty: StateMysql, root: Root
) -> None:
    await empty.manage_member("helpers", BOB)
    drop_tables(root)
    assert await empty.managed_groups(BOB) == frozenset()
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
    root: Root, databases: Databases
) -> None:
    state = RealState(root, databases)
    root.execute("SELECT GET_LOCK('tiki-livechat-schema', 0)", (), DATABASE)
    try:
        with pytest.raises(Unavailable, match="lock"):
            await state.port.prepare()
    finally:
        root.execute("SELECT RELEASE_LOCK('tiki-livechat-schema')", (), DATABASE)
    assert await state.port.prepare() == len(STEPS)
