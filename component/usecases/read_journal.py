"""What the journal of migrations tells of two accounts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from component import ports
    from component.domain.migration import Plan


async def was_finished(plan: "Plan", user_id: int, journal: "ports.Journal") -> bool:
    """Tell whether a migration has connected a Live Chat ID with this very Tiki account.

    It is not to be done again then: the old chat account was saved and retired, and what stands
    there by now is what the person has used since.

    Raises:
        Unavailable: The state database did not answer.
    """
    finished = await journal.find_finished(plan.livechat_id)
    return finished is not None and finished.plan.user_id == user_id
