"""What is read off the running parts when somebody asks: queues, streams, connections, counts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from component.adapters.mysql_pool import Usage
from component.domain.census import Census
from component.domain.jobs import JobKind, JobState
from component.domain.login import Window
from component.domain.migration import Path, Step


@dataclass(frozen=True, slots=True)
class Queue:
    """Something that so many may be in at once, and no more.

    Attributes:
        waiting: How many are in it now, whether they wait or it is their turn.
        limit: How many may be.
        refused: How many were refused so far, since it was full.
    """

    waiting: Callable[[], int]
    limit: Callable[[], int]
    refused: Callable[[], int]


class Stream(Protocol):
    """A connection to the chat server."""

    @property
    def is_up(self) -> bool:
        """Whether there is a session now."""

    @property
    def sessions(self) -> int:
        """How many there were since the start."""


class QueueCollector(Collector):
    """Bounded queues.

    Args:
        queues: By name; some may come to it.
    """

    def __init__(self, queues: Mapping[str, Queue]) -> None:
        self._queues = queues

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        waiting = GaugeMetricFamily(
            "tiki_livechat_waiting", "In a bounded queue.", labels=["queue"]
        )
        limit = GaugeMetricFamily("tiki_livechat_limit", "Most in a queue.", labels=["queue"])
        refused = CounterMetricFamily(
            "tiki_livechat_refused", "Refused, since a queue was full.", labels=["queue"]
        )
        for name, queue in self._queues.items():
            waiting.add_metric([name], queue.waiting())
            limit.add_metric([name], queue.limit())
            refused.add_metric([name], queue.refused())
        yield from (waiting, limit, refused)


class StreamCollector(Collector):
    """Streams.

    Args:
        streams: By name.
    """

    def __init__(self, streams: Mapping[str, Stream]) -> None:
        self._streams = streams

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        state = GaugeMetricFamily(
            "tiki_livechat_stream_up", "Whether the stream to Openfire is up.", labels=["stream"]
        )
        sessions = CounterMetricFamily(
            "tiki_livechat_stream_sessions",
            "Sessions with Openfire since the start: one more than reconnects.",
            labels=["stream"],
        )
        for name, stream in self._streams.items():
            state.add_metric([name], float(stream.is_up))
            sessions.add_metric([name], stream.sessions)
        yield from (state, sessions)


class ConnectionCollector(Collector):
    """Connections to databases.

    Args:
        usages: By name of the database.
    """

    def __init__(self, usages: Mapping[str, Callable[[], Usage]]) -> None:
        self._usages = usages

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        connections = GaugeMetricFamily(
            "tiki_livechat_database_connections",
            "Connections to a database; waiting: who waits for one.",
            labels=["database", "state"],
        )
        limit = GaugeMetricFamily(
            "tiki_livechat_database_connections_limit",
            "Most connections to a database.",
            labels=["database"],
        )
        for name, read in self._usages.items():
            usage = read()
            connections.add_metric([name, "used"], usage.used)
            connections.add_metric([name, "idle"], usage.idle)
            connections.add_metric([name, "waiting"], usage.waiting)
            limit.add_metric([name], usage.most)
        yield from (connections, limit)


class CensusCollector(Collector):
    """What was counted last. Where that is too long ago or failed there is no number, not 0.

    Args:
        latest: Gives it; None for nothing that can be relied upon.
    """

    def __init__(self, latest: Callable[[], Census | None]) -> None:
        self._latest = latest

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        census = self._latest()
        if census is None:
            return
        yield GaugeMetricFamily(
            "tiki_livechat_counted_timestamp_seconds",
            "When accounts, migrations and jobs were counted.",
            value=census.at,
        )
        yield _by(
            "tiki_livechat_accounts",
            "Accounts: linked, of the site without a Live Chat ID, of the chat not migrated.",
            ("state",),
            {(state.value,): number for state, number in census.accounts.items()},
        )
        yield _by(
            "tiki_livechat_migrations",
            "Migrations by path and by where they stand.",
            ("path", "step"),
            {(p.value, s.value): census.migrations.get((p, s), 0) for p in Path for s in Step},
        )
        yield GaugeMetricFamily(
            "tiki_livechat_migrations_stuck",
            "Migrations that have been under way for more than ten minutes.",
            value=census.stuck,
        )
        yield _by(
            "tiki_livechat_jobs",
            "Jobs on the list of all components.",
            ("kind", "state"),
            {(k.value, s.value): census.jobs.get((k, s), 0) for k in JobKind for s in JobState},
        )
        yield _by(
            "tiki_livechat_window",
            "1 for where the migration window stands.",
            ("window",),
            {(window.value,): int(window is census.window) for window in Window},
        )


def _by(
    name: str, about: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], int]
) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for words, value in values.items():
        family.add_metric(words, value)
    return family
