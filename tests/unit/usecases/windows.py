"""A site whose migration window is turned by admins of several components."""

from dataclasses import dataclass, field

from component.domain.passwords.openfire import PlainCredential
from component.domain.window import Schedule
from component.usecases.change_window import ChangeWindow
from component.usecases.list_unmigrated import ListUnmigrated
from component.usecases.window_now import KnowWindow, WindowSettings
from tests.fakes.chat import FakeChat
from tests.fakes.chat_lists import FakeChatAccounts
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.fakes.window import FakeSchedules
from tests.unit.usecases.fate import Fate

NOW = 1_790_000_000.0


@dataclass
class Windows:
    """All parts; `passed` seconds have gone since the site began, which is not yet."""

    schedules: FakeSchedules = field(default_factory=FakeSchedules)
    state: FakeState = field(default_factory=FakeState)
    tiki: FakeTiki = field(default_factory=FakeTiki)
    chat: FakeChat = field(default_factory=FakeChat)
    passed: float = 0.0

    def __post_init__(self) -> None:
        self.tiki.add("alice", livechat_id="alice")
        self.add_native("alice")

    @property
    def now(self) -> float:
        """The time."""
        return NOW + self.passed

    @property
    def schedule(self) -> Schedule:
        """What all components go by."""
        assert self.schedules.kept is not None
        return self.schedules.kept.schedule

    def add_native(self, *usernames: str) -> None:
        """Make chat accounts."""
        for username in usernames:
            self.chat.add_account(username, PlainCredential("secret"))

    def change(self, fate: Fate | None = None) -> ChangeWindow:
        """The use case, of a component that has just been started."""
        fate = fate or Fate()
        schedules, state = fate.over(self.schedules), fate.over(self.state)
        know = KnowWindow(WindowSettings(), schedules, state, lambda: self.now, lambda: self.passed)
        unmigrated = ListUnmigrated(
            frozenset({"admin"}), FakeChatAccounts(self.chat), self.tiki, self.state
        )
        return ChangeWindow(know, schedules, state, unmigrated, lambda: self.now)
