"""People with accounts, and the use cases behind the pages as far as the pages see them.

What the real use cases do is shown in their own tests; here they only have to answer.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from component.domain.accounts import TikiAccount
from component.domain.generations import Generation
from component.domain.invitations import LinkProblem
from component.domain.migration import (
    ChatProof,
    IdProblem,
    Migrated,
    MigrationProblem,
    ProofProblem,
    TikiProof,
    check_id,
)
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.registration import RegistrationProblem
from component.domain.report import Report
from component.frontdoors.web.services import Reports, Services
from component.ports import Unavailable
from tests.unit.reports import EMPTY

CHAT_PASSWORD = "chat-Passw0rd-of-alice"
SITE_PASSWORD = "site-Passw0rd-of-alice"
NEW_PASSWORD = "new-Passw0rd-of-alice"
PASSWORDS = (CHAT_PASSWORD, SITE_PASSWORD, NEW_PASSWORD)
LINK = "a" * 43
"""A personal link's token."""

OF_PASSWORDS = (ProofProblem.THROTTLED, ProofProblem.UNCHECKABLE)
"""What only a check of a password comes to."""

Outcome = Migrated | MigrationProblem | RegistrationProblem


@dataclass
class Town:
    """Who lives here. Alice has a chat account `alice` and a Tiki account `Alice Smith`.

    Attributes:
        stands_in_the_way: Name → what a proof of that account comes to, whatever the password.
        outcome: What a migration comes to; None for one account.
        broken: Names of the methods that cannot be answered.
        asked: The methods that were called, with their arguments but for passwords.
        patience: Seconds that a migration takes.
        begun: Set as soon as there is one.
        report: Where the migration stands.
        admins: Chat usernames of admins.
    """

    chats: dict[str, str] = field(default_factory=lambda: {"alice": CHAT_PASSWORD})
    sites: dict[str, str] = field(default_factory=lambda: {"Alice Smith": SITE_PASSWORD})
    hashes: dict[str, str] = field(default_factory=lambda: {"Alice Smith": "$2y$10$stored"})
    links: dict[str, ChatUsername | LinkProblem] = field(
        default_factory=lambda: dict[str, ChatUsername | LinkProblem]({LINK: ChatUsername("alice")})
    )
    stands_in_the_way: dict[str, ProofProblem] = field(default_factory=dict)
    taken_ids: set[str] = field(default_factory=lambda: {"alice"})
    suggestions: list[str] = field(
        default_factory=lambda: ["alicesmith", "alicesmith2", "alicesmith3"]
    )
    login_problems: dict[str, RegistrationProblem] = field(default_factory=dict)
    outcome: MigrationProblem | RegistrationProblem | None = None
    is_closed: bool = False
    broken: set[str] = field(default_factory=set)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    patience: float = 0.0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    report: Report = field(default_factory=lambda: EMPTY)
    admins: set[str] = field(default_factory=lambda: {"ada"})

    @property
    def services(self) -> Services:
        """What the pages call."""
        reports = Reports(self.make_report, self.is_admin)
        return Services(self, self, self, self.is_open, reports)

    def migrations(self) -> list[tuple[str, ...]]:
        """The migrations that were asked for."""
        return [call for call in self.asked if call[0] in ("both", "chat_only", "tiki_only")]

    def _ask(self, *call: str) -> None:
        self.asked.append(call)
        if call[0] in self.broken:
            raise Unavailable("the town", "it is asleep")

    async def is_open(self) -> bool:
        self._ask("is_open")
        return not self.is_closed

    async def make_report(self) -> Report:
        self._ask("make_report")
        return self.report

    async def is_admin(self, username: ChatUsername) -> bool:
        self._ask("is_admin", username)
        return username in self.admins

    async def chat(self, name: str, password: str) -> ChatProof | ProofProblem:
        self._ask("chat", name)
        if name in self.stands_in_the_way:
            return self.stands_in_the_way[name]
        if self.chats.get(name) != password:
            return ProofProblem.WRONG
        return ChatProof(ChatUsername(name), password)

    async def tiki(self, name: str, password: str) -> TikiProof | ProofProblem:
        self._ask("tiki", name)
        if name in self.stands_in_the_way:
            return self.stands_in_the_way[name]
        if self.sites.get(name) != password:
            return ProofProblem.WRONG
        return TikiProof(self._account(name))

    async def chat_again(self, username: ChatUsername) -> ChatProof | ProofProblem:
        self._ask("chat_again", username)
        problem = self.stands_in_the_way.get(username)
        if problem is None or problem in OF_PASSWORDS:
            return ChatProof(username, self.chats.get(username, ""))
        return problem

    async def tiki_again(self, login: TikiLogin) -> TikiProof | ProofProblem:
        self._ask("tiki_again", login)
        if login in self.stands_in_the_way:
            return self.stands_in_the_way[login]
        return TikiProof(self._account(login)) if login in self.sites else ProofProblem.WRONG

    def _account(self, login: str) -> TikiAccount:
        return TikiAccount(
            user_id=7,
            login=TikiLogin(login),
            email="alice@mail.test",
            password_hash=self.hashes[login],
            generation=Generation.V16,
            livechat_id=None,
        )

    async def both(self, chat: ChatProof, tiki: TikiProof) -> Outcome:
        login = tiki.account.login
        self._ask("both", chat.username, login)
        return await self._end(Migrated(LiveChatId(chat.username), login))

    async def chat_only(
        self, chat: ChatProof, new_login: str, password: str, email: str
    ) -> Outcome:
        self._ask("chat_only", chat.username, new_login, email)
        self.sites[new_login] = password
        return await self._end(Migrated(LiveChatId(chat.username), TikiLogin(new_login)))

    async def tiki_only(self, tiki: TikiProof, wanted: LiveChatId) -> Outcome:
        self._ask("tiki_only", tiki.account.login, wanted)
        return await self._end(Migrated(wanted, tiki.account.login))

    async def _end(self, migrated: Migrated) -> Outcome:
        self.begun.set()
        await asyncio.sleep(self.patience)
        return self.outcome or migrated

    async def id_problem(self, text: str) -> IdProblem | None:
        self._ask("id_problem", text)
        return check_id(text) or (IdProblem.TAKEN if text in self.taken_ids else None)

    async def suggest_ids(self, tiki_login: TikiLogin, most: int = 5) -> Sequence[LiveChatId]:
        self._ask("suggest_ids", tiki_login)
        return [LiveChatId(name) for name in self.suggestions[:most]]

    async def check_login(self, login: str) -> RegistrationProblem | None:
        self._ask("check_login", login)
        return self.login_problems.get(login)

    async def open_link(self, token: str) -> ChatUsername | LinkProblem:
        self._ask("open_link", token)
        return self.links.get(token, LinkProblem.UNKNOWN)

    async def use_link(self, token: str) -> bool:
        self._ask("use_link", token)
        self.links[token] = LinkProblem.USED
        return True
