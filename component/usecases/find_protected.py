"""Who is protected from a purge now: asked of the settings and of the chat server."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.purge import Guard
from component.domain.reminders import DAY
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.ports.chat_lists import ChatAdmins, Sessions
    from component.usecases.admins import AdminRules


@dataclass(frozen=True, slots=True)
class PurgeRules:
    """What a site decides about a purge.

    Attributes:
        native_only: Chat usernames that belong to no Tiki account.
        admins: Who is an admin of the bridge; those by Tiki groups have migrated, or are none.
        keep: As `Guard.keep`.
        recent_days: Who was seen within so many days was seen not long ago.
    """

    native_only: AbstractSet[str]
    admins: "AdminRules"
    keep: tuple[str, ...] = ()
    recent_days: float = 30.0


@dataclass(frozen=True, slots=True)
class FindProtected:
    """The use case. All it needs from outside is in its fields, see `ports`."""

    rules: PurgeRules
    people: "ChatAdmins"
    sessions: "Sessions"
    clock: Clock = field(default_factory=Clock)

    async def __call__(self, *, with_online: bool = True) -> Guard:
        """Find them.

        Args:
            with_online: Who is signed in matters.

        Raises:
            Unavailable: Somebody did not answer, or did not tell all.
        """
        rules = self.rules
        admins = rules.admins.usernames | await self.people.admins()
        if rules.admins.chat_groups:
            admins |= await self.people.members_of(rules.admins.chat_groups)
        return Guard(
            native_only=rules.native_only,
            admins=admins,
            keep=rules.keep,
            online=await self.sessions.online() if with_online else frozenset(),
            since=self.clock.now() - rules.recent_days * DAY,
        )
