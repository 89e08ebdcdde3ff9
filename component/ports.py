"""What the use cases need from outside, as Protocols, with the errors that may come of it.

Every method may raise `Unavailable`: it could not ask. That is never the same as "nothing there".
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from component.domain.accounts import ChatAccount, SiteRules, TikiAccount
from component.domain.groups import GroupMapping, Membership
from component.domain.names import ChatUsername, LiveChatId
from component.domain.passwords.openfire import Credential
from component.domain.profile import Profile, ShownProfile


class Unavailable(Exception):  # noqa: N818  a state of the other side, named as the design does
    """The other side did not answer, or not in a way that can be relied upon.

    Args:
        what: Who did not answer, in words for the log.
        why: What was seen, with no secret in it.
    """

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what = what
        self.why = why


class Rejected(Exception):  # noqa: N818  an answer, named as Openfire's note does
    """Openfire answered that it will not do it; the message is for the log."""


class TikiDirectory(Protocol):
    """Reads Tiki's database."""

    async def site_rules(self) -> SiteRules:
        """The preferences that rule logins; at most a few seconds old."""

    async def find_by_name(
        self, livechat_id: ChatUsername | None, logins: Sequence[str]
    ) -> list[TikiAccount]:
        """Rows whose Live Chat ID or login is one of these under the column's collation."""

    async def find_by_email(self, addresses: Sequence[str]) -> list[TikiAccount]:
        """Rows whose e-mail address is one of these under the column's collation."""

    async def is_activation_key(self, user_id: int, text: str) -> bool:
        """Whether `text` is the activation key of an account that is pending.

        Asked only on a Tiki where such a key is all that tells (facts/tiki.md §3). The key
        itself is never read.
        """

    async def memberships(self, user_id: int) -> list[Membership]:
        """Direct memberships, expired ones too."""

    async def inclusions(self) -> Mapping[str, Collection[str]]:
        """Group → the groups that include its members; at most a few seconds old."""

    async def profile(self, account: TikiAccount, site_language: str) -> Profile:
        """What the chat shows of the person."""


class TikiWriter(Protocol):
    """The one column of Tiki that a login may write."""

    async def claim_livechat_id(self, user_id: int, livechat_id: LiveChatId) -> bool:
        """Give a Live Chat ID to an account that has none.

        Returns:
            False if the account has one by now, or the ID is somebody else's: nothing changed.
        """


class ChatDirectory(Protocol):
    """Reads Openfire's database."""

    async def find(self, username: ChatUsername) -> ChatAccount | None:
        """The chat account with its native credential."""

    async def groups_of(self, username: ChatUsername) -> frozenset[str]:
        """The roster groups that the account is in."""

    async def group_exists(self, roster: str) -> bool:
        """Whether there is a roster group of this name."""


Fields = Mapping[str, str | Sequence[str]]
"""Values of a form's fields by name; a sequence for a field with several values."""


class CommandRunner(Protocol):
    """Runs the chat server's own ad-hoc commands (XEP-0050) that have one form or none."""

    async def run_command(self, node: str, fields: Fields) -> None:
        """Run a command to its end.

        Args:
            node: The command's node.
            fields: What to fill into its form; every field that the form has.

        Raises:
            Unavailable: There is no stream now, or no answer came: unknown what happened.
            Rejected: The server answered that it will not.
        """


class ChatAdmin(Protocol):
    """Changes chat accounts through Openfire's own commands, so that everybody sees it at once."""

    async def create_account(self, username: ChatUsername, name: str, email: str) -> None:
        """Make an account with a random password.

        Raises:
            Rejected: Openfire would not, or it is there already.
        """

    async def replace_password(self, username: ChatUsername) -> None:
        """Make the account's native password random and unknown to anybody.

        Raises:
            Rejected: Openfire would not.
        """

    async def create_group(self, group: GroupMapping, member: ChatUsername) -> None:
        """Make a roster group with a first member. Harmless if it is there already.

        Raises:
            Rejected: Openfire would not.
        """

    async def add_member(self, roster: str, username: ChatUsername) -> None:
        """Put an account into a roster group. Harmless if it is in.

        Raises:
            Rejected: Openfire would not.
        """

    async def remove_member(self, roster: str, username: ChatUsername) -> None:
        """Take an account out of a roster group. Harmless if it is not in.

        Raises:
            Rejected: Openfire would not.
        """


class ChatProfiles(Protocol):
    """Writes what Openfire shows of an account."""

    async def show(
        self, username: ChatUsername, profile: Profile, *, photo_is_ours: bool
    ) -> ShownProfile:
        """Set name, e-mail, locale and vCard; keep what the bridge does not manage of the vCard.

        Args:
            username: An account that is there.
            profile: What to show; a picture that cannot be decoded is left out and reported.
            photo_is_ours: The picture there now, if any, came from the bridge.

        Returns:
            What is shown now.

        Raises:
            Rejected: Openfire would not.
        """


class State(Protocol):
    """The bridge's own memory, in its own schema."""

    async def is_retired(self, livechat_id: LiveChatId) -> bool:
        """Whether an ID belonged to somebody once and must not be given again."""

    async def shown_profile(self, username: ChatUsername) -> ShownProfile | None:
        """The profile that was last shown in full; None for never."""

    async def remember_profile(self, username: ChatUsername, shown: ShownProfile) -> None:
        """Keep in mind what is shown now."""

    async def has_native_password(self, username: ChatUsername) -> bool:
        """Whether the bridge has yet to make a linked account's native password random."""

    async def forget_native_password(self, username: ChatUsername) -> None:
        """Keep in mind that the account's native password is random now."""

    async def managed_groups(self, username: ChatUsername) -> frozenset[str]:
        """The roster groups that the bridge put the account into."""

    async def manage_member(self, roster: str, username: ChatUsername) -> None:
        """Keep in mind that the bridge puts the account into the group."""

    async def release_member(self, roster: str, username: ChatUsername) -> None:
        """Keep in mind that the bridge took the account out of the group."""

    async def record(self, action: str, subject: str, detail: Mapping[str, str]) -> None:
        """Append to the audit. `detail` never holds a secret."""


class PasswordChecker(Protocol):
    """Checks passwords on all cores, beside the event loop."""

    async def check_tiki(self, password: str, account: TikiAccount) -> bool:
        """Whether the password fits a Tiki account.

        Raises:
            Unavailable: More checks are waiting than the settings allow.
        """

    async def check_native(self, password: str, credential: Credential) -> bool:
        """Whether the password fits a native credential; raises as `check_tiki`."""

    async def check_nothing(self, password: str) -> None:
        """Take as long as a check of a Tiki account; raises as `check_tiki`."""


class Memory(Protocol):
    """Remembers for a bounded time that a password fitted a stored hash."""

    def knows(self, account: str, password: str, stored: str) -> bool:
        """Whether this very password fitted this very stored form not long ago."""

    def learn(self, account: str, password: str, stored: str) -> None:
        """Remember it."""


class Throttle(Protocol):
    """Bounds failed logins, by account and overall."""

    def begin(self, account: str) -> bool:
        """Ask to spend a check on an account; where the answer is yes, `end` must follow."""

    def end(self, accounts: Collection[str], *, failed: bool) -> None:
        """End one login that began on these accounts.

        A failed one counts against each of them, and once overall.
        """
