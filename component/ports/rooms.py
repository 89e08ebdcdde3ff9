"""What changing affiliations in rooms takes of the stream to the chat server."""

from collections.abc import Sequence
from typing import Protocol

from component.domain.group_plan import Affiliation
from component.domain.names import ChatUsername


class RoomClient(Protocol):
    """Speaks to rooms as XEP-0045 has it, always from the same address."""

    async def features(self, room: str) -> frozenset[str]:
        """Ask what a room is (XEP-0045 §6.4), without entering it.

        Args:
            room: Its bare JID.

        Raises:
            Rejected: With the condition; `item-not-found` if there is no such room.
        """

    async def enter(self, room: str, password: str | None = None) -> None:
        """Become an occupant (XEP-0045 §7.2).

        Args:
            room: Its bare JID.
            password: Its password, if it is known.

        Raises:
            Rejected: With the condition. A room that was not there is not there afterwards.
        """

    async def change(
        self, room: str, affiliations: Sequence[tuple[ChatUsername, Affiliation]]
    ) -> None:
        """Set affiliations by one request, in this order (XEP-0045 §9.3, §10.3).

        Args:
            room: Its bare JID.
            affiliations: Person, and what they become.

        Raises:
            Rejected: With the condition; those before the one that was refused are set.
        """

    def leave(self, room: str) -> None:
        """Be no occupant any more. Harmless for one who is none, or if there is no stream.

        Args:
            room: Its bare JID.
        """
