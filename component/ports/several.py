"""What components that share a subdomain remember together, so that a thing is done by one."""

from typing import Protocol


class Conversations(Protocol):
    """Which component waits for a client's next text. Clients are full JIDs."""

    async def begin(self, client: str) -> None:
        """This component has asked a client something."""

    async def end(self, client: str) -> None:
        """It waits for nothing more. Harmless if it did not, or if another one waits by now."""

    async def owner(self, client: str) -> str | None:
        """The private subdomain of the component that waits; None for none."""

    async def give_up(self, client: str) -> None:
        """Nobody waits for anything more, whoever did."""


class Refreshes(Protocol):
    """Who is looked after by one of the components at the moment."""

    async def take(self, username: str, seconds: float) -> bool:
        """Ask to bring somebody's profile and groups up to date.

        Args:
            username: A chat account.
            seconds: For how long no other component is to.

        Returns:
            False if another one has, or is at it.
        """

    async def give_back(self, username: str) -> None:
        """It could not be done: others may."""
