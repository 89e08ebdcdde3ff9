"""The chat server and its database, as the use cases see them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from component.domain.accounts import ChatAccount
from component.domain.names import ChatUsername
from component.domain.profile import Profile, ShownProfile


class ChatDirectory(Protocol):
    """Reads Openfire's database."""

    async def find(self, username: ChatUsername) -> ChatAccount | None:
        """The chat account with its native credential."""

    async def groups_of(self, username: ChatUsername) -> frozenset[str]:
        """The roster groups that the account is in."""


Fields = Mapping[str, str | Sequence[str]]
"""Values of a form's fields by name; a sequence for a field with several values."""


class CommandRunner(Protocol):
    """Runs the chat server's own ad-hoc commands (XEP-0050)."""

    async def run_command(self, node: str, fields: Fields) -> None:
        """Run a command to its end.

        Args:
            node: The command's node.
            fields: What to fill into its forms; every field that they have.

        Raises:
            Unavailable: There is no stream now, or no answer came: unknown what happened.
            Rejected: The server answered that it will not.
        """


class CommandReader(Protocol):
    """Runs the chat server's own ad-hoc commands for what they tell."""

    async def read_command(self, node: str, fields: Fields) -> Mapping[str, Sequence[str]]:
        """Run a command to its end; arguments and errors as of `CommandRunner.run_command`.

        Returns:
            The values of each field of its result.
        """


class ChatAdmin(Protocol):
    """Changes chat accounts through Openfire's own commands, so that everybody sees it at once."""

    async def create_account(self, username: ChatUsername, name: str, email: str) -> None:
        """Make an account with a random password.

        Raises:
            Rejected: Openfire would not, or it is there already.
        """

    async def replace_password(self, username: ChatUsername) -> None:
        """Make the account's native password random and unknown to anybody.

        Raises:
            Rejected: Openfire would not.
        """

    async def set_password(self, username: ChatUsername, password: str) -> None:
        """Give the account a native password.

        Raises:
            Rejected: Openfire would not.
        """

    async def delete_account(self, username: ChatUsername) -> None:
        """Delete an account and end its sessions. Harmless if it is gone.

        Raises:
            Rejected: Openfire would not.
        """

    async def end_sessions(self, username: ChatUsername) -> None:
        """Sign an account out wherever it is signed in. Harmless if it is not, or is gone.

        Openfire 4.2 needs the plugin for it; without that, clients stay signed in there.
        """


class ChatProfiles(Protocol):
    """Writes what Openfire shows of an account."""

    async def show(
        self, username: ChatUsername, profile: Profile, *, photo_is_ours: bool
    ) -> ShownProfile:
        """Set name, e-mail, locale and vCard; keep what the bridge does not manage of the vCard.

        Args:
            username: An account that is there.
            profile: What to show; a picture that cannot be decoded is left out and reported.
            photo_is_ours: The picture there now, if any, came from the bridge.

        Returns:
            What is shown now.

        Raises:
            Rejected: Openfire would not.
        """
