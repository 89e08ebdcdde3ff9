"""What is the bridge's own: its memory, its password checks, its bounds."""

from collections.abc import Collection, Mapping
from typing import Protocol

from component.domain.accounts import TikiAccount
from component.domain.names import ChatUsername, LiveChatId
from component.domain.passwords.openfire import Credential
from component.domain.profile import ShownProfile
from component.domain.registration import RegistrationRules


class State(Protocol):
    """The bridge's own memory, in its own schema."""

    async def is_retired(self, livechat_id: LiveChatId) -> bool:
        """Whether an ID belonged to somebody once and must not be given again."""

    async def retired_among(self, names: Collection[str]) -> frozenset[str]:
        """Those of some names, however many, that are retired IDs."""

    async def retire(self, livechat_id: LiveChatId) -> None:
        """Keep in mind that an ID belonged to somebody. Harmless if it is known."""

    async def reinstate(self, livechat_id: LiveChatId) -> None:
        """Forget that an ID was retired: its chat account is somebody's own again."""

    async def shown_profile(self, username: ChatUsername) -> ShownProfile | None:
        """The profile that was last shown in full; None for never."""

    async def remember_profile(self, username: ChatUsername, shown: ShownProfile) -> None:
        """Keep in mind what is shown now."""

    async def has_native_password(self, username: ChatUsername) -> bool:
        """Whether the bridge has yet to make a linked account's native password random."""

    async def forget_native_password(self, username: ChatUsername) -> None:
        """Keep in mind that the account's native password is random now."""

    async def expect_native_password(self, username: ChatUsername) -> None:
        """Keep in mind that the account's native password may be somebody's again."""

    async def record(self, action: str, subject: str, detail: Mapping[str, str]) -> None:
        """Append to the audit. `detail` never holds a secret."""

    async def record_all(
        self, action: str, subjects: Collection[str], detail: Mapping[str, str]
    ) -> None:
        """Append one entry for each of some hundred subjects at most, at the cost of one."""


class PasswordChecker(Protocol):
    """Checks passwords on all cores, beside the event loop."""

    async def check_tiki(self, password: str, account: TikiAccount) -> bool:
        """Whether the password fits a Tiki account.

        Raises:
            Unavailable: More checks are waiting than the settings allow.
        """

    async def check_native(self, password: str, credential: Credential) -> bool:
        """Whether the password fits a native credential; raises as `check_tiki`."""

    async def make_tiki_hash(self, password: str, login: str, rules: RegistrationRules) -> str:
        """Hash a new password as this Tiki writes it; raises as `check_tiki`."""

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

    def end(self, accounts: Collection[str], *, failed: bool, missed: Collection[str] = ()) -> None:
        """End one login that began on these accounts.

        A failed one counts against each of them, and once overall; another one only against those
        that it has `missed`.
        """
