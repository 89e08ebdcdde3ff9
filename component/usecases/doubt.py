"""A source of a sync that is suspiciously empty: that is never "everyone left" (design §4)."""

from enum import StrEnum


class Doubt(StrEnum):
    """What is suspicious about a source; `sentence` says it."""

    NO_ACCOUNTS = "no-accounts"
    NO_LIVE_CHAT_IDS = "no-live-chat-ids"
    NO_MEMBERSHIPS = "no-memberships"
    NO_CHAT_ACCOUNTS = "no-chat-accounts"

    @property
    def sentence(self) -> str:
        """For the log."""
        return _SENTENCES[self]


_SENTENCES = {
    Doubt.NO_ACCOUNTS: "Tiki has no account at all",
    Doubt.NO_LIVE_CHAT_IDS: "no Tiki account has a Live Chat ID, though members are managed",
    Doubt.NO_MEMBERSHIPS: "nobody is in any Tiki group, though members are managed",
    Doubt.NO_CHAT_ACCOUNTS: "no linked person has a chat account, though members are managed",
}


class Doubtful(Exception):  # noqa: N818  a state of the other side, as Unavailable is
    """A source is suspiciously empty, so that nothing is to be changed by it.

    Attributes:
        why: What is suspicious.
    """

    def __init__(self, why: Doubt) -> None:
        super().__init__(f"{why.sentence}: nothing is changed until that is right")
        self.why = why


def check_sources(*, is_linked: bool, is_member: bool, is_present: bool) -> None:
    """Believe sources where members are managed.

    Args:
        is_linked: Any Tiki account has a Live Chat ID.
        is_member: Anybody is in a Tiki group.
        is_present: Any linked person has a chat account.

    Raises:
        Doubtful: One of them cannot be.
    """
    if not is_linked:
        raise Doubtful(Doubt.NO_LIVE_CHAT_IDS)
    if not is_member:
        raise Doubtful(Doubt.NO_MEMBERSHIPS)
    if not is_present:
        raise Doubtful(Doubt.NO_CHAT_ACCOUNTS)
