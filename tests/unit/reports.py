"""Reports for tests of what shows them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.migration import Migration, OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from component.domain.report import Linked, MigratedBy, Report, Unmigrated
from component.domain.window import Schedule

AT = 1_790_000_000.0
TODAY = datetime.fromtimestamp(AT, UTC).date()


def day(before: int) -> date:
    """So many days before the report."""
    return TODAY - timedelta(days=before)


STUCK = Migration(
    3,
    Plan(Path.BOTH, LiveChatId("steve"), TikiLogin("Steve"), 7, OldAccount.KEEP),
    Step.CLAIMED,
    AT - 5_000,
)
FAILED = Job(
    12,
    JobKind.MERGE,
    Asker("ada@livechat.test", "ada"),
    {},
    state=JobState.DONE,
    outcome={"failed": 2},
    ended_at=AT - 100,
)
FULL = Report(
    at=AT,
    schedule=Schedule(AT - 100_000, AT + 100_000),
    recent_days=30,
    tiki_without=40,
    linked=Linked(
        {
            MigratedBy.BOTH: 6,
            MigratedBy.CHAT_ONLY: 1,
            MigratedBy.SIGN_IN: 20,
            MigratedBy.MERGE: 300,
            MigratedBy.REGISTERED: 2,
            MigratedBy.OTHERWISE: 9,
        },
        {
            day(9): {MigratedBy.BOTH: 4, MigratedBy.SIGN_IN: 15},
            day(8): {MigratedBy.MERGE: 300},
            day(1): {MigratedBy.BOTH: 2, MigratedBy.CHAT_ONLY: 1, MigratedBy.SIGN_IN: 5},
            day(0): {MigratedBy.REGISTERED: 2},
        },
    ),
    undone=1,
    unmigrated=Unmigrated(seen=11, unseen=77),
    stuck=(STUCK,),
    given_up=4,
    failed_runs=(FAILED,),
)
"""One of everything."""
EMPTY = Report(
    at=AT,
    schedule=Schedule(AT),
    recent_days=30,
    tiki_without=0,
    linked=Linked({}, {}),
    undone=0,
    unmigrated=Unmigrated(),
)
"""Of a site where nobody has done anything yet."""
YEAR = replace(
    FULL,
    linked=Linked(
        FULL.linked.paths,
        {
            day(before): {
                path: (before * 7 + number * 13) % 23
                for number, path in enumerate(MigratedBy)
                if path is not MigratedBy.OTHERWISE
            }
            for before in range(366)
        },
    ),
)
"""A year in which somebody has migrated by every path on every day."""
