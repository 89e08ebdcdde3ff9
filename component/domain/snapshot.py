"""What is kept of a chat account before a migration changes it, so that it can be undone.

Never a password: there is no field for one.
"""

from dataclasses import dataclass, field

from component.domain.names import ChatUsername


@dataclass(frozen=True, slots=True)
class RosterItem:
    """An entry of a roster (RFC 6121 §2), in Openfire's numbers (facts/openfire.md §1).

    Attributes:
        owner: Whose roster.
        jid: Who stands in it.
        sub: Subscription state.
        ask: Pending request of the owner.
        recv: Pending request of the other.
        nick: Name given by the owner; None for none.
        groups: The owner's own groups for the entry, in their order.
    """

    owner: ChatUsername
    jid: str
    sub: int
    ask: int
    recv: int
    nick: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Membership of a roster group that Openfire manages."""

    group: str
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class PrivateItem:
    """Private XML storage (XEP-0049)."""

    name: str
    namespace: str
    data: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OfflineMessage:
    """A message that waits for its receiver.

    Attributes:
        created: Milliseconds since the epoch, 15 digits, as stored.
        stanza: The whole message.
    """

    created: str
    stanza: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A chat account.

    Attributes:
        username: Whose.
        name: Of `ofUser`; None for none.
        email: Likewise.
        properties: User properties by name.
        roster: Their own roster.
        seen_by: The entries with their JID in the rosters of others on this server.
        groups: Of Openfire.
        vcard: As stored; None for none.
        private: Private storage.
        offline: Messages that wait, the oldest first.
    """

    username: ChatUsername
    name: str | None = None
    email: str | None = None
    properties: tuple[tuple[str, str], ...] = ()
    roster: tuple[RosterItem, ...] = ()
    seen_by: tuple[RosterItem, ...] = ()
    groups: tuple[Member, ...] = ()
    vcard: str | None = field(default=None, repr=False)
    private: tuple[PrivateItem, ...] = ()
    offline: tuple[OfflineMessage, ...] = ()
