"""What watching Tiki's registrations needs from outside."""

from typing import Protocol

from component.domain.high_water import HighWater, Registered


class Registrations(Protocol):
    """Tiki's accounts in the order of their numbers."""

    async def newest(self) -> int:
        """The highest `userId` that there is; 0 where there are no accounts."""

    async def read_registered(self, after: int, limit: int) -> list[Registered]:
        """The next accounts in the order of their `userId`, at a cost that is not per account.

        Args:
            after: The `userId` after which to begin.
            limit: The most accounts.

        Returns:
            The accounts; fewer than `limit` at the end.
        """


class Watch(Protocol):
    """How far the registrations were seen to, remembered for all components together."""

    async def begin(self, water: HighWater) -> None:
        """Begin to watch. Harmless if it has begun: what is remembered stays."""

    async def take_turn(self, seconds: float) -> HighWater | None:
        """Ask to look now.

        Args:
            seconds: For how long nobody else is to look.

        Returns:
            How far it was seen to; None if it is not this component's turn, or nothing has begun.
        """

    async def move(self, before: HighWater, after: HighWater) -> bool:
        """Remember how far it was seen to now.

        Returns:
            False if another component has moved it since: nothing is changed.
        """
