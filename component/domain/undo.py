"""Undoing a migration (design §5): what is to be done, what was done, what stands in the way.

Pure rules and values; who does it is told in the use case.
"""

from dataclasses import dataclass
from enum import StrEnum

from component.domain.migration import Migration
from component.domain.profile import clean
from component.domain.snapshot import Snapshot

MAX_PASSWORD_CHARACTERS = 32
"""The width of `ofUser.plainPassword`: such a password fits, however Openfire stores it."""


class UndoProblem(StrEnum):
    """Why a migration is not undone."""

    NOTHING = "nothing"
    """No migration that is finished has to do with this name, or it is undone already."""
    OPEN = "open"
    """A migration of this Live Chat ID is under way."""
    TOO_LATE = "too-late"
    NO_SNAPSHOT = "no-snapshot"
    """There was no chat account any more of which a snapshot could be taken."""
    MOVED_ON = "moved-on"
    """The Live Chat ID is another Tiki account's by now, or the Tiki account has another one."""
    PASSWORD = "password"  # noqa: S105  a problem, not a password
    """The new password cannot be one, see `is_usable_password`."""
    OUTDATED = "outdated"
    """The migration is not the one that was shown."""
    OVERTAKEN = "overtaken"
    """Somebody else has undone it at the same time: one of the two passwords counts now."""


class ChatAccountFate(StrEnum):
    """What becomes of the chat account when its migration is undone."""

    RESTORED = "restored"
    """What it lacks of the snapshot is put back, and it has the new password."""
    REMADE = "remade"
    """It is gone, and made anew, then as above."""
    LEFT = "left"
    """It came of the migration; it stays, and nobody can sign in to it."""
    ABSENT = "absent"
    """It would have come of the migration, but is not there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much a snapshot has.

    Attributes:
        contacts: Entries of the own roster.
        groups: Roster groups of Openfire.
        private_items: Entries of private storage.
        messages: Messages that waited.
        has_vcard: There was a vCard.
    """

    contacts: int = 0
    groups: int = 0
    private_items: int = 0
    messages: int = 0
    has_vcard: bool = False

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Kept":
        """Count what is in a snapshot."""
        return cls(
            contacts=len(snapshot.roster),
            groups=len(snapshot.groups),
            private_items=len(snapshot.private),
            messages=len(snapshot.offline),
            has_vcard=snapshot.vcard is not None,
        )


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing a migration does.

    Attributes:
        migration: Which.
        until: When it is too late, seconds since the epoch.
        is_linked: The Tiki account has the Live Chat ID, and loses it. Not so after an undo that
            was broken off.
        fate: What becomes of the chat account.
        kept: What there is of it in the snapshot.
        leaves: Roster groups that the bridge has put it into, and takes it out of.
    """

    migration: Migration
    until: float
    is_linked: bool
    fate: ChatAccountFate
    kept: Kept
    leaves: tuple[str, ...] = ()

    @property
    def needs_password(self) -> bool:
        """Whether somebody is to sign in natively afterwards."""
        return self.fate in (ChatAccountFate.RESTORED, ChatAccountFate.REMADE)


@dataclass(frozen=True, slots=True)
class Undone:
    """A migration was undone.

    Attributes:
        plan: What was done.
        stays_in: Those of the roster groups to leave that Openfire would not take it out of.
    """

    plan: UndoPlan
    stays_in: tuple[str, ...] = ()


def is_usable_password(text: str) -> bool:
    """Tell whether a text can be a native password.

    It is typed by people and goes through XML: neither control characters nor blanks around it,
    at most `MAX_PASSWORD_CHARACTERS`.
    """
    return 0 < len(text) <= MAX_PASSWORD_CHARACTERS and clean(text) == text
