"""What is kept of a chat account before it is changed, so that it can be put back, or elsewhere.

Never a password: there is no field for one.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

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


def moved(
    snapshot: Snapshot, to: ChatUsername, domain: str, but_groups: Collection[str] = ()
) -> Snapshot:
    """Tell what of a chat account is to be put into another one of the same person.

    Args:
        snapshot: Of the old account.
        to: The new one.
        domain: The chat's domain.
        but_groups: Groups of Openfire that it does not take along.

    Returns:
        The same, as the new account has it: also in the rosters of others.
    """
    jid = f"{to}@{domain}"
    return replace(
        snapshot,
        username=to,
        roster=tuple(replace(item, owner=to) for item in snapshot.roster if item.jid != jid),
        seen_by=tuple(replace(item, jid=jid) for item in snapshot.seen_by if item.owner != to),
        groups=tuple(member for member in snapshot.groups if member.group not in but_groups),
    )
