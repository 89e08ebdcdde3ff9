"""The Tiki database, as the use cases see it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from component.domain.accounts import ListedAccount, SiteRules, TikiAccount
from component.domain.groups import Membership
from component.domain.names import ChatUsername, LiveChatId
from component.domain.profile import Profile
from component.domain.registration import NewAccount, RegistrationRules


class TikiDirectory(Protocol):
    """Reads Tiki's database."""

    async def site_rules(self) -> SiteRules:
        """The preferences that rule logins; at most a few seconds old."""

    async def find_by_name(
        self, livechat_id: ChatUsername | None, logins: Sequence[str]
    ) -> list[TikiAccount]:
        """Rows whose Live Chat ID or login is one of these under the column's collation."""

    async def find_all(
        self, livechat_ids: Collection[ChatUsername], logins: Collection[str]
    ) -> list[TikiAccount]:
        """As `find_by_name`, of any number of names at a cost that is not per account."""

    async def find_by_email(self, addresses: Sequence[str]) -> list[TikiAccount]:
        """Rows whose e-mail address is one of these under the column's collation."""

    async def is_activation_key(self, user_id: int, key: str) -> bool:
        """Whether `key` is the activation key of an account that is pending.

        Asked only where such a key is all that tells (`accounts.needs_activation_key`). The key
        itself is never read.
        """

    async def memberships(self, user_id: int) -> list[Membership]:
        """Direct memberships, expired ones too."""

    async def inclusions(self) -> Mapping[str, Collection[str]]:
        """Group → the groups that include its members."""

    async def group_names(self) -> frozenset[str]:
        """The names of all groups, as stored."""

    async def read_page(self, after: int, limit: int) -> list[ListedAccount]:
        """List accounts in the order of their `userId`, at a cost that is not per account.

        Args:
            after: The `userId` after which to begin; 0 for the first page.
            limit: The most accounts.

        Returns:
            The next accounts; none when there are no more.
        """

    async def registration_rules(self) -> RegistrationRules:
        """What the site asks of a new account.

        Raises:
            Unavailable: As everywhere.
        """

    async def profile(
        self, account: TikiAccount, rules: SiteRules, *, with_picture: bool = True
    ) -> Profile:
        """What the chat shows of the person.

        Args:
            account: The account.
            rules: From `site_rules`.
            with_picture: Look for a picture as well, which may be elsewhere and not answer.
        """


class TikiWriter(Protocol):
    """What the bridge writes into Tiki: Live Chat IDs, and new accounts at a migration."""

    async def claim_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        """Give a Live Chat ID to an account that has none.

        Returns:
            False if the account has one by now, or the ID is somebody else's: nothing changed.
        """

    async def release_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        """Take a Live Chat ID away from an account.

        Returns:
            False if the account does not have this ID: nothing changed.
        """

    async def change_livechat_id(self, user_id: int, before: LiveChatId, after: LiveChatId) -> bool:
        """Give an account another Live Chat ID.

        Returns:
            False if the account does not have the one before, or the other is somebody else's:
            nothing changed.
        """

    async def create_account(self, new: NewAccount, rules: RegistrationRules) -> int:
        """Make an account as Tiki itself does, in the group Registered.

        Args:
            new: The account; its login and address were checked against the rules.
            rules: From `TikiDirectory.registration_rules`.

        Returns:
            Its `userId`.

        Raises:
            Taken: Its login, its Live Chat ID, or an address that must be unique, is another
                account's: nothing was made.
        """
