"""Chat accounts in lists of all of them, and which of those nobody has migrated."""

from dataclasses import dataclass, field

from component.domain.names import ChatUsername
from component.domain.passwords.openfire import Credential


@dataclass(frozen=True, slots=True)
class ListedChatAccount:
    """A chat account in a list of all.

    Attributes:
        username: Of the account.
        created_at: Seconds since the epoch.
        seen_at: When they went offline, seconds since the epoch, as far as Openfire's database
            tells (`ofPresence`); None for never, and for those who came online again and have not
            gone offline since then: ask for sessions where it matters.
        credential: The native one, None where it was not asked for; not shown by repr.
    """

    username: ChatUsername
    created_at: float
    seen_at: float | None
    credential: Credential | None = field(default=None, repr=False)
