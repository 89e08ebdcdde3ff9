"""A place where people are reminded, in memory: fakes on all sides and a clock that flies."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from component.domain.login import Window
from component.domain.names import ChatUsername
from component.domain.reminders import DAY, Pacing, Say
from component.frontdoors.letters import WrittenLetters
from component.frontdoors.texts import SOURCE, Texts
from component.frontdoors.wording import Site
from component.usecases.answer_reply import AnswerReply
from component.usecases.give_link import GiveLink, SendLink
from component.usecases.invite import Invite
from component.usecases.remind import Remind
from component.usecases.remind_by_mail import RemindByMail
from component.usecases.reminder_choice import ReminderChoice
from component.usecases.reminding import Clock, RemindSettings
from tests.fakes.reminders import (
    FakeContacts,
    FakeInvitations,
    FakeMessenger,
    FakePost,
    FakeReminders,
    Sent,
)
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.fakes.window import StandingWindow

if TYPE_CHECKING:
    from component.usecases.folding_queue import FoldingQueue

BEGIN = 1_790_000_000.0
SITE = "https://www.example.org/livechat"
LIFETIME = 7 * DAY
PHONE, DESK = "phone", "desk"
TEXTS = Texts({SOURCE: NullTranslations()})
_MANY = 1_000_000


class FlyingTime:
    """A clock that stands still unless somebody waits, and then jumps.

    Attributes:
        now: Seconds since the epoch.
    """

    def __init__(self) -> None:
        self.now = BEGIN
        self._events: list[tuple[float, Callable[[], None]]] = []

    @property
    def clock(self) -> Clock:
        """As the use cases see it."""
        return Clock(lambda: self.now, self.sleep)

    def after(self, seconds: float, event: Callable[[], None]) -> None:
        """Let something happen once so much time is over."""
        self._events.append((self.now + seconds, event))

    async def sleep(self, seconds: float) -> None:
        """Let time pass; what was to happen meanwhile happens."""
        end = self.now + max(seconds, 0)
        while due := [event for event in self._events if event[0] <= end]:
            first = min(due, key=lambda event: event[0])
            self._events.remove(first)
            self.now = first[0]
            first[1]()
            await asyncio.sleep(0)
        self.now = end
        await asyncio.sleep(0)


@dataclass
class Square:
    """All parts. Settings count from the first use of a use case on."""

    time: FlyingTime = field(default_factory=FlyingTime)
    tiki: FakeTiki = field(default_factory=FakeTiki)
    state: FakeState = field(default_factory=FakeState)
    contacts: FakeContacts = field(default_factory=FakeContacts)
    invitations: FakeInvitations = field(default_factory=FakeInvitations)
    reminders: FakeReminders = field(default_factory=FakeReminders)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    post: FakePost = field(default_factory=FakePost)
    window: StandingWindow = field(default_factory=StandingWindow)
    settings: RemindSettings = field(
        default_factory=lambda: RemindSettings(
            SITE, pacing=Pacing([DAY, 3 * DAY]), per_minute=6000.0, mails_per_minute=6000.0
        )
    )

    def decide(self, *, window: Window | None = None, **settings: Any) -> None:  # noqa: ANN401  the fields of RemindSettings
        """Change what the site decides; without `window` that one stays."""
        self.window.stands = window or self.window.stands
        self.settings = replace(self.settings, **settings)

    def add_native(self, username: str, email: str = "", locale: str = "") -> ChatUsername:
        """Make a chat account that nobody has claimed."""
        self.contacts.add(username, email, locale)
        return ChatUsername(username)

    def migrate(self, username: str) -> None:
        """Have a Tiki account claim a chat account."""
        self.tiki.add(f"{username} of the site", livechat_id=username)

    def invite(self) -> Invite:
        """The use case."""
        return Invite(LIFETIME, self.invitations, self.tiki, self.state, lambda: self.time.now)

    def remind(self) -> Remind:
        """The use case, of a component that has just been started."""
        return Remind(
            self.settings,
            self.invite(),
            self.reminders,
            self.contacts,
            self.tiki,
            self.messenger,
            self.window,
            self.time.clock,
        )

    def remind_by_mail(self) -> RemindByMail:
        """Likewise."""
        letters = WrittenLetters(self.post, TEXTS, Site("Example", "chat.example.org"))
        return RemindByMail(
            self.settings,
            self.invite(),
            self.reminders,
            self.contacts,
            self.tiki,
            letters,
            self.window,
            self.time.clock,
        )

    def answer_reply(self) -> AnswerReply:
        """Likewise."""
        return AnswerReply(
            self.give_link(),
            self.reminder_choice(),
            self.reminders,
            self.contacts,
            self.tiki,
            self.messenger,
            self.window,
            self.time.clock,
        )

    def give_link(self) -> GiveLink:
        """Likewise."""
        return GiveLink(
            self.settings,
            self.invite(),
            self.reminders,
            self.tiki,
            self.window,
            self.time.clock,
        )

    def send_link(self) -> SendLink:
        """Likewise."""
        return SendLink(self.give_link(), self.contacts, self.tiki, self.messenger)

    def reminder_choice(self) -> ReminderChoice:
        """Likewise."""
        return ReminderChoice(self.reminders, self.state, self.time.clock)

    def reminded(self) -> list[str]:
        """Who got a reminder, in that order."""
        return [sent.username for sent in self.messenger.sent if sent.notice.what is Say.REMINDER]

    def last(self) -> Sent:
        """The last message."""
        return self.messenger.sent[-1]

    def token(self) -> str:
        """The one in the last message."""
        return self.last().notice.link.rpartition("/")[2]

    def down(self, *, up_after: float | None = None) -> None:
        """Have the state database down, for so many seconds or for good."""
        parts = (self.state, self.reminders, self.invitations)
        for part in parts:
            part.go_down()
            if up_after is not None:
                self.time.after(up_after, part.come_back)


@contextlib.asynccontextmanager
async def working(*reminding: Remind | RemindByMail) -> AsyncIterator[None]:
    """Let workers work for the length of a block, then until nobody waits."""
    tasks = [asyncio.create_task(one.run()) for one in reminding]
    try:
        yield
        for one in reminding:
            await idle(one)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def idle(one: Remind | RemindByMail) -> None:
    """Wait until nobody waits."""
    queue: FoldingQueue[str, Any] = one._arrivals if isinstance(one, Remind) else one._refused
    for _ in range(_MANY):
        await asyncio.sleep(0)
        if not len(queue) and queue._in_hand is None:
            return
    raise AssertionError("somebody is waiting still")


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(_MANY):
        await asyncio.sleep(0)
        if is_so():
            return
    raise AssertionError("it never came about")
