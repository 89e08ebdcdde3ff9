"""Everything is counted from time to time; what was counted long ago is nothing that is known."""

import asyncio

import pytest

from component.domain.census import AccountState
from component.domain.jobs import Asker, JobKind, JobState
from component.domain.login import Window
from component.domain.migration import OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from component.domain.passwords.openfire import NoCredential
from component.ports import Unavailable
from component.usecases.count_all import CountAll
from component.usecases.list_unmigrated import ListUnmigrated
from component.usecases.reminding import Clock
from tests.fakes.chat import FakeChat
from tests.fakes.chat_lists import FakeChatAccounts
from tests.fakes.counts import FakeCounts
from tests.fakes.jobs import FakeJobs
from tests.fakes.migration import FakeJournal
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki

INTERVAL = 60.0


class Town:
    """A site, its chat, and a clock that goes on while the counter sleeps."""

    def __init__(self) -> None:
        self.tiki, self.chat = FakeTiki(), FakeChat()
        self.journal, self.jobs = FakeJournal(), FakeJobs()
        self.window = Window.OPEN
        self.now = 1_700_000_000.0
        self.slept = 0
        accounts = FakeChatAccounts(self.chat)
        state = FakeState()
        self.counts = FakeCounts(self.journal, self.jobs)
        self.count = CountAll(
            INTERVAL,
            self._window,
            self.tiki,
            ListUnmigrated(frozenset({"admin"}), accounts, self.tiki, state),
            self.counts,
            Clock(lambda: self.now, self._sleep),
        )

    async def _window(self) -> Window:
        return self.window

    async def _sleep(self, seconds: float) -> None:
        assert seconds == INTERVAL
        self.slept += 1
        await asyncio.sleep(0)

    async def look(self) -> None:
        """Let it count once."""
        running, before = asyncio.create_task(self.count.run()), self.slept
        while self.slept == before and not running.done():  # noqa: ASYNC110  it sleeps itself
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def town() -> Town:
    return Town()


async def test_everything_is_counted(town: Town) -> None:
    town.tiki.add("a", livechat_id="a")
    town.tiki.add("b", livechat_id="b")
    town.tiki.add("c", livechat_id=None)
    for username in ("admin", "a", "old", "older", "oldest"):
        town.chat.add_account(username, NoCredential())
    plan = Plan(Path.BOTH, LiveChatId("a"), TikiLogin("a"), 1, OldAccount.KEEP)
    await town.journal.begin(plan)
    town.journal.pass_time(601)
    await town.jobs.add(JobKind.MERGE, Asker("schedule"), {})
    town.window = Window.REFUSING
    assert town.count.latest() is None
    await town.look()
    census = town.count.latest()
    assert census is not None
    assert (census.at, census.window, census.stuck) == (town.now, Window.REFUSING, 1)
    assert census.accounts == {
        AccountState.LINKED: 2,
        AccountState.WITHOUT_ID: 1,
        AccountState.UNMIGRATED: 3,
    }
    assert dict(census.migrations) == {(Path.BOTH, Step.BEGUN): 1}
    assert dict(census.jobs) == {(JobKind.MERGE, JobState.WAITING): 1}


async def test_a_count_that_is_old_tells_nothing(town: Town) -> None:
    town.tiki.add("a", livechat_id="a")
    await town.look()
    town.now += 3 * INTERVAL
    assert town.count.latest() is not None
    town.now += 1
    assert town.count.latest() is None


@pytest.mark.parametrize("method", ["migrations", "stuck", "jobs"])
async def test_who_does_not_answer_is_never_counted_as_nobody(
    town: Town, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    town.tiki.add("a", livechat_id="a")
    await town.look()
    before = town.count.latest()
    town.counts.failing[method] = Unavailable("the state database", "no answer")
    town.now += 1
    await town.look()
    await town.look()
    assert town.count.latest() is before
    lines = [r.getMessage() for r in caplog.records if "not counted" in r.getMessage()]
    assert lines == ["accounts and jobs are not counted: the state database: no answer"]


async def test_a_site_without_accounts_cannot_be(town: Town) -> None:
    town.chat.add_account("old", NoCredential())
    await town.look()
    assert town.count.latest() is None
