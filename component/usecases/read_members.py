"""Every Tiki account with its effective groups, page by page, as a sync of groups needs it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.groups import close_inclusions, effective_groups
from component.domain.names import LiveChatId, TikiLogin
from component.ports import Unavailable

if TYPE_CHECKING:
    from component import ports

PAGE = 2_000
"""Accounts per page: two statements each, and some milliseconds of the event loop."""


@dataclass(frozen=True, slots=True)
class Member:
    """An account and the groups that count for it now.

    Attributes:
        user_id: `userId`.
        login: As stored.
        livechat_id: None if the account has not migrated.
        groups: Folded names, those by inclusion among them.
    """

    user_id: int
    login: TikiLogin
    livechat_id: LiveChatId | None
    groups: frozenset[str]


async def read_members(
    tiki: "ports.TikiDirectory", now: float, page: int = PAGE
) -> AsyncIterator[Member]:
    """Read everybody, in the order of `userId`.

    Act on what was read only after the end: it may turn out then that it does not fit together.

    Args:
        tiki: Where Tiki accounts are.
        now: Seconds since the epoch.
        page: Accounts that are read at a time.

    Yields:
        The accounts.

    Raises:
        Unavailable: The database did not answer, or groups were made, renamed, deleted or
            included meanwhile, so that no single moment was read.
    """
    names, included = await tiki.group_names(), await tiki.inclusions()
    closed = close_inclusions(included)
    last = 0
    while accounts := await tiki.read_page(last, page):
        for account in accounts:
            groups = effective_groups(account.memberships, closed, now)
            yield Member(account.user_id, account.login, account.livechat_id, groups)
        last = accounts[-1].user_id
    if (names, included) != (await tiki.group_names(), await tiki.inclusions()):
        raise Unavailable("Tiki's groups", "they were changed while they were read; try again")
