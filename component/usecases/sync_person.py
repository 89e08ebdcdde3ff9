"""One linked person's roster groups and affiliations, as the site has them now.

At a sign-in, when somebody comes online, and by command. The whole site is `sync_job`'s part.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.audit import Way
from component.usecases.plan_groups import Linked

if TYPE_CHECKING:
    from component.domain.accounts import TikiAccount
    from component.domain.applied import Applied
    from component.domain.audit import Actor
    from component.domain.names import ChatUsername
    from component.usecases.apply_groups import ApplyGroups
    from component.usecases.plan_groups import PlanGroups


_UNASKED = frozenset({Way.SIGN_IN, Way.SCHEDULE})
"""The ways by which nobody asks for it."""


@dataclass(slots=True)
class Restraint:
    """Whether the sync of everybody is stopped, since it would take away more than it may unasked.

    To take it away from one person after the other would come to the same.
    """

    is_on: bool = False


@dataclass(frozen=True, slots=True)
class SyncPerson:
    """The use case.

    Attributes:
        restraint: Whether nobody is taken out of groups unasked.
    """

    plan: "PlanGroups"
    apply: "ApplyGroups"
    restraint: Restraint = field(default_factory=Restraint)

    async def __call__(
        self, account: "TikiAccount", username: "ChatUsername", by: "Actor"
    ) -> "Applied":
        """Put somebody into the groups that follow from the site, and, if it may be, out of others.

        Args:
            account: The Tiki account; its Live Chat ID is `username`.
            username: The chat account, which is there.
            by: Who or what asks for it, for the audit.

        Returns:
            What was done.

        Raises:
            Unavailable: Somebody did not answer; the next sync does the rest.
            Doubtful: A source is suspiciously empty.
        """
        plan = await self.plan(only=Linked(account.user_id, username))
        if self.restraint.is_on and by.way in _UNASKED:
            plan = plan.without_removals()
        return await self.apply(plan, by)
