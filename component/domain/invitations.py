"""Personal links (design §5): their tokens, when one opens, and how often guesses are reported.

Whose link it is, and whether that person has migrated, is asked in the use cases.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from component.domain.names import ChatUsername

LINK_PATH = "/m/"
"""What stands between the web page's address and a token."""

TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,80}")

FINISHING_SECONDS = 3600.0
"""How long after its expiry a link that was opened in time can be finished."""

REPORT_SECONDS = 60.0
_MOST_SUBJECTS = 20
NOBODY = "-"
"""The subject of reports on tokens that are nobody's."""


class LinkProblem(StrEnum):
    """Why a personal link does not open."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    MIGRATED = "migrated"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link as it is stored.

    Attributes:
        username: Whose it is.
        made_at: Seconds since the epoch.
        expires_at: Likewise.
        is_used: A migration was finished with it.
        is_newest: No newer one was made for this person: a newer one revokes all before it.
    """

    username: ChatUsername
    made_at: float
    expires_at: float
    is_used: bool = False
    is_newest: bool = True


def make_token() -> str:
    """Make a token of 256 random bits, safe in an address.

    It begins and ends with a letter or a digit: programs that turn addresses in texts into links
    leave a `-` or `_` at the end out.
    """
    while True:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        if token[0].isalnum() and token[-1].isalnum():
            return token


def is_token(text: str) -> bool:
    """Tell whether a text may be a token at all; what is not is never looked up."""
    return _TOKEN.fullmatch(text) is not None


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def link(site: str, token: str) -> str:
    """Write a personal link.

    Args:
        site: Public address of the web page, from `web_address.base_url`.
        token: From `make_token`.
    """
    return f"{site}{LINK_PATH}{token}"


def problem_of(invitation: Invitation, now: float, *, grace: float = 0.0) -> LinkProblem | None:
    """Tell why a link does not open.

    Args:
        invitation: The link.
        now: Seconds since the epoch.
        grace: Seconds after its expiry in which it still counts.

    Returns:
        The problem, None if it opens.
    """
    if invitation.is_used:
        return LinkProblem.USED
    if not invitation.is_newest:
        return LinkProblem.REVOKED
    if now >= invitation.expires_at + grace:
        return LinkProblem.EXPIRED
    return None


@dataclass(frozen=True, slots=True)
class Report:
    """Links that did not open, for the audit.

    Attributes:
        problem: Why.
        subject: Whose they are, `NOBODY` for tokens that are nobody's.
        times: How many.
    """

    problem: LinkProblem
    subject: str
    times: int


@dataclass(slots=True)
class RefusalLog:
    """Folds refused links into few reports, so that a flood of guesses fills no audit.

    The first of its kind is reported at once; those after it within a minute are counted and
    reported together. In one minute there are reports on at most 20 subjects; all others are
    reported together, under `NOBODY`.
    """

    _since: float = 0.0
    _counts: dict[tuple[LinkProblem, str], int] = field(default_factory=dict)

    def note(self, problem: LinkProblem, subject: str, now: float) -> list[Report]:
        """Note a refused link.

        Args:
            problem: Why.
            subject: Whose it is, or `NOBODY`.
            now: Seconds since the epoch.

        Returns:
            What is to be reported now.
        """
        reports = self.flush(now)
        if not self._counts:
            self._since = now
        key = (problem, subject)
        if key not in self._counts and len(self._counts) >= _MOST_SUBJECTS:
            key = (problem, NOBODY)
        if key in self._counts:
            self._counts[key] += 1
            return reports
        self._counts[key] = 0
        return [*reports, Report(*key, times=1)]

    def flush(self, now: float | None = None) -> list[Report]:
        """Take out what was counted.

        Args:
            now: Only if the minute is over by then; None for at once.

        Returns:
            What is to be reported.
        """
        if now is not None and 0 <= now - self._since < REPORT_SECONDS:
            return []
        reports = [Report(*key, times=times) for key, times in self._counts.items() if times]
        self._counts.clear()
        return reports
