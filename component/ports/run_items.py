"""What runs did with each account, in the bridge's own schema."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from component.domain.run_items import ItemState, RunItem


class RunItems(Protocol):
    """Remembers them by the number of the run's job. They go when the job goes (`drop_ended`)."""

    async def note(self, job: int, items: Sequence[RunItem]) -> None:
        """Write down some hundred items at most; one that is there for its subject is replaced.

        Of two for one subject the last counts. `why` and `detail` are cut at 500 characters.
        """

    async def read(
        self, job: int, *, state: ItemState | None = None, after: str = "", most: int = 500
    ) -> list[RunItem]:
        """List items in the order of their subjects (by code point).

        Args:
            job: Of which run.
            state: Only those; all by default.
            after: The subject after which to begin.
            most: How many at most.
        """

    async def counts(self, job: int) -> Mapping[tuple[ItemState, str], int]:
        """How many items there are of each state and `why`; of failures all under ''."""

    async def find(self, job: int, subjects: Sequence[str]) -> Mapping[str, RunItem]:
        """Those that are there, by subject: what a run that is resumed need not do again."""
