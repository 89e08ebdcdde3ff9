"""The report counts accounts on both sides, by what the audit says, and names what went wrong."""

import asyncio

import pytest

from component.domain.audit import Actor, Way
from component.domain.jobs import Asker, JobKind, JobState
from component.domain.login import Window
from component.domain.migration import OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from component.domain.passwords.openfire import PlainCredential
from component.domain.report import MigratedBy, Unmigrated
from component.ports import Unavailable
from component.usecases.list_unmigrated import ListUnmigrated
from component.usecases.make_report import MakeReport, ReportSettings
from tests.fakes.audit import FakeAudit
from tests.fakes.chat import FakeChat
from tests.fakes.chat_lists import FakeChatAccounts, FakeSessions
from tests.fakes.jobs import FakeJobs
from tests.fakes.migration import FakeJournal
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.fakes.window import StandingWindow
from tests.unit.usecases.square import FlyingTime

DAY = 86_400.0


class House:
    """A site with people on both sides."""

    def __init__(self) -> None:
        self.time = FlyingTime()
        self.tiki, self.state = FakeTiki(), FakeState()
        self.chat, self.sessions = FakeChat(), FakeSessions()
        self.accounts = FakeChatAccounts(self.chat)
        self.journal, self.jobs = FakeJournal(), FakeJobs()
        self.audit, self.window = FakeAudit(self.state), StandingWindow(Window.REFUSING)
        self.state.now = self.jobs.rows.now = self.time.now
        self.tiki.add("Somebody", livechat_id=None)
        self.make = MakeReport(
            ReportSettings(),
            self.window,
            self.tiki,
            ListUnmigrated(frozenset({"robot"}), self.accounts, self.tiki, self.state),
            self.sessions,
            self.journal,
            self.audit,
            self.jobs,
            self.time.clock,
        )

    def link(self, livechat_id: str) -> None:
        self.tiki.add(f"The {livechat_id}", livechat_id=livechat_id)
        self.add_chat(livechat_id)

    def add_chat(self, username: str, seen_at: float | None = None) -> None:
        self.chat.add_account(username, PlainCredential("secret"))
        if seen_at is not None:
            self.accounts.seen_at[username] = seen_at

    async def write(self, action: str, subject: str, way: Way, **detail: str) -> None:
        by = Actor("somebody", way).as_detail()
        await self.state.record(action, subject, {**detail, **by})

    async def end_job(self, state: JobState, **outcome: object) -> None:
        await self.jobs.add(JobKind.MERGE, Asker("ada"), {})
        job = await self.jobs.take([JobKind.MERGE])
        assert job is not None
        await self.jobs.end(job, state, outcome)


@pytest.fixture
def house() -> House:
    return House()


async def test_all_accounts_of_the_site_are_counted_by_path(house: House) -> None:
    for name in ("alice", "bob", "carol", "dave"):
        house.link(name)
    await house.write("finish", "alice", Way.PAGE, path="both")
    await house.write("merge", "bob", Way.SIGN_IN)
    await house.write("merge", "carol", Way.SHELL)
    await house.write("merge", "gone", Way.SHELL)
    report = await house.make()
    assert report.linked.paths == {
        MigratedBy.BOTH: 1,
        MigratedBy.SIGN_IN: 1,
        MigratedBy.MERGE: 1,
        MigratedBy.OTHERWISE: 1,
    }
    assert (report.tiki_with, report.tiki_without) == (4, 1)
    assert report.schedule.at(report.at) is Window.REFUSING


async def test_more_than_a_page_is_counted_whole(house: House) -> None:
    for number in range(2_500):
        house.link(f"user{number}")
        await house.write("merge", f"user{number}", Way.SHELL)
    report = await house.make()
    assert report.linked.paths == {MigratedBy.MERGE: 2_500}
    assert report.unmigrated == Unmigrated(0, 0)


async def test_chat_accounts_that_nobody_has_migrated_are_counted_by_when_they_were_seen(
    house: House,
) -> None:
    now = house.time.now
    house.link("alice")
    house.add_chat("recent", seen_at=now - 29 * DAY)
    house.add_chat("old", seen_at=now - 31 * DAY)
    house.add_chat("never")
    house.add_chat("online", seen_at=now - 400 * DAY)
    house.add_chat("robot", seen_at=now)
    house.sessions.usernames = {"online", "alice"}
    assert (await house.make()).unmigrated == Unmigrated(seen=2, unseen=2)


async def test_migrations_that_are_under_way_for_long_are_stuck(house: House) -> None:
    for name in ("early", "late", "done"):
        plan = Plan(Path.BOTH, LiveChatId(name), TikiLogin(name), None, OldAccount.KEEP)
        begun = await house.journal.begin(plan)
        assert begun is not None
        if name == "done":
            await house.journal.advance(begun, Step.FINISHED)
        if name == "early":
            house.time.now = begun.at + 601
            house.journal.pass_time(601)
    assert [one.plan.livechat_id for one in (await house.make()).stuck] == ["early"]


async def test_runs_that_failed_or_failed_at_something_are_named(house: House) -> None:
    await house.end_job(JobState.FAILED)
    house.jobs.pass_time(31 * DAY)
    house.time.now += 31 * DAY
    await house.end_job(JobState.DONE)
    await house.end_job(JobState.DONE, failed=0)
    await house.end_job(JobState.DONE, failed=3)
    await house.end_job(JobState.REFUSED)
    await house.jobs.add(JobKind.MERGE, Asker("ada"), {})
    assert [job.number for job in (await house.make()).failed_runs] == [5, 4]


async def test_what_was_given_up_lately_and_what_was_undone_is_counted(house: House) -> None:
    await house.write("migrate-failed", "alice", Way.PAGE)
    await house.write("finish", "bob", Way.PAGE, path="both")
    house.state.pass_time(31 * DAY)
    house.time.now += 31 * DAY
    await house.write("migrate-failed", "alice", Way.PAGE)
    await house.write("undone", "bob", Way.SHELL)
    report = await house.make()
    assert (report.given_up, report.undone) == (1, 1)


async def test_many_at_once_get_one_report_that_is_made_anew_when_it_is_old(
    house: House,
) -> None:
    first, second = await asyncio.gather(house.make(), house.make())
    assert first is second
    assert house.sessions.count("online") == 1
    house.time.now += 10.0
    assert await house.make() is not first


@pytest.mark.parametrize("part", ["sessions", "accounts", "tiki", "journal", "audit", "jobs"])
async def test_nothing_is_counted_where_somebody_does_not_answer(house: House, part: str) -> None:
    getattr(house, part).go_down()
    with pytest.raises(Unavailable):
        await house.make()
    getattr(house, part).come_back()
    await house.make()
