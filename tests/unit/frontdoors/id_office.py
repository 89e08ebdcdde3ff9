"""The office with the commands for Live Chat IDs, and what is behind them."""

from dataclasses import dataclass, field, replace

from component.domain.accounts import AccountState, TikiAccount
from component.frontdoors.commands.allocate_ids import AllocateNeeds, make_allocate_ids
from component.frontdoors.commands.change_id import ChangeNeeds, make_change_id, make_release_id
from component.frontdoors.commands.description import Command
from component.frontdoors.commands.id_choice import JobStart
from component.frontdoors.commands.live_chat_id import make_live_chat_id
from component.frontdoors.commands.set_id import SetIdNeeds, make_set_id
from component.usecases.allocate_id import AllocateId
from component.usecases.allocate_many import AllocateMany
from component.usecases.choose_accounts import ChooseAccounts
from component.usecases.live_chat_ids import LiveChatIds
from component.usecases.look_up_id import LookUpId
from component.usecases.set_id import SetId
from tests.fakes.audit import FakeAudit
from tests.unit.frontdoors.office import DOMAIN, NATIVE_ONLY, Office


@dataclass
class IdOffice(Office):
    """All parts.

    Attributes:
        unconfirmed: So many IDs are allocated without a number being typed.
        suspended: Logins of accounts that are.
    """

    unconfirmed: int = 2
    suspended: set[str] = field(default_factory=set)

    @property
    def ids(self) -> LiveChatIds:
        """Which can be had."""
        return LiveChatIds(NATIVE_ONLY, self.tiki, self.chat, self.state, self.journal)

    @property
    def many(self) -> AllocateMany:
        """The use case."""
        return AllocateMany(
            DOMAIN,
            NATIVE_ONLY,
            tiki=self.tiki,
            chat=self.chat,
            state=self.state,
            choose=ChooseAccounts(self.tiki),
            allocate=self.allocate,
            state_of=self._state_of,
            window=self.window,
        )

    @property
    def allocate(self) -> AllocateId:
        """Likewise."""
        return AllocateId(self.tiki, self.tiki, self.chat, self.state, self.ids)

    @property
    def commands(self) -> list[Command]:
        """Those of the office, and those for Live Chat IDs."""
        describe, ids, start = self.describe, self.ids, JobStart(self.jobs, self._wake)
        changing = ChangeNeeds(describe, ids, start, DOMAIN)
        give = SetId(self.tiki, ids, replace(self.allocate, ids=ids))
        return [
            *super().commands,
            make_live_chat_id(LookUpId(DOMAIN, describe, ids, FakeAudit(self.state)), DOMAIN),
            make_set_id(SetIdNeeds(describe, ids, give, DOMAIN)),
            make_change_id(changing),
            make_release_id(changing),
            make_allocate_ids(AllocateNeeds(self.many, start, self.unconfirmed)),
        ]

    async def _state_of(self, account: TikiAccount) -> AccountState:
        is_suspended = account.login in self.suspended
        return AccountState.SUSPENDED if is_suspended else AccountState.ACTIVE
