"""A chat server whose people are reminded all at once, by components that come and go."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from component.domain.announcement import Order, Selection
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.passwords.openfire import PlainCredential
from component.domain.run_items import RunItem
from component.frontdoors.letters import WrittenLetters
from component.frontdoors.wording import Site
from component.usecases.announce_job import AnnounceJob
from component.usecases.choose_addressees import ChooseAddressees
from component.usecases.invite import Invite
from component.usecases.job_handling import Result
from component.usecases.list_unmigrated import ListUnmigrated
from component.usecases.patience import OutagePace
from component.usecases.remind_now import RemindNow
from tests.fakes.chat import FakeChat
from tests.fakes.chat_lists import FakeChatAccounts, FakeSessions
from tests.fakes.run_items import FakeRunItems
from tests.unit.usecases.fate import Fate
from tests.unit.usecases.square import LIFETIME, TEXTS, Square

BOSS = Asker("boss@livechat.test", "boss")
NUMBER = 7


@dataclass
class Announcer(Square):
    """All parts."""

    chat: FakeChat = field(default_factory=FakeChat)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    items: FakeRunItems = field(default_factory=FakeRunItems)
    accounts: FakeChatAccounts = field(init=False)
    with_mails: bool = True
    steps: list[tuple[int, int]] = field(default_factory=list)
    stop_at: int | None = None
    most_steps: int | None = None

    def __post_init__(self) -> None:
        self.accounts = FakeChatAccounts(self.chat)
        self.decide(native_only=frozenset({"admin"}))
        self.tiki.add("somebody of the site", livechat_id="somebody")

    def people(self, *usernames: str, email: str = "") -> None:
        """Make chat accounts that nobody has migrated."""
        for username in usernames:
            self.chat.add_account(username, PlainCredential("secret"))
            self.add_native(username, email and f"{username}@{email}")

    def choose(self, fate: Fate | None = None) -> ChooseAddressees:
        """The use case, of a component that has just been started."""
        fate = fate or Fate()
        tiki, state = fate.over(self.tiki), fate.over(self.state)
        unmigrated = ListUnmigrated(frozenset({"admin"}), fate.over(self.accounts), tiki, state)
        return ChooseAddressees(
            unmigrated,
            fate.over(self.sessions),
            fate.over(self.reminders),
            fate.over(self.contacts),
        )

    def job(self, fate: Fate | None = None) -> AnnounceJob:
        """Likewise."""
        fate = fate or Fate()
        tiki, state = fate.over(self.tiki), fate.over(self.state)
        invite = Invite(LIFETIME, fate.over(self.invitations), tiki, state, lambda: self.time.now)
        letters = WrittenLetters(fate.over(self.post), TEXTS, Site("Example", "chat.example.org"))
        remind = RemindNow(
            self.settings,
            invite,
            fate.over(self.reminders),
            fate.over(self.contacts),
            tiki,
            fate.over(self.messenger),
            letters if self.with_mails else None,
            self.window,
            self.time.clock,
        )
        pace = OutagePace(1.0, 4.0, 20.0)
        return AnnounceJob(
            self.choose(fate), remind, fate.over(self.items), state, pace, self.time.clock
        )

    async def carry_out(
        self,
        selection: Selection | None = None,
        fate: Fate | None = None,
        **job: Any,  # noqa: ANN401  the fields of Job
    ) -> Result:
        """Carry out a job as it comes back from the table, in a component of its own."""
        order = Order(selection or Selection(), job.pop("asked_at", self.time.now))
        arguments: dict[str, object] = json.loads(json.dumps(order.as_json()))
        found = Job(NUMBER, JobKind.ANNOUNCE, BOSS, arguments, JobState.RUNNING, attempts=1)
        return await self.job(fate)(replace(found, **job), self.progress)

    async def progress(self, done: int, total: int) -> bool:
        """Note how far it is."""
        self.steps.append((done, total))
        is_enough = self.most_steps is not None and len(self.steps) >= self.most_steps
        return not is_enough and (self.stop_at is None or done < self.stop_at)

    def noted(self) -> list[RunItem]:
        """What the run did with each."""
        return self.items.of(NUMBER)

    def mailed(self) -> list[str]:
        """Who got a mail, in that order."""
        return [mail.to for mail in self.post.mails]
