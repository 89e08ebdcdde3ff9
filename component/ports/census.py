"""Counting what the bridge's own schema has, at the cost of one pass."""

from collections.abc import Mapping
from typing import Protocol

from component.domain.jobs import JobKind, JobState
from component.domain.migration import Path, Step


class StateCounts(Protocol):
    """Counts. Every method raises `Unavailable`."""

    async def migrations(self) -> Mapping[tuple[Path, Step], int]:
        """Migrations by path, and the step that was taken last; without those there are none of."""

    async def stuck(self, seconds: float) -> int:
        """Migrations that are open and have not gone on for so many seconds."""

    async def jobs(self) -> Mapping[tuple[JobKind, JobState], int]:
        """Jobs on the list, by kind and state; without those there are none of."""
