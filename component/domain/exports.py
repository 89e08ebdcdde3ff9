"""What an export of chat accounts holds: never a password, there is no field for one."""

from dataclasses import dataclass

from component.domain.names import ChatUsername
from component.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ExportHead:
    """What is known of an export before its accounts.

    Attributes:
        job: The number of the job that makes it.
        made_at: When it was begun, seconds since the epoch: all of it is as it was then or later.
        domain: The chat's domain.
        by: Who asked for it.
    """

    job: int
    made_at: float
    domain: str
    by: str


@dataclass(frozen=True, slots=True)
class ExportedAccount:
    """A chat account in an export.

    Attributes:
        created_at: When it was made, seconds since the epoch.
        seen_at: As `ListedChatAccount.seen_at`.
        snapshot: All of it that can be kept.
    """

    created_at: float
    seen_at: float | None
    snapshot: Snapshot

    @property
    def username(self) -> ChatUsername:
        """Whose it is."""
        return self.snapshot.username


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What there is of an export, once it is complete.

    Attributes:
        name: Of the file.
        head: How it begins.
        accounts: How many accounts it has.
        digest: SHA-256 of all that stands before its last line, in hexadecimal digits.
    """

    name: str
    head: ExportHead
    accounts: int
    digest: str
