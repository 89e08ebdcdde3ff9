"""A Tiki account that has no Live Chat ID gets the one that an admin wants for it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.id_change import ChangeTrouble
from component.domain.migration import IdProblem
from component.domain.names import LiveChatId, TikiLogin
from component.usecases.read_accounts import account_of

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.audit import Actor
    from component.usecases.allocate_id import AllocateId
    from component.usecases.live_chat_ids import LiveChatIds


@dataclass(frozen=True, slots=True)
class SetId:
    """The use case. The chat account is made at the first sign-in, as for everybody."""

    tiki: "ports.TikiDirectory"
    ids: "LiveChatIds"
    allocate: "AllocateId"

    async def __call__(
        self, user_id: int, login: TikiLogin, wanted: LiveChatId, by: "Actor"
    ) -> IdProblem | ChangeTrouble | None:
        """Give the ID.

        Args:
            user_id: `userId` of the Tiki account.
            login: Its login, as stored.
            wanted: The ID.
            by: Who wants it.

        Returns:
            What stood against it, and nothing was changed; None if it was done, by this call or
            another one.

        Raises:
            Unavailable: A database did not answer: not known whether something was changed.
        """
        account = await self._account(user_id, login)
        if account is None or account.livechat_id not in (None, wanted):
            return ChangeTrouble.OUTDATED
        if account.livechat_id == wanted:
            return None
        problem = await self.ids.problem(wanted)
        if problem is not None:
            return problem
        if await self.allocate.claim(user_id, login, wanted, by, "set-id"):
            return None
        account = await self._account(user_id, login)
        if account is not None and account.livechat_id == wanted:
            return None
        is_free = account is not None and account.livechat_id is None
        return IdProblem.TAKEN if is_free else ChangeTrouble.OUTDATED

    async def _account(self, user_id: int, login: TikiLogin) -> "TikiAccount | None":
        found = await account_of(login, self.tiki)
        return found if found is not None and found.user_id == user_id else None
