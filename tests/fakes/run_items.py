"""What runs did with each account, in memory: the port `RunItems`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from component.domain.run_items import ItemState, RunItem
from tests.fakes.fake import Fake
from tests.fakes.jobs import JobRows

_MOST_CHARACTERS = 500


class FakeRunItems(Fake):
    """Remembers them beside the jobs.

    Args:
        rows: The table of jobs that they belong to and go with.
    """

    title = "the fake run items"

    def __init__(self, rows: JobRows | None = None) -> None:
        super().__init__()
        self.rows = rows or JobRows()

    def of(self, job: int) -> list[RunItem]:
        """All items of a run, by their subjects."""
        items = self.rows.items.get(job, {})
        return [items[subject] for subject in sorted(items)]

    async def note(self, job: int, items: Sequence[RunItem]) -> None:
        await self._called("note", job, tuple(items))
        noted = self.rows.items.setdefault(job, {})
        for item in items:
            why, detail = item.why[:_MOST_CHARACTERS], item.detail[:_MOST_CHARACTERS]
            noted[item.subject] = replace(item, why=why, detail=detail)

    async def read(
        self, job: int, *, state: ItemState | None = None, after: str = "", most: int = 500
    ) -> list[RunItem]:
        await self._called("read", job, state, after, most)
        wanted = [i for i in self.of(job) if state in (None, i.state) and i.subject > after]
        return wanted[:most]

    async def counts(self, job: int) -> Mapping[tuple[ItemState, str], int]:
        await self._called("counts", job)
        return Counter(
            (i.state, "" if i.state is ItemState.FAILED else i.why) for i in self.of(job)
        )

    async def find(self, job: int, subjects: Sequence[str]) -> Mapping[str, RunItem]:
        await self._called("find", job, tuple(subjects))
        return {i.subject: i for i in self.of(job) if i.subject in subjects}
