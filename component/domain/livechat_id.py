"""Which Live Chat ID a Tiki login is offered, and which are never given to anybody (design §6).

Whether an ID is free is asked in the use cases: it takes the databases.
"""

import unicodedata

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


def is_reserved(livechat_id: str) -> bool:
    """Tell whether an ID is kept from everybody, since people would take it for the staff."""
    return livechat_id in RESERVED
