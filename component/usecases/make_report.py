"""Where the migration stands, counted now (issue 7): from both sides, the audit and the runs."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from component.domain.jobs import JobState
from component.domain.migration import Step
from component.domain.reminders import DAY
from component.domain.report import (
    ACTIONS,
    FAILURES,
    GIVEN_UP,
    Linked,
    Marks,
    Report,
    Unmigrated,
)
from component.usecases.read_members import PAGE
from component.usecases.reminding import Clock

if TYPE_CHECKING:
    from component import ports
    from component.domain.jobs import Job
    from component.domain.migration import Migration
    from component.ports.audit import AuditLog
    from component.ports.chat_lists import Sessions
    from component.ports.jobs import Jobs
    from component.usecases.list_unmigrated import ListUnmigrated
    from component.usecases.window_now import ScheduleNow

_MOST_STUCK = 1_000
_MOST_JOBS = 1_000
_OPEN = tuple(step for step in Step if step.is_open)
_FAILED = (JobState.FAILED, JobState.REFUSED)


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What counts as what.

    Attributes:
        recent_days: Who was in the chat within so many days was seen not long ago; failures count
            for so long.
        stuck_seconds: A migration that is under way for longer is stuck.
        fresh_seconds: For so long a report that was made is good enough: it reads all accounts.
    """

    recent_days: int = 30
    stuck_seconds: float = 600.0
    fresh_seconds: float = 10.0


@dataclass(slots=True)
class MakeReport:
    """The use case; one report is made at a time. All it needs from outside is in its fields."""

    settings: ReportSettings
    window: "ScheduleNow"
    tiki: "ports.TikiDirectory"
    unmigrated: "ListUnmigrated"
    sessions: "Sessions"
    journal: "ports.Journal"
    audit: "AuditLog"
    jobs: "Jobs"
    clock: Clock = field(default_factory=Clock)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _made: Report | None = field(default=None, init=False)

    async def __call__(self) -> Report:
        """Count, or give what was counted just now.

        Raises:
            Unavailable: Somebody did not answer.
        """
        async with self._lock:
            now = self.clock.now()
            if self._made is None or now - self._made.at >= self.settings.fresh_seconds:
                self._made = await self._make(now)
            return self._made

    async def _make(self, now: float) -> Report:
        since = now - self.settings.recent_days * DAY
        marks, given_up = await self._read_audit(since)
        ids, without = await self._read_tiki()
        return Report(
            at=now,
            schedule=await self.window.schedule(),
            recent_days=self.settings.recent_days,
            tiki_without=without,
            linked=Linked.count(ids, marks),
            undone=marks.undone(),
            unmigrated=await self._count_unmigrated(since),
            stuck=await self._find_stuck(now),
            given_up=given_up,
            failed_runs=await self._find_failed_runs(since),
        )

    async def _read_audit(self, since: float) -> tuple[Marks, int]:
        marks, given_up = Marks(), 0
        async for entry in self.audit.of_actions((*ACTIONS, *FAILURES, GIVEN_UP)):
            if entry.action == GIVEN_UP:
                given_up += entry.at >= since
            else:
                marks.add(entry)
        return marks, given_up

    async def _read_tiki(self) -> tuple[list[str], int]:
        """The Live Chat IDs of all accounts, and how many have none."""
        ids: list[str] = []
        last = without = 0
        while accounts := await self.tiki.read_page(last, PAGE):
            ids += [account.livechat_id for account in accounts if account.livechat_id]
            without += sum(1 for account in accounts if not account.livechat_id)
            last = accounts[-1].user_id
        return ids, without

    async def _count_unmigrated(self, since: float) -> Unmigrated:
        online = await self.sessions.online()
        seen = unseen = 0
        async for account in self.unmigrated():
            was_seen = account.seen_at is not None and account.seen_at >= since
            if was_seen or account.username in online:
                seen += 1
            else:
                unseen += 1
        return Unmigrated(seen, unseen)

    async def _find_stuck(self, now: float) -> "tuple[Migration, ...]":
        found = await self.journal.newest(_MOST_STUCK, _OPEN)
        return tuple(one for one in found if one.at < now - self.settings.stuck_seconds)

    async def _find_failed_runs(self, since: float) -> "tuple[Job, ...]":
        newest = await self.jobs.newest(_MOST_JOBS)
        return tuple(job for job in newest if _has_failed(job) and (job.ended_at or 0.0) >= since)


def _has_failed(job: "Job") -> bool:
    return job.state in _FAILED or bool(job.outcome.get("failed"))
