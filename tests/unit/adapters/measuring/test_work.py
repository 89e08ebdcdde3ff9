"""Jobs, syncs and reminders are counted by what came of them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from component import request
from component.adapters.measuring.jobs import LookedAt, measured
from component.adapters.measuring.live import CensusCollector
from component.adapters.measuring.metrics import Metrics
from component.adapters.measuring.reminders import MeasuredLetters, MeasuredMessenger
from component.domain.census import AccountState, Census
from component.domain.group_plan import GroupPlan
from component.domain.jobs import Asker, Job, JobKind, JobState
from component.domain.login import Window
from component.domain.migration import Path, Step
from component.domain.names import ChatUsername
from component.domain.reminders import Notice
from component.ports import Rejected, Unavailable
from component.usecases.job_handling import Progress, Result
from tests.unit.adapters.measuring.numbers import names, numbers

SYNC, MERGE = JobKind.SYNC_GROUPS, JobKind.MERGE
SUCCESS = "tiki_livechat_sync_last_success_timestamp_seconds"
RUNS = "tiki_livechat_sync_runs_total"


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("1")


async def progress(_done: int, _total: int) -> bool:
    return True


async def carry_out(
    metrics: Metrics,
    kind: JobKind,
    end: Result | BaseException,
    arguments: Mapping[str, object] | None = None,
) -> None:
    async def handle(job: Job, told: Progress) -> Result:
        assert request.current_id() == f"job-{job.number}"
        assert await told(0, 1)
        if isinstance(end, BaseException):
            raise end
        return end

    job = Job(12, kind, Asker("schedule"), arguments or {})
    assert await measured(handle, kind, metrics)(job, progress) is end
    assert request.current_id() == ""


@pytest.mark.parametrize("state", [state for state in JobState if not state.is_open])
async def test_a_job_is_counted_by_kind_and_state(metrics: Metrics, state: JobState) -> None:
    await carry_out(metrics, MERGE, Result(state))
    ended = numbers(metrics, "tiki_livechat_jobs_ended_total")
    assert ended == {("merge-matching", state.value): 1.0}
    seconds = numbers(metrics, "tiki_livechat_job_seconds_count")
    assert seconds == {("merge-matching",): 1.0}
    assert numbers(metrics, RUNS) == {}


@pytest.mark.parametrize(
    ("error", "state"), [(RuntimeError(), "fault"), (asyncio.CancelledError(), "left")]
)
async def test_a_job_that_is_broken_off_is_counted(
    metrics: Metrics, error: BaseException, state: str
) -> None:
    with pytest.raises(type(error)):
        await carry_out(metrics, SYNC, error)
    ended = numbers(metrics, "tiki_livechat_jobs_ended_total")
    assert ended == {("sync-groups", state): 1.0}
    assert numbers(metrics, RUNS) == {(state,): 1.0}
    assert numbers(metrics, SUCCESS) == {}


@pytest.mark.parametrize(
    ("result", "told", "is_success"),
    [
        (Result(JobState.DONE, {"failed": 0}), "done", True),
        (Result(JobState.DONE, {"failed": 2}), "in-part", False),
        (Result(JobState.REFUSED), "refused", False),
        (Result(JobState.FAILED), "failed", False),
        (Result(JobState.CANCELLED), "cancelled", False),
    ],
)
async def test_a_sync_is_counted_as_one(
    metrics: Metrics, result: Result, told: str, *, is_success: bool
) -> None:
    await carry_out(metrics, SYNC, result)
    assert numbers(metrics, RUNS) == {(told,): 1.0}
    assert numbers(metrics, "tiki_livechat_sync_seconds_count") == {(): 1.0}
    assert bool(numbers(metrics, SUCCESS)) is is_success


@pytest.mark.parametrize(("rosters", "is_success"), [([], True), (["helpers"], False)])
async def test_a_sync_of_some_groups_does_not_tell_that_all_are_right(
    metrics: Metrics, rosters: Sequence[str], *, is_success: bool
) -> None:
    await carry_out(metrics, SYNC, Result(JobState.DONE, {"failed": 0}), {"rosters": rosters})
    assert numbers(metrics, RUNS) == {("done",): 1.0}
    assert bool(numbers(metrics, SUCCESS)) is is_success


async def test_where_there_is_nothing_to_do_groups_are_right(metrics: Metrics) -> None:
    empty = GroupPlan(())

    async def plan() -> GroupPlan:
        return empty

    assert await LookedAt(plan, metrics)() is empty
    assert numbers(metrics, RUNS) == {("nothing-to-do",): 1.0}
    assert numbers(metrics, SUCCESS)


async def test_where_nobody_knows_nothing_is_counted(metrics: Metrics) -> None:
    async def plan() -> GroupPlan:
        raise Unavailable("Tiki", "no answer")

    with pytest.raises(Unavailable):
        await LookedAt(plan, metrics)()
    assert (numbers(metrics, RUNS), numbers(metrics, SUCCESS)) == ({}, {})


@dataclass
class Post:
    """Both `Messenger` and `Letters`: sends, or raises what it is told."""

    error: Exception | None = None
    is_ready: bool = True

    async def send(self, *_arguments: object) -> None:
        if self.error is not None:
            raise self.error


NOTICE: Notice = object()  # type: ignore[assignment]  # nobody looks at it
TAGS: Sequence[str] = ()


@pytest.mark.parametrize(
    ("error", "result"),
    [(None, "sent"), (Rejected("no"), "refused"), (Unavailable("x", "y"), "failed")],
)
async def test_reminders_are_counted_by_way_and_result(
    metrics: Metrics, error: Exception | None, result: str
) -> None:
    post = Post(error)
    messenger = MeasuredMessenger(post, metrics, "reminder")
    letters = MeasuredLetters(post, metrics, "announcement")
    assert messenger.is_ready
    for sending in (
        messenger.send(ChatUsername("bob"), "", TAGS, NOTICE),
        letters.send("bob@mail.test", TAGS, NOTICE),
    ):
        if error is None:
            await sending
            continue
        with pytest.raises(type(error)):
            await sending
    assert numbers(metrics, "tiki_livechat_reminders_total") == {
        ("reminder", result, "chat"): 1.0,
        ("announcement", result, "mail"): 1.0,
    }


def test_a_census_is_told_or_there_is_no_number(metrics: Metrics) -> None:
    latest: list[Census | None] = [None]
    metrics.registry.register(CensusCollector(lambda: latest[0]))
    assert "tiki_livechat_accounts" not in names(metrics)
    latest[0] = Census(
        at=1_700_000_000.0,
        window=Window.OPEN,
        accounts={AccountState.LINKED: 7, AccountState.UNMIGRATED: 3},
        migrations={(Path.BOTH, Step.FINISHED): 2},
        stuck=1,
        jobs={(MERGE, JobState.WAITING): 4},
    )
    assert numbers(metrics, "tiki_livechat_accounts") == {("linked",): 7.0, ("unmigrated",): 3.0}
    assert numbers(metrics, "tiki_livechat_migrations") == {("both", "finished"): 2.0}
    assert numbers(metrics, "tiki_livechat_migrations_stuck") == {(): 1.0}
    assert numbers(metrics, "tiki_livechat_jobs") == {("merge-matching", "waiting"): 4.0}
    assert numbers(metrics, "tiki_livechat_window") == {("open",): 1.0}
    text = metrics.write("")[0].decode()
    assert 'tiki_livechat_migrations{path="tiki-only",step="undone"} 0.0' in text
    assert 'tiki_livechat_jobs{kind="purge",state="running"} 0.0' in text
    assert numbers(metrics, "tiki_livechat_counted_timestamp_seconds") == {(): 1_700_000_000.0}
