"""A site where people migrate: fakes of all servers, and components that work on them."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Protocol

from component.domain.groups import RosterGroup
from component.domain.login import Outcome as LoginOutcome
from component.domain.login import Window
from component.domain.migration import ChatProof, Migrated, OldAccount, Path, Step, TikiProof
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.snapshot import RosterItem
from component.usecases.carry_out_migration import CarryOutMigration
from component.usecases.finish_migration import FinishMigration
from component.usecases.give_up_migration import GiveUpMigration
from component.usecases.live_chat_ids import LiveChatIds
from component.usecases.migrate import Migrate, MigrateSettings
from component.usecases.migrate_ways import Outcome
from component.usecases.prove import ProofSettings, Prove
from component.usecases.provision import Provision
from component.usecases.recover import Recover, RecoverSettings
from tests.fakes.migration import FakeArchive, FakeJournal
from tests.fakes.window import StandingWindow
from tests.unit.usecases.fate import Fate
from tests.unit.usecases.house import DOMAIN, House

LEASE_SECONDS = 30.0
NATIVE_PASSWORD = "the old chat password"
TIKI_PASSWORD = "the password on the site"
IVAN = ChatUsername("ivan")
LOGIN = "Ivan the Great"
EMAIL = "ivan@mail.test"
FRIEND = RosterItem(IVAN, f"olga@{DOMAIN}", sub=3, ask=-1, recv=-1, nick="Olga", groups=("Family",))
SEEN_BY = RosterItem(ChatUsername("olga"), f"ivan@{DOMAIN}", sub=3, ask=-1, recv=-1)


MIGRATED = Migrated(LiveChatId(IVAN), TikiLogin(LOGIN))
HELPERS = (RosterGroup("helpers", ("Helpers",), "Helpers"),)


async def take_turns(seconds: float) -> None:
    """Let others go on, for as long as they would in some seconds."""
    for _ in range(round(seconds * 100)):
        await asyncio.sleep(0)


@dataclass
class Component:
    """The use cases of one component."""

    prove: Prove
    migrate: Migrate
    recover: Recover
    provision: Provision


@dataclass
class Site:
    """All that is outside of the components."""

    house: House
    old_account: OldAccount = OldAccount.KEEP
    window: Window = Window.OPEN
    patience: float = 5.0
    journal: FakeJournal = field(init=False)
    archive: FakeArchive = field(init=False)

    def __post_init__(self) -> None:
        self.house.journal = self.journal = FakeJournal(lease_seconds=LEASE_SECONDS)
        self.archive = FakeArchive(self.house.chat)

    def component(self, fate: Fate | None = None) -> Component:
        """Start a component."""
        house, fate = self.house, fate or Fate()
        tiki, chat, state = fate.over(house.tiki), fate.over(house.chat), fate.over(house.state)
        journal, archive = fate.over(self.journal.another()), fate.over(self.archive)
        native_only, window = house.login.native_only, StandingWindow(self.window)
        provision = house.provide(fate)
        give_up = GiveUpMigration(tiki, state, journal)
        finish = FinishMigration(tiki, chat, chat, archive, state, journal, provision, give_up)
        return Component(
            prove=Prove(ProofSettings(DOMAIN, native_only), tiki, chat, house.verify, window),
            migrate=Migrate(
                MigrateSettings(self.old_account),
                tiki=tiki,
                tiki_writer=tiki,
                chat=chat,
                checker=house.checker,
                ids=LiveChatIds(native_only, tiki, chat, state, journal),
                carry_out=CarryOutMigration(
                    state, journal, finish, give_up, self.patience, sleep=take_turns
                ),
                window=window,
            ),
            recover=Recover(RecoverSettings(), tiki, journal, finish, give_up, take_turns),
            provision=provision,
        )

    async def recover(self, fate: Fate | None = None) -> None:
        """Have a new component look at what was left, once its time is over."""
        self.journal.pass_time(2 * LEASE_SECONDS)
        await self.component(fate).recover.look()

    async def log_in(self, name: str, password: str) -> LoginOutcome:
        """Sign in by a component of its own."""
        house = replace(self.house, _log_in=None, _provision=None, _verify=None)
        return await house.log_in(name, password)

    def tiki_proof(self, user_id: int) -> TikiProof:
        """A Tiki account that was proven, as it is now."""
        return TikiProof(self.house.tiki.account(user_id))

    @property
    def open_steps(self) -> list[Step]:
        """Of the migrations that are not ended."""
        return [m.step for m in self.journal.rows.migrations.values() if m.step.is_open]


@dataclass
class Ivan:
    """Somebody who migrates: what is there of him before, what he does, what there is then."""

    site: Site
    path: Path
    user_id: int = 0

    def __post_init__(self) -> None:
        if self.path is not Path.TIKI_ONLY:
            self.site.house.add_native(IVAN, NATIVE_PASSWORD)
            self.site.house.chat.add_account("olga", self.site.house.chat.credential(IVAN))
            self.site.archive.add_roster_item(FRIEND)
            self.site.archive.add_roster_item(SEEN_BY)
        if self.path is not Path.CHAT_ONLY:
            self.user_id = self.site.house.add(LOGIN, TIKI_PASSWORD, email=EMAIL)

    @property
    def actions(self) -> list[str]:
        """The audit, in short."""
        return self.site.house.actions()

    async def migrate(self, component: Component) -> Outcome:
        """Press the last button."""
        migrate, chat = component.migrate, ChatProof(IVAN)
        if self.path is Path.BOTH:
            return await migrate.both(chat, self.site.tiki_proof(self.user_id))
        if self.path is Path.CHAT_ONLY:
            return await migrate.chat_only(chat, LOGIN, TIKI_PASSWORD, EMAIL)
        return await migrate.tiki_only(self.site.tiki_proof(self.user_id), LiveChatId(IVAN))

    @property
    def owner(self) -> str | None:
        """The login of the Tiki account that has the Live Chat ID, if any."""
        tiki = self.site.house.tiki
        owners = [n for n in tiki.user_ids if tiki.stored_id(n) == IVAN]
        return tiki.account(owners[0]).login if owners else None

    async def has_migrated(self) -> bool:
        """Whether he has; nothing in between passes.

        He signs in by the Tiki password to the old account or, where it was deleted, to a new
        one; or all is as it was before.
        """
        site, chat = self.site, self.site.house.chat
        assert not any(step.is_open for step in site.journal.steps(IVAN))
        assert self.owner in (None, LOGIN)
        if self.owner is None:
            await self._check_untouched()
            return False
        assert site.journal.steps(IVAN)[-1] is Step.FINISHED
        assert not await site.house.has_native_password(IVAN, NATIVE_PASSWORD)
        if self.path is not Path.TIKI_ONLY:
            snapshots = [s for s in site.journal.rows.snapshots.values() if s.username == IVAN]
            assert [s.roster for s in snapshots] == [(FRIEND,)]
        was_deleted = site.old_account is OldAccount.DELETE and self.path is not Path.TIKI_ONLY
        assert (IVAN in chat.usernames) != was_deleted
        has_roster = self.path is not Path.TIKI_ONLY and not was_deleted
        assert site.archive.roster_of(IVAN) == ([FRIEND] if has_roster else [])
        assert str(await site.log_in(LOGIN, TIKI_PASSWORD)) == "Accept(username='ivan')"
        assert IVAN in chat.usernames
        assert (chat.shown(IVAN).name, chat.shown(IVAN).email) == (LOGIN, EMAIL)
        assert not await site.house.state.has_native_password(IVAN)
        return True

    async def _check_untouched(self) -> None:
        house = self.site.house
        assert set(self.site.journal.steps(IVAN)) <= {Step.ABANDONED}
        assert await house.state.has_native_password(IVAN)
        if self.path is Path.TIKI_ONLY:
            assert house.chat.usernames == set()
            return
        assert self.site.archive.roster_of(IVAN) == [FRIEND]
        assert str(await self.site.log_in(IVAN, NATIVE_PASSWORD)) == "Accept(username='ivan')"
        assert len(house.tiki.user_ids) == (self.path is Path.BOTH)


class Make(Protocol):
    """Makes somebody who can migrate, and the site around him."""

    def __call__(
        self,
        path: Path,
        old_account: OldAccount = OldAccount.KEEP,
        window: Window = Window.OPEN,
    ) -> Ivan: ...
