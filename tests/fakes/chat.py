"""A chat server in memory: the ports `ChatDirectory`, `ChatAdmin` and `ChatProfiles`.

Roster groups are `groups`' part, but for those of one person.
"""

import contextlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from component.adapters.avatar import UnusablePictureError, make_photo
from component.domain.accounts import ChatAccount
from component.domain.names import ChatUsername
from component.domain.passwords.openfire import Credential, PlainCredential
from component.domain.profile import Profile, ShownProfile
from component.ports import Rejected
from tests.fakes.groups import FakeGroups


@dataclass
class ShownAccount:
    """What a chat server shows of somebody; `card` has the vCard's fields by name."""

    name: str | None = None
    email: str | None = None
    locale: str | None = None
    card: dict[str, str] = field(default_factory=dict)
    photo: bytes | None = None


_XML = re.compile("[\\s\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]*")


class FakeChat(FakeGroups):
    """An Openfire.

    Attributes:
        on_delete: Told of each account that is deleted.
        online: Who is signed in, as far as a test says so.
    """

    title = "the fake chat server"

    def __init__(self) -> None:
        super().__init__()
        self._credentials: dict[str, Credential] = {}
        self._shown: dict[str, ShownAccount] = {}
        self.on_delete: list[Callable[[str], None]] = []
        self.online: set[str] = set()

    @property
    def directory(self) -> "FakeChat":
        """As `ChatDirectory`."""
        return self

    @property
    def admin(self) -> "FakeChat":
        """As `ChatAdmin`."""
        return self

    @property
    def profiles(self) -> "FakeChat":
        """As `ChatProfiles`."""
        return self

    @property
    def usernames(self) -> set[str]:
        """All accounts."""
        return set(self._credentials)

    def add_account(self, username: str, credential: Credential) -> None:
        """Make a native account."""
        self._credentials[username] = credential
        self._shown[username] = ShownAccount()

    def lose_account(self, username: str) -> None:
        """Delete an account and its memberships, as an admin does in the console."""
        del self._credentials[username], self._shown[username]
        for group in self._groups.values():
            group.members.discard(username)
        for tell in self.on_delete:
            tell(username)

    def credential(self, username: str) -> Credential:
        """What is stored of an account's password."""
        return self._credentials[username]

    def shown(self, username: str) -> ShownAccount:
        """What is shown of an account."""
        return self._shown[username]

    def rejoin(self, username: str, rosters: Iterable[str]) -> None:
        """Put an account into those groups that are there."""
        for roster in rosters:
            if roster in self._groups:
                self._groups[roster].members.add(username)

    def add_card_field(self, username: str, name: str, text: str) -> None:
        """Put a field into a person's vCard, as the person does."""
        self._shown[username].card[name] = text

    def add_photo(self, username: str, data: bytes) -> None:
        """Put a picture into a person's vCard, as the person does."""
        self._shown[username].photo = data

    async def find(self, username: ChatUsername) -> ChatAccount | None:
        await self._called("find", username)
        credential = self._credentials.get(username)
        return None if credential is None else ChatAccount(username, credential)

    async def groups_of(self, username: ChatUsername) -> frozenset[str]:
        await self._called("groups_of", username)
        return frozenset(self.groups_with(username))

    async def create_account(self, username: ChatUsername, name: str, email: str) -> None:
        await self._called("create_account", username, name, email)
        if username in self._credentials:
            raise Rejected("add-user: it is there already")
        self.add_account(username, _random_credential())
        self._shown[username].name = name
        self._shown[username].email = email or None

    async def replace_password(self, username: ChatUsername) -> None:
        await self._called("replace_password", username)
        self._check_account(username)
        self._credentials[username] = _random_credential()

    async def set_password(self, username: ChatUsername, password: str) -> None:
        await self._called("set_password", username)
        self._check_account(username)
        words = re.split("[ \t\n\r\f]+", password)
        if not all(words) or " ".join(words) != password or not _XML.fullmatch(password):
            raise Rejected("it would arrive as another password")
        self._credentials[username] = PlainCredential(password)

    async def delete_account(self, username: ChatUsername) -> None:
        await self._called("delete_account", username)
        if username in self._credentials:
            self.lose_account(username)

    async def end_sessions(self, username: ChatUsername) -> None:
        await self._called("end_sessions", username)
        self.online.discard(username)

    async def show(
        self, username: ChatUsername, profile: Profile, *, photo_is_ours: bool
    ) -> ShownProfile:
        await self._called("show", username, profile, photo_is_ours)
        self._check_account(username)
        shown = self._shown[username]
        shown.name, shown.email = profile.display_name, profile.email or None
        shown.locale = profile.locale
        shown.card |= {"FN": profile.display_name, "NICKNAME": profile.nickname}
        photo_is_new = False
        if profile.avatar is None:
            shown.photo = None if photo_is_ours else shown.photo
            return ShownProfile(profile.fingerprint(), with_photo=False)
        with contextlib.suppress(UnusablePictureError):
            shown.photo, photo_is_new = make_photo(profile.avatar).data, True
        return ShownProfile(profile.fingerprint(), with_photo=photo_is_new or photo_is_ours)

    def _check_account(self, username: str) -> None:
        if username not in self._credentials:
            raise Rejected(f"there is no account {username}")


def _random_credential() -> Credential:
    return PlainCredential(secrets.token_urlsafe(24))
