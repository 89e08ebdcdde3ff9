"""What a sync of groups would change: a pure diff from both sides to a plan (design §4).

Who reads the two sides and who carries a plan out is told in the use cases.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from component.domain.belonging import who_belongs
from component.domain.group_changes import (
    Finding,
    FindingKind,
    GroupChange,
    RoomChange,
    Step,
    StepKind,
)
from component.domain.group_diff import diff_group
from component.domain.group_sides import ActualGroup, Affiliation, Description, Sides
from component.domain.room_diff import diff_room
from component.domain.settings_drop import dropped_groups, dropped_rooms

__all__ = [
    "ActualGroup",
    "Affiliation",
    "Description",
    "Finding",
    "FindingKind",
    "GroupChange",
    "GroupPlan",
    "Limits",
    "PlanDifference",
    "RoomChange",
    "Sides",
    "Step",
    "StepKind",
    "plan_groups",
]

_RELEASES = {
    StepKind.RELEASE: StepKind.REMOVE,
    StepKind.RELEASE_AFFILIATION: StepKind.TAKE,
}
"""What may be left to do of a step that was taken, but not noted as taken."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a plan may take away before somebody has to confirm it.

    Attributes:
        removals: So many may always go.
        percent: So many of a hundred that are managed may always go.
    """

    removals: int
    percent: float


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """How a later plan differs from one that was shown before.

    Attributes:
        new: Steps that were not shown.
        gone: Steps that were shown, and are not to be taken any more.
    """

    new: tuple[Step, ...]
    gone: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What a sync would do, and nothing but that.

    Attributes:
        groups: Changes, by the order of the mappings, and then what the settings do not have any
            more; groups that stay as they are, are left out.
        rooms: Likewise.
        findings: What else is to know.
        managed: How many memberships and affiliations the bridge manages in the groups and rooms
            planned for.
        left_alone: How many members stay, that the bridge did not add.
    """

    groups: tuple[GroupChange, ...] = ()
    rooms: tuple[RoomChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    managed: int = 0
    left_alone: int = 0

    def steps(self) -> Iterator[Step]:
        """Every single step, group by group and then room by room."""
        for group in self.groups:
            yield from group.steps()
        for room in self.rooms:
            yield from room.steps()

    @property
    def fingerprint(self) -> str:
        """A digest of all changes, in hex.

        Neither the order of the mappings nor findings and counts matter to it.
        """
        groups = sorted(self.groups, key=lambda change: change.roster)
        rooms = sorted(self.rooms, key=lambda change: change.room)
        text = json.dumps([groups, rooms], default=_values)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not self.groups and not self.rooms

    @property
    def size(self) -> int:
        """How many steps there are."""
        return sum(1 for _ in self.steps())

    @property
    def added(self) -> int:
        """How many members come into groups."""
        return sum(len(change.add) for change in self.groups)

    @property
    def removed(self) -> int:
        """How many members go from groups."""
        return sum(len(change.remove) for change in self.groups)

    @property
    def affiliations(self) -> int:
        """How many affiliations in rooms are given or taken away."""
        return sum(len(change.give) + len(change.take) for change in self.rooms)

    @property
    def removals(self) -> int:
        """How many members go from groups, and how many affiliations are taken away."""
        return self.removed + sum(len(change.take) for change in self.rooms)

    def without_removals(self) -> "GroupPlan":
        """The same, but nobody goes from a group, and no affiliation is taken away."""
        groups = [replace(g, remove=(), release=(), delete=False) for g in self.groups]
        rooms = [replace(room, take=(), release=()) for room in self.rooms]
        return replace(
            self,
            groups=tuple(change for change in groups if any(change.steps())),
            rooms=tuple(change for change in rooms if any(change.steps())),
        )

    def exceeds(self, limits: Limits) -> bool:
        """Tell whether more goes than both limits allow."""
        share = limits.percent / 100 * self.managed
        return self.removals > limits.removals and self.removals > share

    def difference(self, later: "GroupPlan") -> PlanDifference:
        """Tell how a later plan differs from this one.

        Nothing is new while this plan is carried out, and after any part of it, if nothing else
        changes: to forget a member who has been removed by this plan is not new. Of a description
        only what it becomes counts.
        """
        ours, theirs = frozenset(self.steps()), frozenset(later.steps())
        new = (step for step in later.steps() if step not in ours and _undone(step) not in ours)
        return PlanDifference(
            tuple(new), tuple(step for step in self.steps() if step not in theirs)
        )


def _values(change: GroupChange | RoomChange | Description) -> list[object]:
    return [getattr(change, field.name) for field in fields(change)]


def _undone(step: Step) -> Step:
    """The step that this one completes; itself if it completes none."""
    return Step(_RELEASES.get(step.kind, step.kind), step.where, step.who, step.to)


def plan_groups(sides: Sides) -> GroupPlan:
    """Compare what should be with what is.

    Args:
        sides: Both, as they were read.

    Returns:
        The least changes that make the chat as the settings and the site have it; the same ones
        whatever order the sides come in.
    """
    belonging = who_belongs(sides)
    groups = [diff_group(group, belonging[group.name], sides) for group in sides.planned]
    old_groups, old_rooms = dropped_groups(sides), dropped_rooms(sides)
    names = dict.fromkeys(rule.room for group in sides.planned for rule in group.rooms)
    rooms = [diff_room(room, belonging, sides) for room in names]
    return GroupPlan(
        groups=(*(o.change for o in groups if any(o.change.steps())), *old_groups),
        rooms=(*(o.change for o in rooms if any(o.change.steps())), *old_rooms),
        findings=(
            *(finding for outcome in groups for finding in outcome.findings),
            *(finding for outcome in rooms for finding in outcome.findings),
            *(Finding(FindingKind.DROPPED, change.roster) for change in old_groups),
            *(Finding(FindingKind.DROPPED, change.room) for change in old_rooms),
        ),
        managed=sum(o.managed for o in groups) + sum(o.managed for o in rooms),
        left_alone=sum(outcome.left_alone for outcome in groups),
    )
