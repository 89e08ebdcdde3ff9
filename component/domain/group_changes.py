"""What a plan consists of: changes in roster groups and rooms, their single steps, and findings.

How they come about is told in `group_diff` and `room_diff`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from component.domain.group_sides import Affiliation, Description
from component.domain.names import ChatUsername


class StepKind(StrEnum):
    """What a single step does."""

    CREATE = "create"
    DESCRIBE = "describe"
    ADD = "add"
    REMOVE = "remove"
    RELEASE = "release"
    DELETE = "delete"
    GIVE = "give"
    TAKE = "take"
    RELEASE_AFFILIATION = "release-affiliation"


class Step(NamedTuple):
    """The least part of a change.

    Attributes:
        kind: What is done.
        where: The roster group or room.
        who: The member; '' for the group itself.
        to: What an affiliation or a description becomes; None where there is nothing to say.
    """

    kind: StepKind
    where: str
    who: str = ""
    to: Affiliation | Description | None = None


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What changes in one roster group. Members are sorted.

    Attributes:
        roster: Its name.
        create: It has to be made.
        describe: From what to what its description changes; None for not at all. A group that has
            to be made is one that nobody sees before.
        add: Who comes in, and is managed from then on.
        remove: Who goes: managed members who no longer belong, and those added by hand where the
            mapping says so.
        release: Managed members who are in the group no more, or have no chat account: only the
            bridge's own memory changes.
        delete: It is deleted at the end.
        dropped: The settings describe no such group any more: it stays as it is, and nobody in it
            is managed.
    """

    roster: str
    create: bool = False
    describe: tuple[Description, Description] | None = None
    add: tuple[ChatUsername, ...] = ()
    remove: tuple[str, ...] = ()
    release: tuple[ChatUsername, ...] = ()
    delete: bool = False
    dropped: bool = False

    def steps(self) -> Iterator[Step]:
        """Every single step, in the order in which they are taken."""
        if self.create:
            yield Step(StepKind.CREATE, self.roster)
        for username in self.add:
            yield Step(StepKind.ADD, self.roster, username)
        if self.describe is not None:
            yield Step(StepKind.DESCRIBE, self.roster, to=self.describe[1])
        for member in self.remove:
            yield Step(StepKind.REMOVE, self.roster, member)
        for username in self.release:
            yield Step(StepKind.RELEASE, self.roster, username)
        if self.delete:
            yield Step(StepKind.DELETE, self.roster)


@dataclass(frozen=True, slots=True)
class RoomChange:
    """What changes in one room. Pairs are sorted.

    Attributes:
        room: Its bare JID.
        give: Affiliations that people get, and that are managed from then on. Some have theirs
            already, and only the bridge's own memory of it changes.
        take: People whose managed affiliation becomes none.
        release: Managed affiliations that somebody has changed by hand since: left as they are.
        dropped: The settings name no such room any more: likewise for all that are managed.
    """

    room: str
    give: tuple[tuple[ChatUsername, Affiliation], ...] = ()
    take: tuple[ChatUsername, ...] = ()
    release: tuple[ChatUsername, ...] = ()
    dropped: bool = False

    def steps(self) -> Iterator[Step]:
        """Every single step, in the order in which they are taken."""
        for username, affiliation in self.give:
            yield Step(StepKind.GIVE, self.room, username, affiliation)
        for username in self.take:
            yield Step(StepKind.TAKE, self.room, username)
        for username in self.release:
            yield Step(StepKind.RELEASE_AFFILIATION, self.room, username)


class FindingKind(StrEnum):
    """What a plan tells beside changes."""

    TOO_LARGE = "too-large"
    """More people belong than the mapping allows: nothing changes in the group."""
    TIKI_GROUP_GONE = "tiki-group-gone"
    """No group of the site fits the mapping (any more)."""
    BY_HAND = "by-hand"
    """Members that the bridge did not add, where the mapping says to report or remove them."""
    ROOM_GONE = "room-gone"
    """There is no such persistent room."""
    BANNED = "banned"
    """Somebody is an outcast of a room: that is never lifted."""
    DROPPED = "dropped"
    """The settings do not have the roster group or room any more: it is managed no longer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know.

    Attributes:
        kind: What.
        where: The roster group or room.
        who: Who is concerned, sorted; for TIKI_GROUP_GONE the names or patterns of the mapping.
        count: Of TOO_LARGE, how many belong; in a plan for one person, how many members there
            are already.
    """

    kind: FindingKind
    where: str
    who: tuple[str, ...] = ()
    count: int = 0
