"""The site asks for the Live Chat ID of an account that it has just made (design §5)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.audit import Actor, Way
from component.domain.names import TikiLogin, same_name
from component.usecases.allocate_id import Allocated, AllocateId, AllocationProblem

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import TikiAccount

_SITE = Actor("api", Way.API)


@dataclass(frozen=True, slots=True)
class AllocateForLogin:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    tiki: "ports.TikiDirectory"
    allocate: AllocateId

    async def __call__(self, login: str) -> tuple[TikiLogin, Allocated] | AllocationProblem:
        """Give the account of a login a Live Chat ID, if it has none.

        Args:
            login: As it is stored, or the same name in other cases where only one account has it.

        Returns:
            The login as stored, and the ID; or why there is none. To ask twice does no harm.

        Raises:
            Unavailable: A database did not answer: it is not known whether something was changed.
        """
        account = await self._find(login)
        if account is None:
            return AllocationProblem.GONE
        found = await self.allocate(account.user_id, account.login, _SITE)
        return found if isinstance(found, AllocationProblem) else (account.login, found)

    async def _find(self, login: str) -> "TikiAccount | None":
        rows = await self.tiki.find_by_name(None, (login,))
        exact = [row for row in rows if row.login == login]
        found = exact or [row for row in rows if same_name(row.login, login)]
        return found[0] if len(found) == 1 else None
