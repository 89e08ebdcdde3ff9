"""One linked person's roster groups and affiliations, as the site has them now.

At a sign-in, when somebody comes online, and by command. The whole site is `sync_job`'s part.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.usecases.plan_groups import Linked

if TYPE_CHECKING:
    from component.domain.accounts import TikiAccount
    from component.domain.applied import Applied
    from component.domain.audit import Actor
    from component.domain.names import ChatUsername
    from component.usecases.apply_groups import ApplyGroups
    from component.usecases.plan_groups import PlanGroups


@dataclass(frozen=True, slots=True)
class SyncPerson:
    """The use case."""

    plan: "PlanGroups"
    apply: "ApplyGroups"

    async def __call__(
        self, account: "TikiAccount", username: "ChatUsername", by: "Actor"
    ) -> "Applied":
        """Put somebody into the groups that follow from the site, and out of others.

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
        return await self.apply(plan, by)
