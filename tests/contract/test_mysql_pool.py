"""The pool: how many connections, which are given out again, and what a restart leaves of them."""

import asyncio

import pytest

from component.adapters import mysql_pool
from component.adapters.mysql import Database
from component.adapters.mysql_connection import Connection, dial
from component.adapters.mysql_pool import Pool
from component.ports import Unavailable
from tests.contract.own_mariadb import Opener, OwnMariaDB

pytestmark = pytest.mark.live

PATIENCE = 60.0
NOBODY = "UPDATE users_users SET livechat_id = 'x' WHERE userId = -1"


async def connection_id(database: Database) -> object:
    ((number,),) = await database.fetch("SELECT CONNECTION_ID()")
    return number


async def wait_until_gone(mariadb: OwnMariaDB, connection: object) -> None:
    """A server that has closed a connection lists it for a moment more."""
    async with asyncio.timeout(PATIENCE):
        while connection in mariadb.connections_of("tiki"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)


async def test_a_connection_is_used_again(access: Opener) -> None:
    database = access()
    assert await connection_id(database) == await connection_id(database)


async def test_there_are_at_most_as_many_as_was_said(access: Opener) -> None:
    database = access(most=2)
    used = await asyncio.gather(*(connection_id(database) for _ in range(20)))
    assert len(set(used)) == 2


async def test_a_write_after_a_restart_is_not_lost(access: Opener, mariadb: OwnMariaDB) -> None:
    database = access("tiki_write")
    assert await asyncio.gather(*(database.execute(NOBODY) for _ in range(4))) == [0] * 4
    await asyncio.to_thread(mariadb.server.stop)
    await asyncio.to_thread(mariadb.server.start)
    assert await asyncio.gather(*(database.execute(NOBODY) for _ in range(8))) == [0] * 8


async def test_a_write_asks_first_whether_an_idle_connection_lives(
    access: Opener, mariadb: OwnMariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event loop is not free to see the end of the connections while they are killed."""
    monkeypatch.setattr(mysql_pool, "MOMENT", 0.0)
    database = access("tiki_write")
    assert await asyncio.gather(*(database.execute(NOBODY) for _ in range(4))) == [0] * 4
    assert mariadb.kill_connections_of("tiki_write") == 4
    assert await database.execute(NOBODY) == 0


async def test_idle_connections_without_a_sign_of_life_are_replaced_at_the_price_of_one(
    mariadb: OwnMariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mysql_pool, "MOMENT", 0.0)
    settings = mariadb.access("tiki").settings
    pool, asked = Pool(lambda: dial(settings), 3, patience=0.2), []
    async with pool.connection() as one, pool.connection() as two, pool.connection() as three:
        silent = [one, two, three]

    async def ping(reconnect: bool) -> None:
        asked.append(reconnect)
        await asyncio.Event().wait()

    for connection in silent:
        monkeypatch.setattr(connection, "ping", ping)
    async with asyncio.timeout(PATIENCE), pool.connection() as fresh:
        assert fresh not in silent
    assert asked == [False]
    assert all(connection.closed for connection in silent)
    await pool.close()


async def test_a_server_that_ends_idle_connections_does_no_harm(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    database = access("tiki_write")
    mariadb.execute("SET GLOBAL wait_timeout = 1")
    try:
        assert await database.execute(NOBODY) == 0
    finally:
        mariadb.execute("SET GLOBAL wait_timeout = DEFAULT")
    async with asyncio.timeout(PATIENCE):
        while mariadb.connections_of("tiki_write"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.05)
    assert await database.execute(NOBODY) == 0


async def test_an_old_connection_is_replaced(
    access: Opener, mariadb: OwnMariaDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = access(most=1)
    first = await connection_id(database)
    monkeypatch.setattr(mysql_pool, "MOST_AGE", 0.0)
    assert await connection_id(database) != first
    await wait_until_gone(mariadb, first)


async def test_a_transaction_is_never_handed_on(access: Opener) -> None:
    database = access(most=1)
    first = await connection_id(database)
    await database.fetch("START TRANSACTION")
    assert await connection_id(database) != first


async def test_a_connection_whose_user_was_cancelled_is_not_used_again(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    database = access(most=1)
    first = await connection_id(database)
    asking = asyncio.create_task(database.fetch("SELECT SLEEP(5)"))
    async with asyncio.timeout(PATIENCE):
        while not mariadb.connections_of("tiki", running="SLEEP(5)"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await connection_id(database) != first


async def test_an_error_of_the_server_keeps_the_connection(access: Opener) -> None:
    database = access(most=1)
    first = await connection_id(database)
    with pytest.raises(Unavailable):
        await database.fetch("SELECT nothing FROM nowhere")
    assert await connection_id(database) == first


async def test_any_other_error_drops_it(mariadb: OwnMariaDB) -> None:
    pool = Pool(lambda: dial(mariadb.access("tiki").settings), 1, patience=10)
    with pytest.raises(ZeroDivisionError):
        async with pool.connection() as connection:
            raise ZeroDivisionError
    assert connection.closed
    await pool.close()


async def test_one_that_is_slow_to_be_made_keeps_nobody_waiting(mariadb: OwnMariaDB) -> None:
    settings = mariadb.access("tiki").settings
    go_on, dialled = asyncio.Event(), 0

    async def first_slowly() -> Connection:
        nonlocal dialled
        dialled += 1
        if dialled == 1:
            await go_on.wait()
        return await dial(settings)

    pool = Pool(first_slowly, 2, patience=10)

    async def use() -> None:
        async with pool.connection() as connection:
            await connection.ping(reconnect=False)

    slow = asyncio.create_task(use())
    while not dialled:  # noqa: ASYNC110  lets the task begin
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await use()
        await use()
    assert not slow.done()
    go_on.set()
    await slow
    await pool.close()


async def test_who_gives_up_waiting_takes_no_connection_away(mariadb: OwnMariaDB) -> None:
    settings = mariadb.access("tiki").settings
    pool = Pool(lambda: dial(settings), 1, patience=10)
    async with pool.connection():
        waiting = [asyncio.create_task(pool.connection().__aenter__()) for _ in range(3)]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()
        assert all(
            isinstance(outcome, asyncio.CancelledError)
            for outcome in await asyncio.gather(*waiting, return_exceptions=True)
        )
    async with asyncio.timeout(PATIENCE), pool.connection() as connection:
        assert not connection.closed
    await pool.close()


async def test_closing_waits_for_those_in_use_and_leaves_a_pool_that_works(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    database = access()
    idle = await connection_id(database)
    asking = [asyncio.create_task(database.fetch(f"SELECT SLEEP(3.{n})")) for n in (3, 4)]
    async with asyncio.timeout(PATIENCE):
        while len(mariadb.connections_of("tiki", running="SLEEP(3")) < 2:  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)
        await asyncio.gather(database.close(), database.close())
    assert all(task.done() for task in asking)
    assert await asyncio.gather(*asking) == [[(0,)], [(0,)]]
    await wait_until_gone(mariadb, idle)
    assert await database.fetch("SELECT 1") == [(1,)]
