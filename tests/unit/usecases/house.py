"""A site in memory for the use cases: fakes of both servers, real password pool and throttle."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import bcrypt

from component.adapters.memory import LoginThrottle, RememberedPasswords
from component.adapters.password_pool import PasswordPool
from component.domain.accounts import TikiAccount
from component.domain.groups import RosterGroup
from component.domain.login import Outcome, Window
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import Credential, PlainCredential
from component.domain.registration import RegistrationRules
from component.usecases.allocate_id import AllocateId
from component.usecases.apply_groups import ApplyGroups
from component.usecases.live_chat_ids import LiveChatIds
from component.usecases.log_in import LogIn, LoginSettings, Nobody, Told
from component.usecases.plan_groups import PlanGroups
from component.usecases.provision import Provision, ProvisioningSettings
from component.usecases.sync_person import SyncPerson
from component.usecases.verify import Verify
from tests.fakes.chat import FakeChat
from tests.fakes.managed import FakeManaged
from tests.fakes.migration import FakeJournal
from tests.fakes.state import FakeState
from tests.fakes.tiki import FakeTiki
from tests.fakes.window import StandingWindow
from tests.unit.usecases.fate import Fate

DOMAIN = "livechat.test"
CONFIRMED = 1_700_000_000
CHEAP = 4
"""The cost of bcrypt here: the least there is."""


def md5(password: str) -> str:
    """A stored hash that costs nothing (form A of facts/tiki.md §2)."""
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


def slow_hash(password: str) -> str:
    """A stored bcrypt hash."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(CHEAP)).decode()


class CountingChecker:
    """The real pool, and how often it was asked."""

    def __init__(self, pool: PasswordPool) -> None:
        self._pool = pool
        self._pool._usual_cost = CHEAP
        self.tiki = 0
        self.native = 0
        self.nothing = 0

    @property
    def counts(self) -> tuple[int, int, int]:
        """Checks of Tiki hashes, of native credentials, and of nothing."""
        return self.tiki, self.native, self.nothing

    async def check_tiki(self, password: str, account: TikiAccount) -> bool:
        self.tiki += 1
        return await self._pool.check_tiki(password, account)

    async def check_native(self, password: str, credential: Credential) -> bool:
        self.native += 1
        return await self._pool.check_native(password, credential)

    async def make_tiki_hash(self, password: str, login: str, rules: RegistrationRules) -> str:
        return await self._pool.make_tiki_hash(password, login, rules)

    async def check_nothing(self, password: str) -> None:
        self.nothing += 1
        await self._pool.check_nothing(password)


@dataclass
class House:
    """The site. What it decides about logins is in `login`, what about accounts in `provisioning`.

    `log_in` takes the settings as they are at the first login.
    """

    checker: CountingChecker
    tiki: FakeTiki = field(default_factory=FakeTiki)
    chat: FakeChat = field(default_factory=FakeChat)
    state: FakeState = field(default_factory=FakeState)
    managed: FakeManaged = field(default_factory=FakeManaged)
    mappings: tuple[RosterGroup, ...] = ()
    journal: FakeJournal = field(default_factory=FakeJournal)
    login: LoginSettings = field(default_factory=lambda: LoginSettings(DOMAIN))
    provisioning: ProvisioningSettings = field(default_factory=ProvisioningSettings)
    per_account: str = "10/5 minutes"
    overall: str = "600/1 minute"
    remember_seconds: float = 900.0
    strict_states: bool = True
    window: StandingWindow = field(default_factory=StandingWindow)
    told: Told = field(default_factory=Nobody)
    _log_in: LogIn | None = None
    _verify: Verify | None = None
    _provision: Provision | None = None

    def decide(self, *, window: Window | None = None, **settings: Any) -> None:  # noqa: ANN401  the fields of LoginSettings
        """Change what the site decides about logins; without `window` that one stays."""
        self.window.stands = window or self.window.stands
        self.login = replace(self.login, **settings)

    def add(self, login: str, password: str, livechat_id: str | None = None, **columns: Any) -> int:  # noqa: ANN401  columns of users_users
        """Make a Tiki account in good order, unless its columns say otherwise."""
        values = {"hash": md5(password), "pass_confirm": CONFIRMED, **columns}
        return self.tiki.add(login, livechat_id=livechat_id, **values)

    def add_native(self, username: str, password: str) -> None:
        """Make a chat account from before the bridge."""
        self.chat.add_account(username, PlainCredential(password))

    @property
    def provision(self) -> Provision:
        """The use case, made at the first call."""
        if self._provision is None:
            self._provision = self.provide()
        return self._provision

    def provide(self, fate: Fate | None = None) -> Provision:
        """The use case, in a component of its own."""
        fate = fate or Fate()
        tiki, chat, state = fate.over(self.tiki), fate.over(self.chat), fate.over(self.state)
        managed = fate.over(self.managed)
        plan = PlanGroups(self.mappings, tiki, chat, chat, managed)
        apply = ApplyGroups(self.mappings, chat, chat, managed, state)
        sync_person = SyncPerson(plan, apply) if self.mappings else None
        return Provision(self.provisioning, tiki, chat, chat, chat, state, sync_person)

    async def log_in(self, name: str, password: str) -> Outcome:
        """Sign in."""
        if self._log_in is None:
            self._log_in = LogIn(
                self.login,
                tiki=self.tiki,
                tiki_writer=self.tiki,
                chat=self.chat,
                state=self.state,
                verify=self.verify,
                allocate=self.allocate,
                provision=self.provision,
                window=self.window,
                told=self.told,
            )
        return await self._log_in(name, password)

    @property
    def verify(self) -> Verify:
        """Checks of passwords, made at the first call."""
        if self._verify is None:
            self._verify = Verify(
                tiki=self.tiki,
                checker=self.checker,
                memory=RememberedPasswords(self.remember_seconds, 100),
                throttle=LoginThrottle(self.per_account, self.overall),
                strict_states=self.strict_states,
            )
        return self._verify

    @property
    def live_chat_ids(self) -> LiveChatIds:
        """Which Live Chat IDs can be had."""
        return LiveChatIds(
            self.login.native_only,
            tiki=self.tiki,
            chat=self.chat,
            state=self.state,
            journal=self.journal,
        )

    @property
    def allocate(self) -> AllocateId:
        """Gives Live Chat IDs."""
        return AllocateId(self.tiki, self.tiki, self.chat, self.state, self.live_chat_ids)

    async def has_native_password(self, username: str, password: str) -> bool:
        """Whether a password still opens a chat account natively."""
        found = await self.chat.find(ChatUsername(username))
        return found is not None and found.credential == PlainCredential(password)

    def actions(self) -> list[str]:
        """The audit, in short."""
        return [action for action, _, _ in self.state.audit]

    def ids(self) -> Mapping[int, str | None]:
        """All Live Chat IDs."""
        return {user_id: self.tiki.stored_id(user_id) for user_id in self.tiki.user_ids}
