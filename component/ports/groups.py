"""Roster groups and rooms of the chat server, as a sync sees them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from component.domain.group_plan import ActualGroup, Affiliation
from component.domain.groups import RosterGroup
from component.domain.names import ChatUsername


class ChatGroups(Protocol):
    """Reads roster groups in Openfire's database. Reading writes nothing anywhere."""

    async def read_groups(
        self, names: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, ActualGroup]:
        """Those of some roster groups that are there, at a cost that is not per member.

        Args:
            names: Of the groups.
            only: Read no members but this one; the sizes are read all the same.
        """

    async def members_among(self, roster: str, names: Collection[str]) -> frozenset[str]:
        """Those of some names that are in a group now: what a batch is read back by.

        Args:
            roster: The group; nobody is in one that is not there.
            names: Local members by username, others by JID (with an @).
        """

    async def existing(self, usernames: Collection[ChatUsername]) -> frozenset[ChatUsername]:
        """Those of some usernames that have a chat account."""

    async def groups_version(self) -> str:
        """Tell whether anything has changed, at the cost of one pass of the database.

        Returns:
            A digest that is another one after any change of groups or their members, and of
            rooms' affiliations where they are watched as well.
        """


class ChatRooms(Protocol):
    """Reads rooms in Openfire's database. Reading writes nothing anywhere."""

    async def read_affiliations(
        self, rooms: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, Mapping[ChatUsername, Affiliation]]:
        """The affiliations of local people that are stored in persistent rooms.

        Args:
            rooms: Bare JIDs.
            only: Read nobody's but this person's.

        Returns:
            Room → person → affiliation, never NONE; a room that is not there is absent.
        """

    async def affiliations_of(
        self, room: str, usernames: Collection[ChatUsername]
    ) -> Mapping[ChatUsername, Affiliation]:
        """What some people are in a room now: what a batch is read back by.

        Args:
            room: Its bare JID; nobody is anything in one that is not there.
            usernames: The people.

        Returns:
            Person → affiliation, never NONE.
        """


class GroupAdmin(Protocol):
    """Changes roster groups through Openfire's own commands, so that everybody sees it at once.

    What a method has done is in Openfire's database as well; where it is not, it was rejected.
    """

    async def make_group(self, group: RosterGroup) -> None:
        """Make a group that nobody sees yet, without members. Harmless if it is there.

        Raises:
            Rejected: Openfire would not.
        """

    async def describe_group(self, group: RosterGroup) -> None:
        """Set how a group shows, and to whom.

        Raises:
            Rejected: Openfire would not.
        """

    async def delete_group(self, roster: str) -> None:
        """Delete a group. Harmless if it is gone.

        Raises:
            Rejected: Openfire would not.
        """

    async def add_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        """Put accounts into a group, with one command. Harmless for those who are in.

        Args:
            roster: The group.
            usernames: Accounts that are there: Openfire takes the names of nobody as well.

        Raises:
            Rejected: Openfire would not, or not all of them: read back who is in.
        """

    async def remove_members(self, roster: str, members: Collection[str]) -> None:
        """Take members out of a group, with one command. Harmless for those who are not in.

        Args:
            roster: The group.
            members: Local members by username, others by JID (with an @).

        Raises:
            Rejected: As `add_members`.
        """


class RoomAdmin(Protocol):
    """Changes affiliations in rooms as one of their service's admins (XEP-0045 §9, §10)."""

    async def set_affiliations(
        self, room: str, affiliations: Mapping[ChatUsername, Affiliation]
    ) -> None:
        """Set affiliations of people in a room, which must be there.

        Args:
            room: Its bare JID.
            affiliations: Person → what they become; NONE takes an affiliation away.

        Raises:
            Rejected: The room would not; some may be set: read back.
        """


class ManagedMembers(Protocol):
    """Who is where by the bridge's doing, in the bridge's own schema."""

    async def managed_members(
        self, rosters: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, frozenset[ChatUsername]]:
        """Each of the roster groups → the members that the bridge put there."""

    async def managed_rosters(self, username: ChatUsername | None = None) -> frozenset[str]:
        """The roster groups that the bridge put an account into, those of no mapping too.

        Args:
            username: The account; None for whichever there are.
        """

    async def manage_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        """Keep in mind that the bridge puts these accounts into the group. Harmless if known."""

    async def release_members(self, roster: str, usernames: Collection[ChatUsername]) -> None:
        """Keep in mind that they are no concern of the bridge's any more."""

    async def managed_affiliations(
        self, rooms: Collection[str], only: ChatUsername | None = None
    ) -> Mapping[str, Mapping[ChatUsername, Affiliation]]:
        """Each of the rooms → person → the affiliation that the bridge gave."""

    async def managed_rooms(self) -> frozenset[str]:
        """The rooms where the bridge gave anybody an affiliation, those of no mapping too."""

    async def manage_affiliations(
        self, room: str, affiliations: Mapping[ChatUsername, Affiliation]
    ) -> None:
        """Keep in mind that the bridge gives these affiliations. The last one given counts."""

    async def release_affiliations(self, room: str, usernames: Collection[ChatUsername]) -> None:
        """Keep in mind that they are no concern of the bridge's any more."""


class SiteVersion(Protocol):
    """Tells cheaply whether the Tiki side may have changed."""

    async def groups_version(self, now: float) -> str:
        """Tell whether anything has changed, at the cost of one pass of the database.

        Args:
            now: Seconds since the epoch.

        Returns:
            A digest that is another one after any change of groups, inclusions, memberships,
            their expiry, or Live Chat IDs, and once a membership has ended by itself.
        """
