"""The three ways to one account: what stands against each, and how its Live Chat ID is claimed.

A way changes one thing: the claim, which is one statement in Tiki's database. `migrate` does the
rest.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from component.domain.login import as_username
from component.domain.migration import Migrated, MigrationProblem, Plan
from component.domain.registration import NewAccount, RegistrationProblem, RegistrationRules
from component.ports import Taken
from component.usecases.read_accounts import account_of, owner_of

if TYPE_CHECKING:
    from component import ports
    from component.usecases.live_chat_ids import LiveChatIds

Outcome = Migrated | MigrationProblem | RegistrationProblem


@dataclass(frozen=True, slots=True)
class Claimed:
    """A Live Chat ID belongs to the account.

    Attributes:
        user_id: Of the account.
        is_new: It was this claim; otherwise the two were linked meanwhile, which is as good.
    """

    user_id: int
    is_new: bool = True


class Way(Protocol):
    """A way. Both methods may raise `Unavailable`.

    In `look` Tiki is read last: a claim that is seen there was made before all that follows it.
    """

    @property
    def plan(self) -> Plan:
        """What is to be done."""

    async def look(self) -> Outcome | None:
        """Tell what came of it already, or stands against it; None if nothing."""

    async def claim(self) -> Claimed | MigrationProblem | RegistrationProblem:
        """Claim the Live Chat ID."""


@dataclass(frozen=True, slots=True)
class Both:
    """A chat account and a Tiki account; the Live Chat ID is the chat username."""

    plan: Plan
    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    chat: "ports.ChatDirectory"
    ids: "LiveChatIds"

    async def look(self) -> Outcome | None:
        """See `Way.look`."""
        username = as_username(self.plan.livechat_id)
        there = await self.chat.find(username) is not None
        is_kept_apart = await self.ids.is_kept_apart(username)
        owner = await owner_of(username, self.tiki)
        if owner is not None:
            return _of_pair(self.plan) if owner.user_id == self.plan.user_id else _TAKEN
        problem = await _problem_of_account(self.plan, self.tiki)
        if problem is not None:
            return problem
        if is_kept_apart:
            return _TAKEN
        return None if there else MigrationProblem.GONE

    async def claim(self) -> Claimed | MigrationProblem | RegistrationProblem:
        """See `Way.claim`."""
        return await _claim(self, self.tiki_writer)


@dataclass(frozen=True, slots=True)
class TikiOnly:
    """A Tiki account; the Live Chat ID was chosen."""

    plan: Plan
    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    ids: "LiveChatIds"

    async def look(self) -> Outcome | None:
        """See `Way.look`."""
        wanted = self.plan.livechat_id
        problem_of_form = self.ids.problem_of_form(wanted)
        taken = problem_of_form is not None or await self.ids.is_taken(wanted)
        problem = await _problem_of_account(self.plan, self.tiki)
        if problem is not None:
            return problem
        return _TAKEN if taken else None

    async def claim(self) -> Claimed | MigrationProblem | RegistrationProblem:
        """See `Way.claim`."""
        return await _claim(self, self.tiki_writer)


@dataclass(frozen=True, slots=True)
class ChatOnly:
    """A chat account; the Tiki account is made with the chat username as its Live Chat ID.

    Attributes:
        new: The account to be made, checked against the rules.
    """

    plan: Plan
    new: NewAccount
    rules: RegistrationRules
    tiki: "ports.TikiDirectory"
    tiki_writer: "ports.TikiWriter"
    chat: "ports.ChatDirectory"
    ids: "LiveChatIds"

    async def look(self) -> Outcome | None:
        """See `Way.look`."""
        username = as_username(self.plan.livechat_id)
        there = await self.chat.find(username) is not None
        is_kept_apart = await self.ids.is_kept_apart(username)
        is_taken = bool(await self.tiki.find_by_name(None, (self.plan.tiki_login,)))
        owner = await owner_of(username, self.tiki)
        if owner is not None:
            return _of_pair(self.plan) if owner.login == self.plan.tiki_login else _TAKEN
        if is_kept_apart:
            return _TAKEN
        if not there:
            return MigrationProblem.GONE
        return RegistrationProblem.TAKEN if is_taken else None

    async def claim(self) -> Claimed | MigrationProblem | RegistrationProblem:
        """See `Way.claim`: to make the account and to claim are one step."""
        try:
            return Claimed(await self.tiki_writer.create_account(self.new, self.rules))
        except Taken as taken:
            owner = await owner_of(as_username(self.plan.livechat_id), self.tiki)
            if owner is not None and owner.login == self.plan.tiki_login:
                return Claimed(owner.user_id, is_new=False)
            return _TAKEN if taken.problem is RegistrationProblem.ID_TAKEN else taken.problem


_TAKEN = MigrationProblem.TAKEN


def _of_pair(plan: Plan) -> Migrated:
    return Migrated(plan.livechat_id, plan.tiki_login)


async def _problem_of_account(plan: Plan, tiki: "ports.TikiDirectory") -> Outcome | None:
    """Read the Tiki account anew."""
    account = await account_of(plan.tiki_login, tiki)
    if account is None or account.user_id != plan.user_id:
        return MigrationProblem.GONE
    if account.livechat_id == plan.livechat_id:
        return _of_pair(plan)
    return None if account.livechat_id is None else MigrationProblem.ALREADY_MIGRATED


async def _claim(
    way: Both | TikiOnly, tiki_writer: "ports.TikiWriter"
) -> Claimed | MigrationProblem | RegistrationProblem:
    """Claim for an account that is there."""
    plan = way.plan
    if plan.user_id is None:
        raise AssertionError(plan.path)
    if await tiki_writer.claim_livechat_id(plan.user_id, plan.livechat_id):
        return Claimed(plan.user_id)
    seen = await way.look()
    if isinstance(seen, Migrated):
        return Claimed(plan.user_id, is_new=False)
    return _TAKEN if seen is None else seen
