"""A house whose people write to the bridge, in memory."""

from dataclasses import dataclass, field
from gettext import NullTranslations

from component.domain.names import ChatUsername
from component.domain.reminders import Reply
from component.frontdoors.answers import all_answers
from component.frontdoors.commands.people import People
from component.frontdoors.texts import Texts, read_catalogue
from component.frontdoors.xmpp.allowance import Allowance
from component.frontdoors.xmpp.chat_text import ChatText
from component.frontdoors.xmpp.inbox import Written
from component.frontdoors.xmpp.replies import ReminderReplies, Replies
from component.ports import Unavailable
from tests.fakes.commands import DESCRIPTIONS, FakeCommands
from tests.fakes.reminders import FakeContacts
from tests.fakes.tiki import FakeTiki

ADDRESS = "accounts@tiki.chat.test"
GERMAN = read_catalogue(
    b"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "answers"
msgid "stop, unsubscribe"
msgstr "stopp"

msgctxt "answers"
msgid "help, info"
msgstr "hilfe"

msgid "Who am I?"
msgstr "Wer bin ich?"

msgid "This is you."
msgstr "Das sind Sie."
""",
    "de",
)
TEXTS = Texts({"en": NullTranslations(), "de": GERMAN})
UNCLEAR = "I am a program and did not understand that."
HINT = f'{UNCLEAR}\n\nWrite "help" to see what I can do.'


@dataclass
class House:
    """The bridge, and what it has said.

    Attributes:
        linked: Whom reminders do not concern.
        reminded: What the answers to reminders were asked for.
        sent: To whom, at which client, in which language, what, and from where.
    """

    linked: set[str] = field(default_factory=lambda: {"admin"})
    with_reminders: bool = True
    commands: FakeCommands = field(default_factory=FakeCommands)
    contacts: FakeContacts = field(default_factory=FakeContacts)
    tiki: FakeTiki = field(default_factory=FakeTiki)
    reminded: list[tuple[str, str, Reply, str]] = field(default_factory=list)
    sent: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    is_up: bool = True
    now: float = 0.0
    replies: Replies = field(init=False)

    def __post_init__(self) -> None:
        self.contacts.add("admin")
        self.contacts.add("bob", locale="de")
        desk = self.commands.desk()
        self.replies = Replies(
            desk,
            DESCRIPTIONS,
            ChatText(desk, self.clock),
            People(self.contacts, self.tiki, TEXTS, "chat.test"),
            self,
            all_answers(TEXTS.catalogues.values()),
            TEXTS.translate,
            ReminderReplies(self.remind, self.concerns) if self.with_reminders else None,
            a_minute=Allowance(30, 60.0, self.clock),
            an_hour=Allowance(300, 3600.0, self.clock),
            hints=Allowance(10, 3600.0, self.clock),
        )

    def clock(self) -> float:
        return self.now

    async def concerns(self, username: ChatUsername) -> bool:
        return username not in self.linked

    async def remind(
        self, username: ChatUsername, resource: str, reply: Reply, language: str
    ) -> None:
        self.reminded.append((username, resource, reply, language))

    def write(
        self, username: ChatUsername, resource: str, language: str, body: str, sender: str = ""
    ) -> None:
        if not self.is_up:
            raise Unavailable("Openfire", "there is no stream to it")
        self.sent.append((username, resource, language, body, sender))

    async def say(self, text: str, username: str = "admin", to: str = ADDRESS) -> str:
        """Write something; what was answered, '' for nothing or by a reminder."""
        count = len(self.sent)
        client = f"{username}@chat.test/phone"
        await self.replies(Written(ChatUsername(username), "phone", client, to, "", text))
        assert len(self.sent) - count in (0, 1)
        return self.sent[-1][3] if len(self.sent) > count else ""

    @property
    def asked(self) -> list[Reply]:
        return [reply for _, _, reply, _ in self.reminded]
