"""What a migration needs from outside: its journal, and what is kept of a chat account."""

from collections.abc import Collection
from typing import Protocol

from component.domain.migration import Migration, Plan, Step
from component.domain.names import ChatUsername, LiveChatId
from component.domain.snapshot import Snapshot


class Journal(Protocol):
    """The migrations, in the bridge's own schema, shared by all components.

    Whoever begins a migration or takes it over has it for a bounded time, which each step begins
    anew. Times are by the database's clock.
    """

    async def begin(self, plan: Plan) -> Migration | None:
        """Begin a migration.

        Returns:
            None if another one of this Live Chat ID, or of this Tiki account, is open.
        """

    async def advance(
        self, migration: Migration, step: Step, *, user_id: int | None = None
    ) -> Migration | None:
        """Write down that a step was done.

        Args:
            migration: As it was before.
            step: The next one.
            user_id: Of the Tiki account, where the step was to make it.

        Returns:
            As it is now; None if somebody else has taken it over: hands off.
        """

    async def take_over(self, most: int = 20) -> list[Migration]:
        """Take what is open and whose time is over: its component has died, or could not go on."""

    async def leave(self, migration: Migration) -> None:
        """Give a migration up that this component cannot go on with now.

        Whoever looks next takes it over, this one too; but not before what was sent to a database
        that did not answer has come about or never will. Harmless if it is somebody else's by now.

        Raises:
            Unavailable: It is given up with the next `take_over`.
        """

    async def reclaim(self) -> int:
        """Give up whatever earlier runs of this component have; see `Jobs.reclaim`.

        Returns:
            How many.
        """

    async def find_open(self, livechat_id: LiveChatId) -> Migration | None:
        """The open migration of a Live Chat ID."""

    async def find_finished(self, livechat_id: LiveChatId) -> Migration | None:
        """The newest migration of a Live Chat ID, if it is finished and not undone."""

    async def find_finished_of(self, user_id: int) -> Migration | None:
        """The same of a Tiki account, whatever Live Chat ID it has or had."""

    async def newest(self, most: int, steps: Collection[Step] = tuple(Step)) -> list[Migration]:
        """List the migrations that have come just so far, the newest first.

        Args:
            most: How many at most.
            steps: How far; all by default.
        """

    async def save_snapshot(self, migration: Migration, snapshot: Snapshot) -> None:
        """Store what the chat account was like. The first snapshot of a migration stays."""

    async def read_snapshot(self, migration: Migration) -> Snapshot | None:
        """What was stored; None if there was nothing, or its time is over."""

    async def drop_snapshots(self, older_than: float) -> int:
        """Delete snapshots of migrations that were finished longer ago than this many seconds.

        Returns:
            How many.
        """


class ChatArchive(Protocol):
    """Reads all of a chat account that can be kept, and puts it back."""

    async def read(self, username: ChatUsername) -> Snapshot | None:
        """Take a snapshot; None if there is no such account."""

    async def restore(self, snapshot: Snapshot) -> None:
        """Put back what is missing of a snapshot, into an account that is there.

        What the account has gained since then stays. To do it twice does no harm.

        Raises:
            Rejected: Openfire would not.
        """
