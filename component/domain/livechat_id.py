"""Which Live Chat ID a Tiki login is offered, and which are never given to anybody (design §6).

Whether an ID is free is asked in the use cases: it takes the databases.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase

from component.domain.names import LiveChatId, UnusableNameError, nodeprep

MAX_CHARACTERS = 64
"""The width of `ofUser.username`."""

RESERVED = frozenset(
    [
        "abuse",
        "admin",
        "administrator",
        "anonymous",
        "hostmaster",
        "info",
        "livechat",
        "noreply",
        "openfire",
        "operator",
        "postmaster",
        "registered",
        "root",
        "security",
        "support",
        "system",
        "tiki",
        "webmaster",
        "xmpp",
    ]
)


def strip_username(login: str) -> LiveChatId | None:
    """Derive the Live Chat ID that a Tiki login is offered first.

    Args:
        login: The Tiki login as stored.

    Returns:
        Its letters and digits after NFKC, in lower case, at most 64 characters, or None if
        nothing is left or what is left cannot be a JID's local part.
    """
    text = unicodedata.normalize("NFKC", login)
    kept = "".join(c for c in text if c.isalnum()).lower()[:MAX_CHARACTERS]
    try:
        prepared = nodeprep(kept)
    except UnusableNameError:
        return None
    if not all(c.isalnum() for c in prepared) or len(prepared) > MAX_CHARACTERS:
        return None
    return LiveChatId(prepared)


@dataclass(frozen=True, slots=True)
class Reserved:
    """The names that are kept from everybody, since people would take them for the staff.

    Attributes:
        more: What a site adds to `RESERVED`: names as they are used, or patterns with *, ?, [].
    """

    more: Collection[str] = ()

    def has(self, livechat_id: str) -> bool:
        """Tell whether an ID is among them."""
        return livechat_id in RESERVED or any(fnmatchcase(livechat_id, one) for one in self.more)


NOTHING_MORE = Reserved()
"""The names of `RESERVED` only."""
