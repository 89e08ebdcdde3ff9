"""What changes in one room: the affiliations of those who are in roster groups (design §4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from component.domain.belonging import Belonging
from component.domain.group_changes import Finding, FindingKind, RoomChange
from component.domain.group_sides import Affiliation, Sides
from component.domain.names import ChatUsername

_NONE = Affiliation.NONE
Affiliations = Mapping[ChatUsername, Affiliation]


@dataclass(frozen=True, slots=True)
class RoomOutcome:
    """What a comparison of one room comes to.

    Attributes:
        change: With no steps if the room stays as it is.
        findings: What else is to know.
        managed: How many affiliations the bridge manages.
    """

    change: RoomChange
    findings: tuple[Finding, ...]
    managed: int


@dataclass(frozen=True, slots=True)
class _Person:
    """One person's affiliations in a room: to have, had, and given by the bridge."""

    wanted: Affiliation
    actual: Affiliation
    managed: Affiliation
    may_lose: bool

    @property
    def is_given(self) -> bool:
        """They get what they are to have, or the bridge has only to keep in mind that it is so."""
        if self.wanted is _NONE:
            return False
        is_raised = _NONE.rank <= self.actual.rank < self.wanted.rank
        return is_raised or self._is_lowered or self._is_to_be_noted

    @property
    def is_taken(self) -> bool:
        """They are to have nothing, and have what the bridge gave them."""
        return self._is_lowered and self.wanted is _NONE

    @property
    def is_released(self) -> bool:
        """Hands changed what the bridge gave, and it is not given again."""
        is_changed = self.managed not in (_NONE, self.actual)
        return is_changed and self.may_lose and not self.is_given

    @property
    def _is_lowered(self) -> bool:
        is_ours = self.managed is self.actual
        return is_ours and self.may_lose and self.actual.rank > self.wanted.rank

    @property
    def _is_to_be_noted(self) -> bool:
        return self.managed is not _NONE and self.managed is not self.actual is self.wanted


def diff_room(room: str, belonging: Mapping[str, Belonging], sides: Sides) -> RoomOutcome:
    """Compare the affiliations that people are to have in a room with those they have.

    Of several roster groups the highest affiliation counts. What somebody has by hand is left
    alone if it is as high or higher; the ban of an outcast is never lifted.

    Args:
        room: Its bare JID.
        belonging: What the site says, by roster group.
        sides: What the chat has, and whom the plan is for.

    Returns:
        The least change.
    """
    wanted: dict[ChatUsername, Affiliation] = {}
    keeps: set[str] = set()
    for members, affiliation in _givers(room, belonging, sides):
        keeps |= members.keeps
        if not members.is_left:
            wanted |= dict.fromkeys(members.members, affiliation)
    managed = _concerned(sides.managed_rooms.get(room, {}), sides)
    unchanged = RoomChange(room)
    if room not in sides.rooms:
        gone = (Finding(FindingKind.ROOM_GONE, room),)
        matters = wanted or managed or sides.only is None
        return RoomOutcome(unchanged, gone if matters else (), len(managed))
    actual = _concerned(sides.rooms[room], sides)
    people = {
        name: _Person(
            wanted.get(name, _NONE),
            actual.get(name, _NONE),
            managed.get(name, _NONE),
            may_lose=name not in keeps,
        )
        for name in sorted(_unsettled(wanted, actual, managed))
    }
    change = RoomChange(
        room,
        give=tuple((name, person.wanted) for name, person in people.items() if person.is_given),
        take=tuple(name for name, person in people.items() if person.is_taken),
        release=tuple(name for name, person in people.items() if person.is_released),
    )
    banned = tuple(
        name
        for name, person in people.items()
        if person.actual is Affiliation.OUTCAST and person.wanted is not _NONE
    )
    findings = (Finding(FindingKind.BANNED, room, banned),) if banned else ()
    return RoomOutcome(change, findings, len(managed))


def _givers(
    room: str, belonging: Mapping[str, Belonging], sides: Sides
) -> list[tuple[Belonging, Affiliation]]:
    """The roster groups whose members have an affiliation in the room, the least first."""
    givers = [
        (belonging[group.name], Affiliation(rule.affiliation))
        for group in sides.mappings
        for rule in group.rooms
        if rule.room == room
    ]
    return sorted(givers, key=lambda giver: giver[1].rank)


def _unsettled(
    wanted: Affiliations, actual: Affiliations, managed: Affiliations
) -> set[ChatUsername]:
    """Those who do not have what they are to have by the bridge's doing: few, in most rooms."""
    unlike = (wanted.items() ^ managed.items()) | (managed.items() - actual.items())
    return {name for name, _ in unlike}


def _concerned(affiliations: Affiliations, sides: Sides) -> Affiliations:
    if sides.only is None:
        return affiliations
    return {name: affiliations[name] for name in sides.concerned(affiliations)}
