"""What the pages call: the use cases of a migration, as far as the web needs them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from component.domain.invitations import LinkProblem
from component.domain.migration import (
    ChatProof,
    IdProblem,
    Migrated,
    MigrationProblem,
    ProofProblem,
    TikiProof,
)
from component.domain.names import ChatUsername, LiveChatId, TikiLogin
from component.domain.registration import RegistrationProblem
from component.domain.report import Report


class Proving(Protocol):
    """Shows that an account is somebody's. Every method may raise `Unavailable`."""

    async def chat(self, name: str, password: str) -> ChatProof | ProofProblem:
        """Check the password of a native chat account."""

    async def tiki(self, name: str, password: str) -> TikiProof | ProofProblem:
        """Check the password of a Tiki account without a Live Chat ID."""

    async def chat_again(self, username: ChatUsername) -> ChatProof | ProofProblem:
        """Look whether a chat account can migrate that a link or its password proves."""

    async def tiki_again(self, login: TikiLogin) -> TikiProof | ProofProblem:
        """Read an account anew that was proven a few pages ago, by its login as stored."""


class Migrating(Protocol):
    """Makes one account of two. Every method may raise `Unavailable`."""

    async def both(
        self, chat: ChatProof, tiki: TikiProof
    ) -> Migrated | MigrationProblem | RegistrationProblem:
        """Connect the two accounts; the Live Chat ID is the chat username."""

    async def chat_only(
        self, chat: ChatProof, new_login: str, password: str, email: str
    ) -> Migrated | MigrationProblem | RegistrationProblem:
        """Make a Tiki account for a chat account."""

    async def tiki_only(
        self, tiki: TikiProof, wanted: LiveChatId
    ) -> Migrated | MigrationProblem | RegistrationProblem:
        """Give a Live Chat ID to a Tiki account."""

    async def id_problem(self, text: str) -> IdProblem | None:
        """What stands against a Live Chat ID; None if it can be had now."""

    async def suggest_ids(self, tiki_login: TikiLogin, most: int = 5) -> Sequence[LiveChatId]:
        """Live Chat IDs that can be had now, the likeliest first."""

    async def check_login(self, login: str) -> RegistrationProblem | None:
        """What stands against a login for a new Tiki account; None if it can be had now."""


class Links(Protocol):
    """The personal links. Every method may raise `Unavailable`."""

    async def open_link(self, token: str) -> ChatUsername | LinkProblem:
        """Tell whose link it is; a link that is only opened stays good."""

    async def use_link(self, token: str) -> object:
        """Spend it."""


@dataclass(frozen=True, slots=True)
class Reports:
    """What the admin's page calls.

    Attributes:
        make: `MakeReport`; may raise `Unavailable`.
        is_admin: Whether a chat account is an admin's, asked at each request; likewise.
    """

    make: Callable[[], Awaitable[Report]]
    is_admin: Callable[[ChatUsername], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Services:
    """All that the pages call.

    Attributes:
        prove: Shows that accounts are somebody's.
        migrate: Connects them.
        links: The personal links.
        is_open: Whether accounts can be connected at all; may raise `Unavailable`.
        reports: Where the migration stands.
    """

    prove: Proving
    migrate: Migrating
    links: Links
    is_open: Callable[[], Awaitable[bool]]
    reports: Reports
