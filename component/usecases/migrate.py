"""Somebody who has proven their accounts makes one of them (design §5).

What each page asks, and which way is gone; `carry_out_migration` goes it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.login import Window
from component.domain.migration import (
    ChatProof,
    IdProblem,
    MigrationProblem,
    OldAccount,
    Path,
    Plan,
    TikiProof,
)
from component.domain.names import LiveChatId, TikiLogin, UnusableNameError, nodeprep
from component.domain.registration import (
    NewAccount,
    RegistrationProblem,
    RegistrationRules,
    UnreadablePatternError,
    check_email,
    check_login,
)
from component.ports import Unavailable
from component.usecases.migrate_ways import Both, ChatOnly, Outcome, TikiOnly, Way

if TYPE_CHECKING:
    from component import ports
    from component.usecases.carry_out_migration import CarryOutMigration
    from component.usecases.live_chat_ids import LiveChatIds
    from component.usecases.window_now import WindowNow


@dataclass(frozen=True, slots=True)
class MigrateSettings:
    """What a site decides about migrations.

    Attributes:
        old_account: What becomes of an old chat account.
    """

    old_account: OldAccount = OldAccount.KEEP


@dataclass(frozen=True, slots=True)
class Migrate:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Every method may raise `Unavailable`: somebody did not answer, and nothing was changed, or it
    is not known whether something was; whatever was begun is finished or undone by `recover`.
    """

    settings: MigrateSettings
    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    chat: "ports.ChatDirectory"
    checker: "ports.PasswordChecker"
    ids: "LiveChatIds"
    carry_out: "CarryOutMigration"
    window: "WindowNow"

    async def is_open(self) -> bool:
        """Whether accounts can be connected at all."""
        return await self.window() is not Window.CLOSED

    async def both(self, chat: ChatProof, tiki: TikiProof) -> Outcome:
        """Connect two accounts; the Live Chat ID is the chat username.

        Args:
            chat: The chat account.
            tiki: The Tiki account.

        Returns:
            What came of it.
        """
        plan = Plan(
            Path.BOTH,
            LiveChatId(chat.username),
            tiki.account.login,
            tiki.account.user_id,
            self.settings.old_account,
        )
        return await self._carry_out(Both(plan, self.tiki, self.tiki_writer, self.chat, self.ids))

    async def tiki_only(self, tiki: TikiProof, wanted: LiveChatId) -> Outcome:
        """Give a Live Chat ID to a Tiki account.

        Args:
            tiki: The Tiki account.
            wanted: The Live Chat ID.

        Returns:
            What came of it; `TAKEN` whatever stands against the ID.
        """
        plan = Plan(Path.TIKI_ONLY, wanted, tiki.account.login, tiki.account.user_id)
        return await self._carry_out(TikiOnly(plan, self.tiki, self.tiki_writer, self.ids))

    async def chat_only(
        self, chat: ChatProof, new_login: str, password: str, email: str
    ) -> Outcome:
        """Make a Tiki account for a chat account.

        Args:
            chat: The chat account.
            new_login: What the Tiki account is to be called, as typed.
            password: Its password.
            email: Its e-mail address, as typed.

        Returns:
            What came of it.
        """
        if not await self.is_open():
            return MigrationProblem.CLOSED
        rules = await self.tiki.registration_rules()
        login, address = TikiLogin(rules.prepare(new_login)), email.strip()
        problem = _problem_of_login(login, rules) or check_email(address)
        if problem is not None:
            return problem
        livechat_id = LiveChatId(chat.username)
        stored = await self.checker.make_tiki_hash(password, login, rules)
        return await self._carry_out(
            ChatOnly(
                Plan(Path.CHAT_ONLY, livechat_id, login, None, self.settings.old_account),
                NewAccount(login, address, stored, int(time.time()), livechat_id),
                rules,
                tiki=self.tiki,
                tiki_writer=self.tiki_writer,
                chat=self.chat,
                ids=self.ids,
            )
        )

    async def id_problem(self, text: str) -> IdProblem | None:
        """Tell what stands against a Live Chat ID, as typed; None if it can be had now."""
        try:
            wanted = nodeprep(text.strip())
        except UnusableNameError:
            wanted = text.strip()
        return await self.ids.problem(wanted)

    async def suggest_ids(self, tiki_login: TikiLogin, most: int = 5) -> Sequence[LiveChatId]:
        """Propose at most so many Live Chat IDs that can be had now, the likeliest first."""
        return await self.ids.suggest(tiki_login, most)

    async def check_login(self, login: str) -> RegistrationProblem | None:
        """Tell what stands against a login, as typed, for a new Tiki account; None if nothing."""
        rules = await self.tiki.registration_rules()
        prepared = rules.prepare(login)
        problem = _problem_of_login(prepared, rules)
        if problem is None and await self.tiki.find_by_name(None, (prepared,)):
            return RegistrationProblem.TAKEN
        return problem

    async def _carry_out(self, way: Way) -> Outcome:
        if not await self.is_open():
            return MigrationProblem.CLOSED
        return await self.carry_out(way)


def _problem_of_login(login: str, rules: RegistrationRules) -> RegistrationProblem | None:
    try:
        return check_login(login, rules)
    except UnreadablePatternError as error:
        raise Unavailable("the Tiki site's rules for new accounts", str(error)) from error
