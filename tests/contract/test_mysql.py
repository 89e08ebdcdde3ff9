"""A database that is away, hangs, lacks something or cuts connections; no fake here.

The bounds are short; what a test waits for is an answer, never a span of time. `PATIENCE` only
ends a test that hangs.
"""

import asyncio
import logging

import pytest

from component.adapters.mysql import Database, DuplicateKey
from component.adapters.state_mysql import StateMysql
from component.ports import Unavailable
from openfire.testserver.processes import free_ports
from tests.contract.own_mariadb import HASTY, Opener, OwnMariaDB, once_back

pytestmark = pytest.mark.live

PATIENCE = 60.0
WRONG = "not-the-password-4711"


async def answers(database: Database) -> bool:
    return await database.fetch("SELECT 1") == [(1,)]


async def wait_for_statement(mariadb: OwnMariaDB, user: str, statement: str) -> object:
    """The id of the connection that runs a statement, once it does."""
    async with asyncio.timeout(PATIENCE):
        while not (found := mariadb.connections_of(user, running=statement)):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)
        return found[0]


async def test_a_port_where_nobody_listens(access: Opener) -> None:
    with pytest.raises(Unavailable, match="the database of tiki"):
        await access(port=free_ports(1)[0]).fetch("SELECT 1")


async def test_a_wrong_password(access: Opener) -> None:
    with pytest.raises(Unavailable, match="Access denied"):
        await access(password=WRONG).fetch("SELECT 1")


async def test_a_database_that_is_not_there(access: Opener) -> None:
    with pytest.raises(Unavailable, match="nonesuch"):
        await access("openfire_server", database="nonesuch").fetch("SELECT 1")


async def test_a_server_that_was_stopped_is_used_again_once_it_runs(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    used, fresh, writer = access(), access(), access("tiki_write")
    assert await answers(used)
    mariadb.server.stop()
    for database in (used, fresh, used):
        with pytest.raises(Unavailable):
            await database.fetch("SELECT 1")
    with pytest.raises(Unavailable):
        await writer.execute("UPDATE users_users SET livechat_id = NULL WHERE userId = -1")
    mariadb.server.start()
    assert await once_back(lambda: answers(used))
    assert await once_back(lambda: answers(fresh))
    assert await writer.execute("UPDATE users_users SET livechat_id = 'x' WHERE userId = -1") == 0


async def test_a_server_that_was_restarted_meanwhile_is_not_noticed_by_a_reader(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    database = access()
    assert await answers(database)
    mariadb.server.stop()
    mariadb.server.start()
    assert await answers(database)


async def test_a_server_that_hangs_is_not_waited_for_long(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    used, fresh = access(**HASTY), access(**HASTY)
    assert await answers(used)
    mariadb.server.pause()
    for database in (used, fresh, used):
        with pytest.raises(Unavailable, match="no answer within"):
            await asyncio.wait_for(database.fetch("SELECT 1"), PATIENCE)
    mariadb.server.resume()
    assert await answers(used)
    assert await answers(fresh)


async def test_many_that_wait_for_a_server_that_hangs_leave_a_pool_that_works(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    database = access(most=2, **HASTY)
    assert await answers(database)
    mariadb.server.pause()
    waiting = [database.fetch("SELECT 1") for _ in range(10)]
    together = asyncio.gather(*waiting, return_exceptions=True)
    outcomes = await asyncio.wait_for(together, PATIENCE)
    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    mariadb.server.resume()
    assert all(await asyncio.gather(*(answers(database) for _ in range(10))))


async def test_a_slow_statement_is_given_up_and_its_answer_never_taken_for_another(
    access: Opener,
) -> None:
    database = access(most=1, **HASTY)
    with pytest.raises(Unavailable, match="no answer within"):
        await database.fetch("SELECT SLEEP(9)")
    assert await database.fetch("SELECT 'the next'") == [("the next",)]


async def test_a_read_is_tried_again_when_its_connection_is_killed(
    access: Opener, mariadb: OwnMariaDB, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    reading = asyncio.create_task(access().fetch("SELECT SLEEP(3.5)"))
    mariadb.execute("KILL %s", await wait_for_statement(mariadb, "tiki", "SLEEP(3.5)"))
    assert await reading == [(0,)]
    assert "reading again" in caplog.text


async def test_a_write_is_not_tried_again_when_its_connection_is_killed(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    statement = "UPDATE users_users SET livechat_id = 'x' WHERE userId = -1 OR SLEEP(5) = 9"
    writing = asyncio.create_task(access("tiki_write").execute(statement))
    mariadb.execute("KILL %s", await wait_for_statement(mariadb, "tiki_write", "SLEEP(5)"))
    with pytest.raises(Unavailable):
        await writing
    assert mariadb.connections_of("tiki_write", running="SLEEP") == []


async def test_idle_connections_that_were_killed_do_no_harm(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    database = access()
    await asyncio.gather(*(database.fetch("SELECT SLEEP(1.5)") for _ in range(3)))
    assert mariadb.kill_connections_of("tiki") >= 3
    assert await answers(database)


async def test_a_lock_on_a_server_that_hangs_is_not_waited_for_long(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    await StateMysql(access("state")).prepare()
    used, fresh = StateMysql(access("state", **HASTY)), StateMysql(access("state", **HASTY))
    await used.prepare()
    mariadb.server.pause()
    for state in (used, fresh):
        with pytest.raises(Unavailable):
            await asyncio.wait_for(state.prepare(), PATIENCE)
    mariadb.server.resume()
    assert await used.prepare() == await fresh.prepare()


async def test_a_lock_whose_connection_is_killed_is_unavailable(
    access: Opener, mariadb: OwnMariaDB
) -> None:
    database = access("state")
    with pytest.raises(Unavailable):
        async with database.lock("a lock"):
            assert mariadb.kill_connections_of("state") == 1
    async with database.lock("a lock"):
        assert await answers(database)


async def test_a_lock_is_one_holders_at_a_time_and_free_after_a_failure(access: Opener) -> None:
    one, other = access("state"), access("state", **HASTY)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  the body is what fails
        async with one.lock("a lock"):
            with pytest.raises(Unavailable, match="a lock"):
                async with other.lock("a lock"):
                    pass
            raise ZeroDivisionError
    async with other.lock("a lock"):
        assert await answers(other)


async def test_a_unique_key_is_told_from_a_fault(access: Opener, mariadb: OwnMariaDB) -> None:
    ((heidi,),) = mariadb.execute("SELECT userId FROM users_users WHERE login = 'Heidi'")
    with pytest.raises(DuplicateKey):
        await access("tiki_write").execute(
            "UPDATE users_users SET livechat_id = 'bob' WHERE userId = %s", (heidi,)
        )


async def test_no_password_is_in_an_error_or_in_the_log(
    access: Opener, mariadb: OwnMariaDB, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    broken = [
        access(password=WRONG),
        access(port=free_ports(1)[0]),
        access(database="nonesuch"),
        access(),
    ]
    texts = [repr(database.settings) for database in broken]
    for database in broken:
        with pytest.raises(Unavailable) as caught:
            await database.fetch("SELECT nothing FROM nowhere")
        error: BaseException | None = caught.value
        while error is not None:
            texts.append(repr(error))
            error = error.__cause__
    texts.append(caplog.text)
    assert not [s for s in {WRONG, *mariadb.secrets} if any(s in text for text in texts)]
