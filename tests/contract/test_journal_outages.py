"""The journal on a real database: that is away in the middle, or has no tables yet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from component.adapters.state_journal import StateJournal
from component.adapters.state_mysql import StateMysql
from component.domain.migration import Step
from component.domain.names import LiveChatId
from component.ports import Unavailable
from tests.contract.journal_worlds import FULL, plan
from tests.contract.own_mariadb import HASTY, Opener, OwnMariaDB, once_back
from tests.contract.state_worlds import DATABASE

pytestmark = pytest.mark.live

BOB = LiveChatId("bob")


@pytest.fixture
async def journal(mariadb: OwnMariaDB, access: Opener) -> AsyncIterator[StateJournal]:
    mariadb.execute(f"CREATE OR REPLACE DATABASE {DATABASE}")
    database = access("state")
    yield StateJournal(database, StateMysql(database).prepare, 0.001)
    mariadb.server.resume()
    mariadb.server.start()
    mariadb.execute(f"CREATE OR REPLACE DATABASE {DATABASE}")


async def test_the_tables_are_made_where_there_are_none(journal: StateJournal) -> None:
    begun = await journal.begin(plan())
    assert begun is not None
    assert await journal.find_open(BOB) == begun


async def test_whatever_asks_first_makes_the_tables(journal: StateJournal) -> None:
    assert await journal.take_over() == []
    assert await journal.drop_snapshots(0) == 0


async def test_a_database_that_restarts_in_the_middle_loses_no_step(
    journal: StateJournal, mariadb: OwnMariaDB
) -> None:
    begun = await journal.begin(plan(user_id=None))
    assert begun is not None
    claimed = await journal.advance(begun, Step.CLAIMED, user_id=7)
    assert claimed is not None
    await journal.save_snapshot(claimed, FULL)
    mariadb.server.stop()
    for trying in (
        journal.begin(plan("carol", 8)),
        journal.advance(claimed, Step.SAVED),
        journal.take_over(),
        journal.find_open(BOB),
        journal.find_finished(BOB),
        journal.read_snapshot(claimed),
    ):
        with pytest.raises(Unavailable):
            await trying
    mariadb.server.start()
    assert await once_back(lambda: journal.find_open(BOB)) == claimed
    assert await journal.read_snapshot(claimed) == FULL
    (taken,) = await journal.take_over()
    assert taken == claimed
    saved = await journal.advance(taken, Step.SAVED)
    assert saved is not None


async def test_what_is_left_while_the_database_is_away_is_left_once_it_is_back(
    mariadb: OwnMariaDB, access: Opener
) -> None:
    mariadb.execute(f"CREATE OR REPLACE DATABASE {DATABASE}")
    database = access("state")
    journal = StateJournal(database, StateMysql(database).prepare, 60.0)
    begun = await journal.begin(plan())
    assert begun is not None
    mariadb.server.stop()
    with pytest.raises(Unavailable):
        await journal.leave(begun)
    mariadb.server.start()
    assert await journal.take_over() == []
    soon = "UTC_TIMESTAMP(6) + INTERVAL 5 SECOND"
    assert mariadb.execute(f"SELECT lease_until < {soon} FROM {DATABASE}.migration") == [(1,)]


@pytest.mark.parametrize("lost", ["insert", "fetch"])
async def test_what_was_begun_without_an_answer_is_left(
    lost: str, mariadb: OwnMariaDB, access: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the entry itself, or to the look at it after that."""
    mariadb.execute(f"CREATE OR REPLACE DATABASE {DATABASE}")
    database = access("state")
    journal = StateJournal(database, StateMysql(database).prepare, 60.0)
    assert await journal.take_over() == []
    work = getattr(journal._tables, lost)

    async def lose_the_answer(*args: object) -> None:
        await work(*args)
        raise Unavailable("the state", "the answer was lost")

    with monkeypatch.context() as patch:
        patch.setattr(journal._tables, lost, lose_the_answer)
        with pytest.raises(Unavailable):
            await journal.begin(plan())
    assert await journal.take_over() == []
    soon = "UTC_TIMESTAMP(6) + INTERVAL 5 SECOND"
    assert mariadb.execute(f"SELECT lease_until < {soon} FROM {DATABASE}.migration") == [(1,)]


async def test_a_step_whose_answer_was_lost_is_seen_by_whoever_takes_over(
    journal: StateJournal, mariadb: OwnMariaDB, access: Opener
) -> None:
    assert await journal.begin(plan()) is not None
    database = access("state", **HASTY)
    hasty = StateJournal(database, StateMysql(database).prepare, 0.001)
    (begun,) = await hasty.take_over()
    with contextlib.closing(mariadb.server._connect(DATABASE)) as rival, rival.cursor() as cursor:
        rival.begin()
        cursor.execute("SELECT * FROM migration FOR UPDATE")
        with pytest.raises(Unavailable, match="no answer"):
            await hasty.advance(begun, Step.CLAIMED)
        rival.commit()
    async with asyncio.timeout(20):
        while mariadb.connections_of("state", running="UPDATE"):  # noqa: ASYNC110  asks a server
            await asyncio.sleep(0.01)
    (taken,) = await journal.take_over()
    assert taken.step is Step.CLAIMED
    assert await hasty.advance(begun, Step.ABANDONED) is None


async def test_an_account_that_was_made_and_migrates_elsewhere_is_told(
    journal: StateJournal,
) -> None:
    one, two = await journal.begin(plan(user_id=None)), await journal.begin(plan("carol", 7))
    assert one is not None
    assert two is not None
    with pytest.raises(Unavailable, match="another migration of 'bob' or of the Tiki account 7"):
        await journal.advance(one, Step.CLAIMED, user_id=7)
    assert await journal.advance(two, Step.ABANDONED)
    claimed = await journal.advance(one, Step.CLAIMED, user_id=7)
    assert claimed is not None
