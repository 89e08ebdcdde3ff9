"""The list of jobs in the bridge's own schema, shared by all components.

Arguments may be large: only who adds, takes or has a job is given them.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from component.domain.jobs import Asker, Job, JobKind, JobState


class Jobs(Protocol):
    """Remembers jobs. A running one belongs to one component until its lease is over."""

    async def add(self, kind: JobKind, asker: Asker, arguments: Mapping[str, object]) -> Job:
        """Put a job on the list; it waits."""

    async def add_single(
        self, kind: JobKind, asker: Asker, arguments: Mapping[str, object]
    ) -> Job | None:
        """Put a job on the list, unless one of this kind that was added in this way is open.

        Returns:
            The job; None if there is one. Of several at once one is added.
        """

    async def take(self, kinds: Collection[JobKind]) -> Job | None:
        """Take the oldest job that waits, or that its component has left.

        Of several who take at once one gets it, and of one kind one job runs at a time. A job that
        was left has `attempts` above 1 and is to be resumed, or ended if it is `cancelling`.
        """

    async def renew(self, job: Job, done: int, total: int) -> Job | None:
        """Note how far a job is, which renews its lease.

        Returns:
            The job, with `cancelling` as it is now; None if it is somebody else's by now.
        """

    async def end(self, job: Job, state: JobState, outcome: Mapping[str, object]) -> Job | None:
        """Note what came of a job, once or again, and how far it says it is.

        Returns:
            The job as it has ended; None if it is somebody else's by now.
        """

    async def leave(self, job: Job) -> None:
        """Give a job up, to be resumed at once. Harmless if it is somebody else's by now."""

    async def reclaim(self) -> int:
        """Give up whatever earlier runs of this component have, to be resumed at once.

        They are dead: call it only once it is sure that there is no other run beside this one.

        Returns:
            How many.
        """

    async def cancel(self, number: int) -> Job | None:
        """Ask for the end of a job: one that waits ends at once, one that runs when it can.

        Returns:
            The job as it is now, without its arguments; None if there is none of this number, or
            it has ended already.
        """

    async def find(self, number: int) -> Job | None:
        """A job by its number, without its arguments."""

    async def find_whole(self, number: int) -> Job | None:
        """A job by its number, with its arguments."""

    async def newest(self, most: int, *, only_open: bool = False) -> list[Job]:
        """Jobs, the newest first, without their arguments."""

    async def drop_ended(self, keep: int) -> int:
        """Drop what has ended, except among the `keep` newest jobs; gives how many."""


class JobTeller(Protocol):
    """Tells people of their jobs."""

    async def tell(self, job: Job) -> None:
        """Send word of a job to its asker, if they are in the chat: how far it is, or its end.

        Raises:
            Unavailable: There is no stream now: nothing was sent.
        """
