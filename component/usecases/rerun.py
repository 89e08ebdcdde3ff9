"""The failures of a run, and nothing else of it, are tried again by another run (issue 7).

The other run is a job of the same kind with the same arguments. Its handler looks up what it has
done already, since it may have been broken off: there, whatever the first run did not fail at
counts as done. So no handler has to know of this.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.jobs import Job
from component.domain.run_items import ItemState, RunItem
from component.ports import Unavailable
from component.usecases.job_handling import Handler, Progress, Result
from component.usecases.patience import OutagePace, Patience
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component.ports.run_items import RunItems

_log = logging.getLogger(__name__)

RERUN_OF = "rerun_of"
"""The argument that names the first run."""
NOT_AGAIN = "not-again"
"""`why` of what the first run did not fail at; never noted."""
_PAGE = 500


@dataclass(slots=True)
class FailuresOnly:
    """The port `RunItems` as handlers have it: in a rerun, all but the failures are done already.

    Attributes:
        items: Where they are.
    """

    items: "RunItems"
    pace: OutagePace = field(default_factory=OutagePace)
    clock: Clock = field(default_factory=Clock)
    _failures: dict[int, frozenset[str]] = field(default_factory=dict, init=False)

    def handler(self, handler: Handler) -> Handler:
        """Let a handler carry out reruns too."""

        async def handle(job: Job, progress: Progress) -> Result:
            first = job.arguments.get(RERUN_OF)
            if not isinstance(first, int):
                return await handler(job, progress)
            self._failures[job.number] = await self._read(job, first)
            try:
                return await handler(job, progress)
            finally:
                del self._failures[job.number]

        return handle

    async def note(self, job: int, items: Sequence[RunItem]) -> None:
        """See `RunItems.note`."""
        await self.items.note(job, items)

    async def read(
        self, job: int, *, state: ItemState | None = None, after: str = "", most: int = _PAGE
    ) -> list[RunItem]:
        """See `RunItems.read`."""
        return await self.items.read(job, state=state, after=after, most=most)

    async def counts(self, job: int) -> Mapping[tuple[ItemState, str], int]:
        """See `RunItems.counts`."""
        return await self.items.counts(job)

    async def find(self, job: int, subjects: Sequence[str]) -> Mapping[str, RunItem]:
        """See `RunItems.find`: what the first run did not fail at is there, too."""
        found = await self.items.find(job, subjects)
        failures = self._failures.get(job)
        if failures is None:
            return found
        passed_over = {
            subject: RunItem(subject, ItemState.LEFT, NOT_AGAIN)
            for subject in subjects
            if subject not in failures
        }
        return {**passed_over, **found}

    async def _read(self, job: Job, first: int) -> frozenset[str]:
        """Whom the first run failed at; waits a bounded time for the state database."""
        patience = Patience(self.pace, self.clock)
        while True:
            try:
                return await self._read_once(first)
            except Unavailable as error:
                if patience.is_over:
                    raise
                _log.warning("job %d has to wait: %s", job.number, error)
            await patience.wait()

    async def _read_once(self, first: int) -> frozenset[str]:
        subjects: list[str] = []
        page: list[RunItem] | None = None
        while page is None or len(page) == _PAGE:
            after = subjects[-1] if subjects else ""
            page = await self.items.read(first, state=ItemState.FAILED, after=after, most=_PAGE)
            subjects += [item.subject for item in page]
        return frozenset(subjects)


def arguments_of(first: Job) -> Mapping[str, object]:
    """The arguments of a job that tries the failures of another one again.

    Args:
        first: That one, with its arguments; it has ended.
    """
    return {**first.arguments, RERUN_OF: first.number}
