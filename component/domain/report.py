"""Where the migration stands: who has migrated by which path, who has not, what is stuck."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from component.domain.audit import AuditEntry, Way
from component.domain.jobs import Job
from component.domain.migration import Migration, Path
from component.domain.window import Schedule


class MigratedBy(StrEnum):
    """By which path an account has come to its Live Chat ID."""

    BOTH = "page-both"
    """On the page, from a chat account and a Tiki account."""
    CHAT_ONLY = "page-chat-only"
    TIKI_ONLY = "page-tiki-only"
    SIGN_IN = "sign-in"
    """At a sign-in, whose password fitted both."""
    MERGE = "merge-matching"
    """By the command that merges all that match."""
    ALLOCATED = "allocated"
    """It was given a Live Chat ID, at a sign-in or by a command."""
    REGISTERED = "registered"
    """Likewise, when the account was made."""
    OTHERWISE = "otherwise"
    """The audit knows nothing of it: it had its ID before, or from somebody else."""


_CHANGE = "change-id"
ACTIONS = ("finish", "merge", "allocate", "set-id", _CHANGE, "undone")
"""What the audit says of links that came about, got another ID, or were undone."""
FAILURES = tuple(f"{action}-failed" for action in ACTIONS)
"""That an action of the same name did not come about."""
GIVEN_UP = "migrate-failed"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a Live Chat ID came to its account.

    Attributes:
        by: The path; None where the migration was undone.
        day: When, in UTC.
    """

    by: MigratedBy | None
    day: date


@dataclass(slots=True)
class Marks:
    """The newest mark of each Live Chat ID, from the entries of the audit in their order."""

    _marks: dict[str, list[tuple[str, Mark]]] = field(default_factory=dict)

    def add(self, entry: AuditEntry) -> None:
        """Take up an entry of ACTIONS or FAILURES. Another ID keeps the path of the one before."""
        before = entry.detail.get("from")
        if before is None and entry.action in (_CHANGE, f"{_CHANGE}-failed"):
            return  # of the ID that goes
        marks = self._marks.setdefault(entry.subject, [])
        if entry.action in FAILURES:
            if marks and entry.action == f"{marks[-1][0]}-failed":
                marks.pop()
            return
        mark = Mark(_path_of(entry), datetime.fromtimestamp(entry.at, UTC).date())
        if before is not None and entry.action == _CHANGE:
            mark = self.of(before) or mark
        marks.append((entry.action, mark))

    def of(self, livechat_id: str) -> Mark | None:
        """The newest mark of a Live Chat ID; None for none."""
        marks = self._marks.get(livechat_id)
        return marks[-1][1] if marks else None

    def undone(self) -> int:
        """How many migrations were undone, and not made again."""
        return sum(1 for marks in self._marks.values() if marks and marks[-1][1].by is None)


@dataclass(frozen=True, slots=True)
class Linked:
    """How the accounts with a Live Chat ID have come to it.

    Attributes:
        paths: Path → accounts; those of no account are left out.
        days: Day → path → accounts, of those whose day is known.
    """

    paths: Mapping[MigratedBy, int]
    days: Mapping[date, Mapping[MigratedBy, int]]

    @classmethod
    def count(cls, livechat_ids: Iterable[str], marks: Marks) -> "Linked":
        """Count accounts by what the audit says of their Live Chat IDs."""
        paths: Counter[MigratedBy] = Counter()
        days: dict[date, Counter[MigratedBy]] = {}
        for livechat_id in livechat_ids:
            mark = marks.of(livechat_id)
            if mark is None or mark.by is None:
                paths[MigratedBy.OTHERWISE] += 1
            else:
                paths[mark.by] += 1
                days.setdefault(mark.day, Counter())[mark.by] += 1
        return cls(paths, days)


@dataclass(frozen=True, slots=True)
class Unmigrated:
    """Chat accounts that nobody has migrated.

    Attributes:
        seen: Those that were in the chat not long ago, or are.
        unseen: The others.
    """

    seen: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Where the migration stands.

    Attributes:
        at: When, in seconds since the epoch.
        schedule: The window, by date.
        recent_days: Who was in the chat within so many days was seen not long ago.
        tiki_without: Tiki accounts that have no Live Chat ID.
        linked: The Tiki accounts that have one.
        undone: Migrations that were undone.
        unmigrated: Chat accounts that nobody has migrated.
        stuck: Migrations that are under way for long.
        given_up: Migrations that did not come about, not long ago.
        failed_runs: Jobs that failed, or failed at something, not long ago; the newest first.
    """

    at: float
    schedule: Schedule
    recent_days: int
    tiki_without: int
    linked: Linked
    undone: int
    unmigrated: Unmigrated
    stuck: tuple[Migration, ...] = ()
    given_up: int = 0
    failed_runs: tuple[Job, ...] = ()

    @property
    def tiki_with(self) -> int:
        """Tiki accounts that have a Live Chat ID."""
        return sum(self.linked.paths.values())

    @property
    def today(self) -> date:
        """The day of the report, in UTC."""
        return datetime.fromtimestamp(self.at, UTC).date()

    def last_days(self, most: int) -> list[tuple[date, Mapping[MigratedBy, int]]]:
        """The days up to today, the oldest first, from the first on that something came about.

        Args:
            most: How many at most.
        """
        first = min(self.linked.days, default=self.today)
        begin = max(first, self.today - timedelta(days=most - 1))
        return [(day, self.linked.days.get(day, {})) for day in _days(begin, self.today)]


def paths_in(days: Collection[Mapping[MigratedBy, int]]) -> list[MigratedBy]:
    """The paths by which anybody has come on some days, in their order."""
    return [path for path in MigratedBy if any(day.get(path) for day in days)]


def _days(begin: date, end: date) -> Iterator[date]:
    while begin <= end:
        yield begin
        begin += timedelta(days=1)


def _path_of(entry: AuditEntry) -> MigratedBy | None:
    """What an entry of ACTIONS says of the path."""
    match entry.action:
        case "undone":
            return None
        case "finish":
            return _PAGE.get(entry.detail.get("path", ""), MigratedBy.OTHERWISE)
        case "merge":
            return MigratedBy.SIGN_IN if entry.way == Way.SIGN_IN else MigratedBy.MERGE
        case "allocate":
            is_new = entry.way in (Way.API, Way.SCHEDULE)
            return MigratedBy.REGISTERED if is_new else MigratedBy.ALLOCATED
        case "change-id":
            return MigratedBy.OTHERWISE
        case _:
            return MigratedBy.ALLOCATED


_PAGE: Mapping[str, MigratedBy] = {
    Path.BOTH: MigratedBy.BOTH,
    Path.CHAT_ONLY: MigratedBy.CHAT_ONLY,
    Path.TIKI_ONLY: MigratedBy.TIKI_ONLY,
}
