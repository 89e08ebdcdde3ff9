"""All metrics that a component can have, with something in each."""

from functools import cache

from component.adapters.measuring.live import (
    CensusCollector,
    ConnectionCollector,
    Queue,
    StreamCollector,
)
from component.adapters.measuring.metrics import Metrics
from component.adapters.mysql_pool import Usage
from component.domain.census import AccountState, Census
from component.domain.jobs import JobKind, JobState
from component.domain.login import Window
from component.domain.migration import Path, Step
from tests.unit.adapters.measuring.numbers import names

CENSUS = Census(
    at=1_700_000_000.0,
    window=Window.OPEN,
    accounts={AccountState.LINKED: 7, AccountState.UNMIGRATED: 3},
    migrations={(Path.BOTH, Step.FINISHED): 2},
    stuck=1,
    jobs={(JobKind.MERGE, JobState.WAITING): 4},
)


class Stream:
    """A stream that is up."""

    is_up = True
    sessions = 4


@cache
def all_names() -> frozenset[str]:
    """The names of all samples."""
    metrics = Metrics("1.2.3")
    metrics.queues["hashes"] = Queue(lambda: 1, lambda: 2, lambda: 3)
    for collector in (
        StreamCollector({"public": Stream()}),
        ConnectionCollector({"tiki": lambda: Usage(1, 2, 3, 4)}),
        CensusCollector(lambda: CENSUS),
    ):
        metrics.registry.register(collector)
    for metric in (metrics.logins, metrics.jobs):
        metric.labels("x", "x")
    for one in (
        metrics.login_seconds,
        metrics.turned_away,
        metrics.statements,
        metrics.database_errors,
        metrics.job_seconds,
        metrics.syncs,
        metrics.log_lines,
    ):
        one.labels("x")
    metrics.reminders.labels("x", "x", "x")
    metrics.http.labels("x", "x")
    return frozenset(names(metrics))
