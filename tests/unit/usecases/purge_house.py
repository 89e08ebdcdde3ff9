"""A site whose unmigrated chat accounts are purged, in components of their own."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from component.domain.jobs import Asker, Job, JobKind
from component.domain.login import Window
from component.domain.names import ChatUsername, LiveChatId
from component.domain.passwords.openfire import PlainCredential
from component.domain.purge import PurgeLimits, Stage
from component.domain.reminders import DAY
from component.domain.run_items import ItemState, RunItem
from component.domain.snapshot import OfflineMessage, RosterItem
from component.usecases.admins import AdminRules, IsAdmin
from component.usecases.export_job import ExportJob
from component.usecases.find_protected import FindProtected, PurgeRules
from component.usecases.job_handling import Result
from component.usecases.list_unmigrated import ListUnmigrated
from component.usecases.patience import OutagePace
from component.usecases.plan_purge import PlanPurge, PurgePlan
from component.usecases.purge_account import PurgeAccount
from component.usecases.purge_job import PurgeJob
from component.usecases.purge_order import PurgeOrder
from component.usecases.reminding import Clock
from component.usecases.restore_account import RestoreAccount
from tests.fakes.chat import FakeChat
from tests.fakes.chat_lists import FakeChatAccounts, FakeChatAdmins, FakeSessions
from tests.fakes.exports import FakeExports
from tests.fakes.migration import FakeArchive, FakeJournal
from tests.fakes.run_items import FakeRunItems
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.unit.usecases.fate import Fate

DOMAIN = "livechat.test"
NOW = 1_790_000_000.0
LONG_AGO = NOW - 400 * DAY
BOSS = Asker("boss@livechat.test", "boss")
PACE = OutagePace(pause=1.0, longest_pause=4.0, patience=20.0)
EXPORT_NUMBER, PURGE_NUMBER = 6, 7
PURGED = ("ann", "ben", "cat", "dan")
"""Who has not migrated, and is nobody that is protected."""
PROTECTED = ("chief", "helper", "kept", "linked", "olga", "rita", "robot", "root")


@dataclass
class PurgeHouse:
    """The site.

    Attributes:
        window: Where the migration stands.
        stop_at: After so many accounts somebody asks for the end of a job.
    """

    chat: FakeChat = field(default_factory=FakeChat)
    tiki: FakeTiki = field(default_factory=FakeTiki)
    state: FakeState = field(default_factory=FakeState)
    journal: FakeJournal = field(default_factory=FakeJournal)
    exports: FakeExports = field(default_factory=FakeExports)
    items: FakeRunItems = field(default_factory=FakeRunItems)
    people: FakeChatAdmins = field(default_factory=lambda: FakeChatAdmins("root"))
    sessions: FakeSessions = field(default_factory=lambda: FakeSessions("olga"))
    window: Window = Window.REFUSING
    limits: PurgeLimits = field(default_factory=lambda: PurgeLimits(100, 10.0))
    stop_at: int | None = None
    now: float = NOW
    slept: list[float] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.archive = FakeArchive(self.chat)
        self.accounts = FakeChatAccounts(self.chat)
        self.tiki.add("Linda", livechat_id="linked")
        self.people.groups["Staff"] = {"helper"}
        for username in (*PURGED, *PROTECTED):
            self.add(username)
        self.accounts.seen_at["rita"] = NOW - DAY
        self.accounts.seen_at["ben"] = LONG_AGO
        self.meet("ann", "ben")
        self.meet("ann", "linked")
        self.archive.keep("ann").offline.append(OfflineMessage("1", "<message>hello</message>"))

    def add(self, username: str) -> None:
        """Make a chat account, long ago."""
        self.chat.add_account(username, PlainCredential(f"{username}'s old password"))
        self.accounts.made_at[username] = LONG_AGO

    def meet(self, one: str, other: str) -> None:
        """Have two people in each other's rosters."""
        for owner, contact in ((one, other), (other, one)):
            self.archive.add_roster_item(
                RosterItem(ChatUsername(owner), f"{contact}@{DOMAIN}", 3, -1, -1)
            )

    def plan(self, fate: Fate | None = None) -> PlanPurge:
        """The use case."""
        fate = fate or Fate()
        admins = AdminRules(frozenset({"chief"}), frozenset({"Staff"}))
        rules = PurgeRules(frozenset({"robot"}), admins, ("ke?t",), 30.0)
        accounts = fate.over(self.accounts)
        return PlanPurge(
            ListUnmigrated(
                rules.native_only, accounts, fate.over(self.tiki), fate.over(self.state)
            ),
            FindProtected(rules, fate.over(self.people), fate.over(self.sessions), self.clock),
            accounts,
            fate.over(self.exports),
        )

    def exporting(self, fate: Fate | None = None) -> ExportJob:
        """Likewise."""
        fate = fate or Fate()
        return ExportJob(
            DOMAIN,
            self.plan(fate),
            fate.over(self.archive),
            fate.over(self.state),
            fate.over(self.items),
            PACE,
            self.clock,
        )

    def account(self, fate: Fate | None = None) -> PurgeAccount:
        """Likewise."""
        fate = fate or Fate()
        tiki, chat = fate.over(self.tiki), fate.over(self.chat)
        rules = AdminRules(frozenset({"chief"}), frozenset({"Staff"}))
        return PurgeAccount(
            DOMAIN,
            fate.over(self.accounts),
            tiki,
            chat,
            fate.over(self.archive),
            fate.over(self.state),
            fate.over(self.journal),
            IsAdmin(rules, tiki, chat, lambda: self.now),
        )

    def purging(self, fate: Fate | None = None) -> PurgeJob:
        """Likewise."""
        fate = fate or Fate()
        return PurgeJob(
            DOMAIN,
            self.limits,
            self.plan(fate),
            self.account(fate),
            fate.over(self.items),
            self._window,
            PACE,
            self.clock,
        )

    @property
    def restore(self) -> RestoreAccount:
        """Likewise."""
        return RestoreAccount(
            DOMAIN,
            self.plan(),
            self.tiki,
            self.chat,
            self.chat,
            self.archive,
            self.state,
            self.journal,
            self.forgotten.append,
        )

    @property
    def clock(self) -> Clock:
        """The time, and waiting that takes none of it."""
        return Clock(lambda: self.now, self._sleep)

    async def export(self, fate: Fate | None = None, number: int = EXPORT_NUMBER) -> Result:
        """Carry out an export."""
        job = Job(number, JobKind.EXPORT, BOSS, {}, attempts=1, began_at=NOW)
        return await self.exporting(fate)(job, self._progress)

    async def order(self, *, is_dry: bool = False) -> PurgeOrder:
        """What is confirmed for the newest export."""
        plan = await self.planned(Stage.DELETE)
        assert plan.export is not None
        return PurgeOrder(plan.export.name, plan.export.digest, plan.size, is_dry)

    async def planned(self, stage: Stage, export: str = "") -> PurgePlan:
        """Plan a stage."""
        return await self.plan()(stage, export)

    async def purge(self, order: PurgeOrder, fate: Fate | None = None, **job: Any) -> Result:  # noqa: ANN401  the fields of Job
        """Carry out a purge as it comes back from the table."""
        arguments: dict[str, object] = json.loads(json.dumps(order.as_json()))
        found = replace(Job(PURGE_NUMBER, JobKind.PURGE, BOSS, arguments, attempts=1), **job)
        return await self.purging(fate)(found, self._progress)

    def noted(self, number: int = PURGE_NUMBER) -> dict[str, tuple[ItemState, str]]:
        """What a job has noted of each account."""
        return {item.subject: (item.state, item.why) for item in self.items.of(number)}

    def note(self, item: RunItem) -> None:
        """Have something noted by a purge that was broken off."""
        self.items.rows.items.setdefault(PURGE_NUMBER, {})[item.subject] = item

    async def retired(self) -> set[str]:
        """The names that nobody gets any more."""
        return set(await self.state.retired_among([*PURGED, *PROTECTED]))

    def audit_of(self, username: str) -> list[str]:
        """What the audit says was done to an account."""
        return [action for action, subject, _ in self.state.audit if subject == username]

    async def picture(self) -> object:
        """Everything that lasts, but the audit."""
        return (
            sorted(self.chat.usernames),
            {name: self.archive.roster_of(name) for name in sorted(self.chat.usernames)},
            await self.retired(),
            self.noted(),
            sorted(self.exports.stored),
        )

    async def migrate(self, username: str) -> None:
        """Somebody of the site takes a chat account over."""
        user_id = self.tiki.add(f"The {username}")
        assert await self.tiki.claim_livechat_id(user_id, LiveChatId(username))

    async def _window(self) -> Window:
        return self.window

    async def _progress(self, done: int, total: int) -> bool:
        self.steps.append((done, total))
        return self.stop_at is None or done < self.stop_at

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def exported() -> PurgeHouse:
    """A site where the accounts to purge stand in an export."""
    house = PurgeHouse()
    assert (await house.export()).outcome["exported"] == len(PURGED)
    house.state.audit.clear()
    house.steps.clear()
    return house
