"""Which unmigrated chat accounts go after the migration, and which are never touched (design §1).

Asking the servers is the use cases' part.
"""

import fnmatch
from collections.abc import Container, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from component.domain.snapshot import RosterItem, Snapshot
from component.domain.unmigrated import ListedChatAccount


class Stage(StrEnum):
    """What is done with them, in this order."""

    WARN = "warn"
    """They are reminded now, unless they want no reminders."""
    REFUSE = "refuse"
    """They are not let in any more."""
    EXPORT = "export"
    """All of their accounts is written to a file."""
    DELETE = "delete"
    """What stands in such a file is deleted."""


class Spared(StrEnum):
    """Why an account is left alone."""

    NATIVE_ONLY = "native-only"
    ADMIN = "admin"
    """Of Openfire, or of the bridge."""
    LISTED = "listed"
    """The settings name it."""
    ONLINE = "online"
    RECENT = "recently-seen"
    """Made or seen not long ago."""
    MIGRATED = "migrated"
    """It is somebody's of the site, or was once."""
    MIGRATING = "migrating"
    RETIRED = "retired"
    """Its name was a Live Chat ID once."""
    SEEN = "seen-since-export"
    CHANGED = "changed-since-export"
    GONE = "gone"


_AT_STAGE: dict[Stage, frozenset[Spared]] = {
    Stage.WARN: frozenset({Spared.NATIVE_ONLY}),
    Stage.REFUSE: frozenset({Spared.NATIVE_ONLY}),
    Stage.EXPORT: frozenset(Spared),
    Stage.DELETE: frozenset(Spared),
}


def is_spared_at(stage: Stage, why: Spared | None) -> bool:
    """Tell whether what protects an account counts at a stage.

    Everybody is warned who has not migrated, and in a window that refuses nobody gets in but those
    who are native-only.
    """
    return why in _AT_STAGE[stage]


@dataclass(frozen=True, slots=True)
class PurgeLimits:
    """How much is ordinary.

    Attributes:
        most: Accounts; so many are, however large a part they are.
        percent: Of all chat accounts; such a part is, however many they are.
    """

    most: int
    percent: float

    def are_exceeded(self, accounts: int, of: int) -> bool:
        """Tell whether a number of accounts is beyond both, `of` all that there are."""
        return accounts > self.most and accounts > self.percent / 100 * of


@dataclass(frozen=True, slots=True)
class Guard:
    """Who is protected now.

    Attributes:
        native_only: Chat usernames that belong to no Tiki account.
        admins: Chat usernames of admins.
        keep: Names, or patterns with `*`, `?` and `[…]`, that the settings list.
        online: Who is signed in; nobody where it does not matter.
        since: Whoever was made or seen since then was so not long ago, seconds since the epoch.
    """

    native_only: AbstractSet[str]
    admins: frozenset[str]
    keep: tuple[str, ...]
    online: frozenset[str]
    since: float

    def why(self, account: ListedChatAccount) -> Spared | None:
        """Tell what protects an account; None for nothing."""
        username = account.username
        if username in self.native_only:
            return Spared.NATIVE_ONLY
        if username in self.admins:
            return Spared.ADMIN
        if any(name == username or fnmatch.fnmatchcase(username, name) for name in self.keep):
            return Spared.LISTED
        if username in self.online:
            return Spared.ONLINE
        is_recent = max(account.created_at, account.seen_at or 0.0) >= self.since
        return Spared.RECENT if is_recent else None


def is_unchanged(kept: Snapshot, present: Snapshot, going: Container[str], domain: str) -> bool:
    """Tell whether an account is what it was, but for what the end of others takes from it.

    Openfire takes an account that is deleted out of all rosters.

    Args:
        kept: As it was.
        present: As it is.
        going: The usernames of accounts that are deleted beside it.
        domain: The chat's domain.
    """
    return _without(kept, going, domain) == _without(present, going, domain)


def _without(snapshot: Snapshot, going: Container[str], domain: str) -> Snapshot:
    def stays(jid: str) -> bool:
        local, _, host = jid.rpartition("@")
        return host != domain or local not in going

    return replace(
        snapshot,
        roster=_sorted([item for item in snapshot.roster if stays(item.jid)]),
        seen_by=_sorted([item for item in snapshot.seen_by if item.owner not in going]),
    )


def _sorted(items: Sequence[RosterItem]) -> tuple[RosterItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.owner, item.jid)))
