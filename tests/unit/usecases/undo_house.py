"""A site in memory where somebody has migrated, and the use case that undoes it."""

from dataclasses import dataclass, field
from typing import Any

from component.domain.audit import Actor, Way
from component.domain.migration import Migration, OldAccount, Path, Plan, Step
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.passwords.openfire import PlainCredential
from component.domain.snapshot import RosterItem, Snapshot
from component.domain.undo import Undone, UndoPlan, UndoProblem
from component.ports import Unavailable
from component.usecases.leave_behind import LeaveBehind
from component.usecases.plan_undo import PlanUndo, UndoSettings
from component.usecases.undo import Undo
from tests.fakes.chat import FakeChat
from tests.fakes.fake import Fake
from tests.fakes.managed import FakeManaged
from tests.fakes.migration import DOMAIN, FakeArchive, FakeJournal
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki

DAY = 86_400.0
UNDO_SECONDS = 30 * DAY
ALICE = ChatUsername("alice")
ALICE_ID = LiveChatId("alice")
PASSWORD = "a new one"
BY = Actor("root (uid 0)", Way.SHELL)
CONTACT = RosterItem(ALICE, f"bob@{DOMAIN}", 3, -1, -1, "Bob", ("Friends",))


class Crash(Unavailable):
    """The component dies here."""


@dataclass
class UndoHouse:
    """Alice of Tiki, login `Alice`, was the chat account `alice`, in the roster group Helpers."""

    tiki: FakeTiki = field(default_factory=FakeTiki)
    chat: FakeChat = field(default_factory=FakeChat)
    state: FakeState = field(default_factory=FakeState)
    managed: FakeManaged = field(default_factory=FakeManaged)
    journal: FakeJournal = field(default_factory=FakeJournal)
    forgotten: list[str] = field(default_factory=list)
    user_id: int = 0

    def __post_init__(self) -> None:
        self.archive = FakeArchive(self.chat, DOMAIN)
        self.chat.add_roster_group("Helpers")
        self.chat.add_roster_group("Staff")

    @property
    def fakes(self) -> tuple[Fake, ...]:
        """All that can be called."""
        return self.tiki, self.chat, self.state, self.managed, self.journal, self.archive

    async def migrate(
        self, path: Path = Path.BOTH, old_account: OldAccount = OldAccount.KEEP
    ) -> Migration:
        """Have Alice migrated, and in the group Staff for it."""
        self.user_id = self.tiki.add("Alice", livechat_id="alice")
        plan = Plan(path, ALICE_ID, TikiLogin("Alice"), self.user_id, old_account)
        migration = await self.journal.begin(plan)
        assert migration is not None
        if path is not Path.TIKI_ONLY:
            await self.journal.save_snapshot(migration, await self._live_before())
        if old_account is OldAccount.DELETE:
            self.chat.lose_account(ALICE)
        else:
            await self._live_after()
        return await self._walk(migration, Step.CLAIMED, Step.FINISHED)

    async def undo(
        self, name: str = "alice", password: str = PASSWORD, number: int = 1
    ) -> Undone | UndoProblem:
        """Undo, in a component that was just started."""
        return await Undo(
            self.planning(),
            self.tiki,
            self.chat,
            self.chat,
            self.chat,
            self.managed,
            self.archive,
            self.state,
            self.journal,
            self.forgotten.append,
            self._leave().sign_out,
        )(name, number, password, BY)

    async def look(self, name: str = "alice") -> UndoPlan | UndoProblem:
        """See what undoing would do."""
        return await self.planning()(name)

    def planning(self) -> PlanUndo:
        """The use case."""
        return PlanUndo(
            UndoSettings(DOMAIN, UNDO_SECONDS),
            self.tiki,
            self.chat,
            self.managed,
            self.journal,
            clock=lambda: self.journal.rows.now,
        )

    def rename(self, login: str) -> None:
        """Give Alice's Tiki account another login."""
        self.tiki._logins[self.user_id] = login

    def die_at(self, number: int) -> None:
        """Let the component die at its call of this number, whomever it calls; the first is 1."""
        left = iter(range(number - 1, -1, -1))
        for fake in self.fakes:
            self._wrap(fake, left)

    def revive(self) -> None:
        """Answer every call again."""
        for fake in self.fakes:
            vars(fake).pop("_called", None)

    def can_sign_in(self) -> bool:
        """Whether Alice gets in, with the Tiki password or with the new one."""
        linked = self.tiki.stored_id(self.user_id) == "alice"
        return linked or self.has_password()

    def has_password(self, password: str = PASSWORD) -> bool:
        """Whether a native password opens the chat account."""
        there = ALICE in self.chat.usernames
        return there and self.chat.credential(ALICE) == PlainCredential(password)

    def picture(self) -> dict[str, Any]:
        """Everything that undoing changes."""
        there = ALICE in self.chat.usernames
        return {
            "id": self.tiki.stored_id(self.user_id),
            "steps": self.journal.steps("alice"),
            "groups": self.chat.groups_with(ALICE),
            "managed": {roster for roster, members in self.managed.members.items() if members},
            "roster": self.archive.roster_of(ALICE),
            "retired": set(self.state._retired),
            "is_there": there,
            "card": self.chat.shown(ALICE).card if there else None,
            "password": self.has_password(),
            "native": ALICE not in self.state._forgotten,
        }

    def _leave(self) -> LeaveBehind:
        async def wait(_seconds: float) -> None:
            pass

        chat, forget = self.chat, self.forgotten.append
        return LeaveBehind(chat, chat, chat, self.managed, self.state, forget, sleep=wait)

    async def _live_before(self) -> Snapshot:
        self.chat.add_account(ALICE, PlainCredential("the old one"))
        self.chat.shown(ALICE).name = "Alice"
        self.chat.shown(ALICE).card = {"FN": "Alice"}
        self.chat.rejoin(ALICE, ["Helpers"])
        self.archive.add_roster_item(CONTACT)
        snapshot = await self.archive.read(ALICE)
        assert snapshot is not None
        return snapshot

    async def _live_after(self) -> None:
        if ALICE not in self.chat.usernames:
            await self.chat.create_account(ALICE, "Alice", "")
        await self.chat.replace_password(ALICE)
        await self.state.forget_native_password(ALICE)
        for roster in ("Staff", "Helpers"):
            await self.managed.manage_members(roster, [ALICE])
            await self.chat.add_members(roster, [ALICE])

    async def _walk(self, migration: Migration, *steps: Step) -> Migration:
        for step in steps:
            advanced = await self.journal.advance(migration, step)
            assert advanced is not None
            migration = advanced
        return migration

    def _wrap(self, fake: Fake, left: Any) -> None:  # noqa: ANN401  an iterator shared by all
        real = fake._called

        async def called(method: str, *arguments: object) -> None:
            if next(left, 0) == 0:
                raise Crash(fake.title, method)
            await real(method, *arguments)

        vars(fake)["_called"] = called
