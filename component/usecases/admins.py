"""Who is an admin of the bridge, by the settings: named, or by their groups on either side.

Asked anew each time: whoever leaves a group, or is suspended on the site, is no admin any more.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.accounts import AccountState, TikiAccount, state_of
from component.domain.groups import close_inclusions, effective_groups
from component.domain.names import fold
from component.usecases.read_accounts import owner_of

if TYPE_CHECKING:
    from component import ports
    from component.domain.names import ChatUsername

_KEPT_OUT = frozenset({AccountState.PENDING, AccountState.SUSPENDED})


@dataclass(slots=True)
class AdminRules:
    """What a site decides about its admins; all who ask share it, and see what changes in it.

    Attributes:
        usernames: Chat usernames, whatever groups they are in.
        chat_groups: Roster groups, spelled as in Openfire, whose members are admins.
        tiki_groups: Tiki groups whose members are, those by inclusion among them; compared after
            case folding.
        strict_states: As in `state_of`.
    """

    usernames: frozenset[str] = frozenset()
    chat_groups: frozenset[str] = frozenset()
    tiki_groups: frozenset[str] = frozenset()
    strict_states: bool = True


@dataclass(frozen=True, slots=True)
class IsAdmin:
    """The use case.

    Args:
        rules: What the site decides.
        tiki: Where Tiki accounts are.
        chat: Where chat accounts are.
        now: The time, in seconds since the epoch.
    """

    rules: AdminRules
    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    now: Callable[[], float] = time.time

    async def __call__(self, username: "ChatUsername") -> bool:
        """Tell whether a chat account is an admin's.

        Raises:
            Unavailable: It could not be found out: a database did not answer.
        """
        rules = self.rules
        if username in rules.usernames:
            return True
        if rules.chat_groups and rules.chat_groups & await self.chat.groups_of(username):
            return True
        if not rules.tiki_groups:
            return False
        account = await owner_of(username, self.tiki)
        return account is not None and await self._is_in_group(account)

    async def _is_in_group(self, account: TikiAccount) -> bool:
        now = self.now()
        memberships = await self.tiki.memberships(account.user_id)
        inclusions = close_inclusions(await self.tiki.inclusions())
        groups = effective_groups(memberships, inclusions, now)
        if groups.isdisjoint(map(fold, self.rules.tiki_groups)):
            return False
        site = await self.tiki.site_rules()
        state = state_of(account, site, now, strict=self.rules.strict_states)
        return state not in _KEPT_OUT
