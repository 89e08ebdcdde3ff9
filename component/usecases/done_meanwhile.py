"""Whether what a plan no longer has to do was done by somebody else, or is not wanted any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from component.domain.group_plan import ActualGroup, Affiliation, Description, Step, StepKind

if TYPE_CHECKING:
    from component.domain.names import ChatUsername
    from component.ports.groups import ChatGroups, ChatRooms

_ROOMS = frozenset((StepKind.GIVE, StepKind.TAKE, StepKind.RELEASE_AFFILIATION))


@dataclass(frozen=True, slots=True)
class DoneMeanwhile:
    """Looks at the chat for steps of a plan.

    Attributes:
        rooms: None where no mapping has rooms.
    """

    groups: "ChatGroups"
    rooms: "ChatRooms | None" = None

    async def undone(self, steps: Collection[Step]) -> tuple[Step, ...]:
        """Find the steps that nobody has taken.

        Args:
            steps: That a plan had, and a later one does not have.

        Returns:
            Those of which the chat does not look as if they had been taken.

        Raises:
            Unavailable: Somebody did not answer.
        """
        rosters = {step.where for step in steps if step.kind not in _ROOMS}
        rooms = {step.where for step in steps if step.kind in _ROOMS}
        groups = await self.groups.read_groups(rosters) if rosters else {}
        held = await self.rooms.read_affiliations(rooms) if self.rooms and rooms else {}
        return tuple(
            step
            for step in steps
            if not (
                _is_held(step, held.get(step.where, {}))
                if step.kind in _ROOMS
                else _is_so(step, groups.get(step.where))
            )
        )


def _is_so(step: Step, group: ActualGroup | None) -> bool:
    """Tell whether a roster group is as a step makes it; to forget is always done."""
    match step.kind:
        case StepKind.CREATE:
            return group is not None
        case StepKind.DELETE:
            return group is None
        case StepKind.DESCRIBE if isinstance(step.to, Description):
            return group is not None and group.description.in_order(step.where) == step.to
        case StepKind.ADD:
            return group is not None and step.who in group.members
        case StepKind.REMOVE:
            return group is None or step.who not in group.members
    return True


def _is_held(step: Step, held: Mapping["ChatUsername", Affiliation]) -> bool:
    """Tell the same of an affiliation."""
    actual = {str(username): affiliation for username, affiliation in held.items()}.get(step.who)
    match step.kind:
        case StepKind.GIVE:
            return actual is step.to
        case StepKind.TAKE:
            return actual is None
    return True
