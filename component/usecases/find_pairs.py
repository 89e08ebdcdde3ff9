"""All chat accounts, page by page, each with the Tiki account that it may be merged with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from component.domain.login import as_username
from component.domain.matching import Blocked, Match, Pair, Unpaired, match
from component.domain.names import normalise

if TYPE_CHECKING:
    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.names import ChatUsername
    from component.ports.chat_lists import ChatAccounts

EVERYBODY = "*"
"""The pattern that every chat username fits."""
PAGE = 200
"""Chat accounts read at once: a few seconds of bcrypt, so that what was read is still true."""


@dataclass(frozen=True, slots=True)
class Survey:
    """How many chat accounts there are of each sort, before any password was tried.

    Attributes:
        accounts: All of them.
        pairs: Those whose password can be tried on a Tiki account.
        blocked: Those of a Tiki account's name that are not to be merged now, by why.
        unpaired: The others, by why.
    """

    accounts: int
    pairs: int
    blocked: Mapping[str, int] = field(default_factory=dict)
    unpaired: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """The next chat accounts.

    Attributes:
        last: The username of the last one.
        found: What each of them is matched with, those asked for only.
    """

    last: "ChatUsername"
    found: Mapping["ChatUsername", Match]


@dataclass(frozen=True, slots=True)
class FindPairs:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        domain: The chat's own domain.
        native_only: Chat usernames that belong to no Tiki account.
        page: Accounts read at once.
    """

    domain: str
    native_only: AbstractSet[str]
    accounts: "ChatAccounts"
    tiki: "ports.TikiDirectory"
    state: "ports.State"
    page: int = PAGE

    async def after(self, username: str, names: str = EVERYBODY) -> Page | None:
        """Read the next chat accounts, in the order of their usernames.

        Args:
            username: After which to begin; '' for the first ones.
            names: A pattern of chat usernames with `*`, `?` and `[…]`; others are passed over.

        Returns:
            None when there are no more.

        Raises:
            Unavailable: A database did not answer.
        """
        pattern = names.lower()
        listed = await self.accounts.read_page(username, self.page, with_credentials=True)
        if not listed:
            return None
        asked = [one for one in listed if fnmatchcase(one.username, pattern)]
        usernames = [account.username for account in asked]
        called = await self._called(usernames)
        retired = await self.state.retired_among(usernames)
        found = {
            account.username: match(
                account, called.get(account.username, ()), self.domain, self.native_only, retired
            )
            for account in asked
        }
        return Page(listed[-1].username, found)

    async def survey(self, names: str = EVERYBODY) -> Survey:
        """Count chat accounts; arguments and errors as of `after`."""
        found: Counter[type[Pair] | str] = Counter()
        last = ""
        while page := await self.after(last, names):
            last = page.last
            found.update(map(_sort, page.found.values()))
        unpaired = {why.value: found.pop(why, 0) for why in Unpaired}
        pairs = found.pop(Pair, 0)
        blocked = {str(why): count for why, count in sorted(found.items(), key=str)}
        accounts = pairs + sum(blocked.values()) + sum(unpaired.values())
        return Survey(accounts, pairs, blocked, unpaired)

    async def _called(
        self, usernames: Sequence["ChatUsername"]
    ) -> Mapping["ChatUsername", Sequence["TikiAccount"]]:
        """Tiki accounts by the chat usernames that their Live Chat ID or their login means."""
        if not usernames:
            return {}
        plain = {name for user in usernames for name in normalise(user, self.domain).tiki}
        logins = plain | {f"{name}@{self.domain}" for name in plain}
        found: dict[ChatUsername, list[TikiAccount]] = {}
        for row in await self.tiki.find_all(usernames, sorted(logins)):
            owned = None if row.livechat_id is None else as_username(row.livechat_id)
            for username in {normalise(row.login, self.domain).chat, owned}:
                if username is not None:
                    found.setdefault(username, []).append(row)
        return found


def _sort(found: Match) -> type[Pair] | str:
    match found:
        case Pair():
            return Pair
        case Blocked():
            return found.why
        case Unpaired():
            return found
