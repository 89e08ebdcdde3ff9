"""All metrics of one component by name, in a registry of their own."""

import platform

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

from component.adapters.measuring.live import Queue, QueueCollector
from component.adapters.measuring.own_process import OwnProcessCollector

_LOGIN_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STATEMENT_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 3.0)
_HTTP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_JOB_BUCKETS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0)


class Metrics:
    """The metrics. There is one for each component, and none that is global.

    Args:
        version: Of this program.

    Attributes:
        queues: Bounded ones, by name: what is put into it is measured.
    """

    def __init__(self, version: str) -> None:
        # When each series began would be as many lines again.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = registry = CollectorRegistry()
        OwnProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        build = Gauge(
            "tiki_livechat_build_info",
            "1, with the version of this program.",
            ["version", "python"],
            registry=registry,
        )
        build.labels(version, platform.python_version()).set(1)
        self.logins = Counter(
            "tiki_livechat_logins",
            "Questions about logins that were answered, by the answer; error: none was possible.",
            ["outcome", "reason"],
            registry=registry,
        )
        self.login_seconds = Histogram(
            "tiki_livechat_login_seconds",
            "Seconds that logins took, in all and by what they went into.",
            ["part"],
            buckets=_LOGIN_BUCKETS,
            registry=registry,
        )
        self.turned_away = Counter(
            "tiki_livechat_questions_turned_away",
            "Questions about logins that were not looked at.",
            ["reason"],
            registry=registry,
        )
        self.statements = Histogram(
            "tiki_livechat_database_seconds",
            "Seconds that statements took, waiting for a connection included.",
            ["database"],
            buckets=_STATEMENT_BUCKETS,
            registry=registry,
        )
        self.database_errors = Counter(
            "tiki_livechat_database_errors",
            "Statements that a database did not answer within the bounds, or could not.",
            ["database"],
            registry=registry,
        )
        self.jobs = Counter(
            "tiki_livechat_jobs_ended",
            "Jobs that this component has ended, by what came of them.",
            ["kind", "state"],
            registry=registry,
        )
        self.job_seconds = Histogram(
            "tiki_livechat_job_seconds",
            "Seconds that this component has worked on jobs.",
            ["kind"],
            buckets=_JOB_BUCKETS,
            registry=registry,
        )
        self.syncs = Counter(
            "tiki_livechat_sync_runs",
            "Syncs of all groups; nothing-to-do: looked at, and all was as it is to be.",
            ["result"],
            registry=registry,
        )
        self.sync_seconds = Histogram(
            "tiki_livechat_sync_seconds",
            "Seconds that syncs of all groups took, planning and applying.",
            buckets=_JOB_BUCKETS,
            registry=registry,
        )
        self.sync_success = Gauge(
            "tiki_livechat_sync_last_success_timestamp_seconds",
            "When all groups were seen to be as they are to be; 0 if not since the start.",
            registry=registry,
        )
        self.mapped_groups = Gauge(
            "tiki_livechat_mapped_groups",
            "Roster groups that follow the site.",
            registry=registry,
        )
        self.reminders = Counter(
            "tiki_livechat_reminders",
            "Messages to people who have not migrated; refused: they can never be sent.",
            ["kind", "way", "result"],
            registry=registry,
        )
        self.http = Histogram(
            "tiki_livechat_http_seconds",
            "Seconds that answers of the page and of the API took.",
            ["door", "status"],
            buckets=_HTTP_BUCKETS,
            registry=registry,
        )
        self.lag = Histogram(
            "tiki_livechat_loop_lag_seconds",
            "Seconds that the event loop was late, looked at twice a second.",
            buckets=_LAG_BUCKETS,
            registry=registry,
        )
        self.queues: dict[str, Queue] = {}
        registry.register(QueueCollector(self.queues))
        self.log_lines = Counter(
            "tiki_livechat_log_lines",
            "Lines of the log, by their severity.",
            ["level"],
            registry=registry,
        )

    def write(self, accept: str) -> tuple[bytes, str]:
        """Write all metrics down as they are now.

        Args:
            accept: The header Accept of whoever asks.

        Returns:
            The text and its content type: OpenMetrics, or Prometheus' own format.
        """
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type
