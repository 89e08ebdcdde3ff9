"""A site and its chat in memory, with a desk that has all commands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from gettext import NullTranslations

from component.domain.group_plan import Limits
from component.domain.groups import RoomRule, RosterGroup
from component.domain.login import Window
from component.domain.migration import OldAccount, Path, Plan, Step
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.passwords.openfire import PlainCredential
from component.frontdoors.commands.about_me import make_whoami
from component.frontdoors.commands.accounts import make_show_account
from component.frontdoors.commands.description import Answers, Ask, Command, Person, Told
from component.frontdoors.commands.desk import Desk
from component.frontdoors.commands.job_list import make_jobs, make_runs
from component.frontdoors.commands.migrate_link import make_migrate
from component.frontdoors.commands.one_job import make_cancel_job, make_job
from component.frontdoors.commands.refresh import make_refresh
from component.frontdoors.commands.reminder_choice import make_reminders
from component.frontdoors.commands.sync import SyncGroups, make_sync_groups
from component.frontdoors.commands.sync_person import make_sync_person
from component.frontdoors.commands.turns import Turn
from component.frontdoors.texts import load_catalogues
from component.frontdoors.wording import Site
from component.usecases.apply_groups import ApplyGroups
from component.usecases.apply_rooms import ApplyRooms
from component.usecases.describe_account import DescribeAccount, DescribeSettings
from component.usecases.plan_groups import PlanGroups
from component.usecases.provision import Provision, ProvisioningSettings
from component.usecases.refresh_person import RefreshPerson
from component.usecases.run_jobs import RunJobs
from component.usecases.sync_person import SyncPerson
from tests.fakes.chat import FakeChat
from tests.fakes.jobs import FakeJobs, FakeTeller
from tests.fakes.managed import FakeManaged
from tests.fakes.migration import FakeJournal
from tests.fakes.rooms import FakeRooms
from tests.unit.usecases.square import Square

DOMAIN = "livechat.test"
SITE = Site("Example %(site)s", DOMAIN)
ROOM = f"monitors@conference.{DOMAIN}"
MAPPINGS = (
    RosterGroup("Helpers", ("Helpers",), "Helping hands"),
    RosterGroup("Monitors", ("Monitors",), "Monitors", rooms=(RoomRule(ROOM, "admin"),)),
)
NATIVE_ONLY = frozenset({"robot"})
CATALOGUES = load_catalogues()


@dataclass
class Office(Square):
    """All parts. What the site decides counts from the first command on.

    Attributes:
        limits: For syncs.
        in_chat: Somebody writes to people.
        woken: How often somebody was told that there are jobs.
    """

    chat: FakeChat = field(default_factory=FakeChat)
    managed: FakeManaged = field(default_factory=FakeManaged)
    journal: FakeJournal = field(default_factory=FakeJournal)
    rooms: FakeRooms = field(default_factory=FakeRooms)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    teller: FakeTeller = field(default_factory=FakeTeller)
    limits: Limits = field(default_factory=lambda: Limits(2, 10.0))
    mappings: Sequence[RosterGroup] = MAPPINGS
    in_chat: bool = True
    woken: int = 0

    def __post_init__(self) -> None:
        self.decide(native_only=NATIVE_ONLY)
        for group in ("Registered", "Helpers", "Monitors"):
            self.tiki.add_group(group)
        self.rooms.add_room(ROOM)

    def add_person(self, login: str, livechat_id: str | None, *groups: str, **columns: str) -> int:
        """Make a Tiki account, and the chat account of its Live Chat ID."""
        user_id = self.tiki.add(
            login, livechat_id=livechat_id, email=columns.get("email"), pass_confirm=1
        )
        for group in groups:
            self.tiki.join(user_id, group)
        if livechat_id:
            self.add_chat_account(livechat_id)
        return user_id

    def add_chat_account(self, username: str) -> None:
        """Make a chat account."""
        self.chat.add_account(username, PlainCredential("secret"))
        self.add_native(username, locale="de")

    async def add_migration(self, livechat_id: str, user_id: int, step: Step) -> None:
        """Note a migration in the journal."""
        plan = Plan(Path.BOTH, LiveChatId(livechat_id), TikiLogin("x"), user_id, OldAccount.KEEP)
        migration = await self.journal.begin(plan)
        assert migration is not None
        if step is not Step.BEGUN:
            await self.journal.advance(migration, step)

    @property
    def describe(self) -> DescribeAccount:
        """The use case."""
        settings = DescribeSettings(DOMAIN, NATIVE_ONLY, (ROOM,))
        return DescribeAccount(
            settings,
            self.tiki,
            self.chat,
            self.managed,
            self.journal,
            self.reminder_choice(),
            self.window,
            self.rooms,
            lambda: self.time.now,
        )

    @property
    def plan(self) -> PlanGroups:
        """Likewise."""
        return PlanGroups(self.mappings, self.tiki, self.chat, self.chat, self.managed, self.rooms)

    @property
    def apply(self) -> ApplyGroups:
        """Likewise."""
        rooms = ApplyRooms(self.rooms, self.rooms, self.managed, self.state)
        return ApplyGroups(self.mappings, self.chat, self.chat, self.managed, self.state, rooms)

    @property
    def refresh(self) -> RefreshPerson:
        """Likewise."""
        provision = Provision(
            ProvisioningSettings(), self.tiki, self.chat, self.chat, self.chat, self.state
        )
        describe = self.describe
        return RefreshPerson(
            self.tiki,
            self.chat,
            self.state,
            describe.places_of,
            provision,
            SyncPerson(self.plan, self.apply),
        )

    @cached_property
    def runner(self) -> RunJobs:
        """Likewise; it carries out nothing."""
        return RunJobs(self.jobs, {}, self.teller)

    @property
    def commands(self) -> list[Command]:
        """All of them."""
        describe, refresh = self.describe, self.refresh
        rosters = [mapping.name for mapping in self.mappings]
        return [
            make_whoami(describe.of_username, SITE),
            make_refresh(refresh, lambda: self.time.now),
            make_migrate(self.give_link(), self.send_link() if self.in_chat else None, SITE),
            make_reminders(self.reminder_choice()),
            make_sync_groups(SyncGroups(self.plan, self.jobs, self._wake, self.limits, rosters)),
            make_sync_person(describe, refresh, DOMAIN),
            make_show_account(describe, DOMAIN),
            make_jobs(self.jobs),
            make_job(self.jobs),
            make_cancel_job(self.jobs, self.runner.cancel),
            make_runs(self.jobs),
        ]

    async def is_admin(self, username: ChatUsername) -> bool:
        """Whether somebody is ada."""
        return username == "ada"

    def desk(self) -> Desk:
        """A desk with all commands."""
        return Desk(self.commands, self.is_admin)

    async def told(self, person: Person, command: str, /, **answers: str) -> Told:
        """What comes of a command that asks nothing on the way."""
        step = (await self.turn(self.desk(), person, command, answers)).step
        assert isinstance(step, Told)
        return step

    async def turn(self, desk: Desk, person: Person, name: str, answers: Answers) -> Turn:
        """Begin a command."""
        return await desk.open(person, "client", name, answers)

    def close_window(self) -> None:
        """Let nobody migrate any more."""
        self.decide(window=Window.CLOSED)

    def _wake(self) -> None:
        self.woken += 1


def somebody(username: str | None, language: str = "en", *, is_in_chat: bool = True) -> Person:
    """A person; ada is an admin."""
    name = f"{username}@{DOMAIN}" if is_in_chat else "root"
    t = CATALOGUES.get(language, NullTranslations())
    account = None if username is None else ChatUsername(username)
    return Person(name, account, t, language, is_in_chat)


def asked(turn: Turn) -> Ask:
    """The step of a turn that asks something."""
    assert isinstance(turn.step, Ask)
    return turn.step


def text_of(step: Told | Ask) -> str:
    """Everything that people read of a step."""
    cells = [cell for table in step.tables for row in table.rows for cell in row]
    labels = [label for table in step.tables for label in table.columns.values()]
    return "\n".join([*step.lines, *labels, *cells])
