"""A mail as plain text, and which stored addresses one may be sent to."""

import re
from dataclasses import dataclass, field

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_AMBIGUOUS = frozenset("ßς\u200c\u200d")
"""What IDNA 2003, which Python knows, and IDNA 2008 make different domains of (RFC 5891 §1.1,
UTS 46 §7): a mail must not go to the other one."""
_MOST_LOCAL = 64
_MOST = 254


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person.

    Attributes:
        to: From `address`.
        subject: One line.
        body: Plain text; not shown by repr, it may hold a personal link.
        language: BCP 47 tag of both.
    """

    to: str
    subject: str
    body: str = field(repr=False)
    language: str


def address(stored: str) -> str | None:
    """Read a stored e-mail address.

    Args:
        stored: What an account holds; any text.

    Returns:
        The address in ASCII, an international domain in its A-labels (RFC 5890); None if it is
        not one plain address of RFC 5321: nothing that could add a header or a recipient is.
    """
    local, at, domain = stored.strip().rpartition("@")
    if not at or len(local) > _MOST_LOCAL or not _LOCAL.fullmatch(local):
        return None
    if not _AMBIGUOUS.isdisjoint(domain.lower()):
        return None
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        return None
    labels = host.split(".")
    found = f"{local}@{host}"
    if len(labels) == 1 or len(found) > _MOST or not all(map(_LABEL.fullmatch, labels)):
        return None
    return found
