"""One person's chat account is brought up to date with the site now, and it is told what changed.

At a sign-in the same is done by `provision`, which tells nobody.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from component.domain.account_view import Places
from component.usecases.read_accounts import owner_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from component import ports
    from component.domain.accounts import TikiAccount
    from component.domain.applied import Applied
    from component.domain.audit import Actor
    from component.domain.names import ChatUsername


class Provisioning(Protocol):
    """As much of `Provision` as this needs."""

    async def __call__(
        self, account: "TikiAccount", username: "ChatUsername", by: "Actor | None" = None
    ) -> None:
        """Make sure that an account is there, and show its profile."""

    def forget(self, username: "ChatUsername") -> None:
        """Look at everything of an account again."""


class ProfileOutcome(StrEnum):
    """What came of a profile."""

    CHANGED = "changed"
    SAME = "same"
    PENDING = "pending"
    """The name is not shown yet: it takes longer, or could not be done."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What has changed.

    Attributes:
        before: Where the person was in the chat.
        after: Where they are now.
        profile: What came of name and picture.
        failures: Group or room → why it could not be done.
    """

    before: Places
    after: Places
    profile: ProfileOutcome
    failures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RefreshPerson:
    """The use case. All it needs from outside is in its fields, see `ports`.

    Attributes:
        places_of: `DescribeAccount.places_of`.
        provision: `Provision`.
        sync_person: `SyncPerson`.
    """

    tiki: "ports.TikiDirectory"
    chat: "ports.ChatDirectory"
    state: "ports.State"
    places_of: "Callable[[ChatUsername], Awaitable[Places]]"
    provision: Provisioning
    sync_person: "Callable[[TikiAccount, ChatUsername, Actor], Awaitable[Applied]]"

    async def __call__(self, username: "ChatUsername", by: "Actor") -> Refreshed | None:
        """Refresh somebody.

        Args:
            username: A Live Chat ID; if there is no chat account of it, it is made.
            by: Who asks for it, for the audit.

        Returns:
            None if no Tiki account has it: nothing was done.

        Raises:
            Unavailable: Somebody did not answer; what was changed so far stays changed.
            Rejected: Openfire would not make the account.
            Doubtful: A source of groups is suspiciously empty.
        """
        account = await owner_of(username, self.tiki)
        if account is None:
            return None
        before, shown = await self.places_of(username), await self._fingerprint(username)
        self.provision.forget(username)
        if await self.chat.find(username) is None:
            await self.provision(account, username, by)
        applied = await self.sync_person(account, username, by)
        await self.provision(account, username, by)
        return Refreshed(
            before,
            await self.places_of(username),
            await self._profile_outcome(account, username, shown),
            tuple((failure.where, failure.why) for failure in applied.failures),
        )

    async def _fingerprint(self, username: "ChatUsername") -> str:
        shown = await self.state.shown_profile(username)
        return "" if shown is None else shown.fingerprint

    async def _profile_outcome(
        self, account: "TikiAccount", username: "ChatUsername", before: str
    ) -> ProfileOutcome:
        """Compare what is shown; a picture may be elsewhere, and is not looked for again."""
        now = await self._fingerprint(username)
        rules = await self.tiki.site_rules()
        profile = await self.tiki.profile(account, rules, with_picture=False)
        if now != profile.fingerprint(now):
            return ProfileOutcome.PENDING
        return ProfileOutcome.SAME if now == before else ProfileOutcome.CHANGED
