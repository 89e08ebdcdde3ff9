"""The metrics of one component: in a registry of their own, in the format that is asked for."""

import asyncio
import logging
import time
from pathlib import Path

import pytest
from prometheus_client import REGISTRY, CollectorRegistry

from component.adapters.measuring.live import ConnectionCollector, Queue
from component.adapters.measuring.metrics import Metrics
from component.adapters.measuring.own_process import OwnProcessCollector
from component.adapters.measuring.process import count_lines, watch_loop
from component.adapters.mysql_pool import Usage
from tests.unit.adapters.measuring.numbers import names, numbers
from tests.wire.conftest import until


def test_two_components_share_nothing() -> None:
    one, other = Metrics("1"), Metrics("2")
    one.logins.labels("accept", "none").inc()
    assert numbers(other, "tiki_livechat_logins_total") == {}
    ((_python, version),) = numbers(one, "tiki_livechat_build_info")
    assert version == "1"
    assert not [m.name for m in REGISTRY.collect() if m.name.startswith("tiki_livechat")]


def test_there_are_metrics_of_the_process() -> None:
    found = names(Metrics("1"))
    assert {"process_resident_memory_bytes", "process_open_fds", "python_info"} <= found


def test_they_are_there_where_proc_has_processes_only(tmp_path: Path) -> None:
    """As `ProcSubset=pid` of the systemd unit has it: alerts are told by them."""
    (tmp_path / "self").symlink_to("/proc/self")
    registry = CollectorRegistry()
    OwnProcessCollector(proc=str(tmp_path), registry=registry)
    started = registry.get_sample_value("process_start_time_seconds")
    assert started is not None
    assert 0 <= time.time() - started < 86_400
    for name in ("process_resident_memory_bytes", "process_open_fds", "process_max_fds"):
        assert registry.get_sample_value(name), name


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/plain"),
        ("text/html", "text/plain"),
        ("application/openmetrics-text; version=1.0.0", "application/openmetrics-text"),
    ],
)
def test_the_format_is_the_one_that_is_asked_for(accept: str, kind: str) -> None:
    body, content_type = Metrics("1").write(accept)
    assert content_type.startswith(kind)
    assert body.endswith(b"# EOF\n") is kind.startswith("application")


def test_when_a_series_began_is_not_told() -> None:
    metrics = Metrics("1")
    metrics.logins.labels("accept", "none").inc()
    assert not [name for name in names(metrics) if name.endswith("_created")]


def test_a_queue_is_read_when_it_is_asked_for() -> None:
    metrics, waiting = Metrics("1"), [0]
    assert "tiki_livechat_limit" not in names(metrics)
    metrics.queues["hashes"] = Queue(lambda: waiting[0], lambda: 7, lambda: 2)
    assert numbers(metrics, "tiki_livechat_waiting") == {}
    assert numbers(metrics, "tiki_livechat_limit") == {("hashes",): 7.0}
    waiting[0] = 5
    assert numbers(metrics, "tiki_livechat_waiting") == {("hashes",): 5.0}
    assert numbers(metrics, "tiki_livechat_refused_total") == {("hashes",): 2.0}


def test_connections_are_told_by_what_they_do() -> None:
    metrics = Metrics("1")
    usage = Usage(used=3, idle=1, most=8, waiting=2)
    metrics.registry.register(ConnectionCollector({"tiki": lambda: usage}))
    assert numbers(metrics, "tiki_livechat_database_connections") == {
        ("tiki", "used"): 3.0,
        ("tiki", "idle"): 1.0,
        ("tiki", "waiting"): 2.0,
    }
    assert numbers(metrics, "tiki_livechat_database_connections_limit") == {("tiki",): 8.0}


async def test_lines_of_the_log_are_counted_until_the_end() -> None:
    metrics = Metrics("1")
    before = logging.getLogger().handlers[:]
    task = asyncio.create_task(count_lines(metrics))
    await asyncio.sleep(0)
    log = logging.getLogger("component.of.a.test")
    log.warning("one")
    log.warning("two")
    log.error("three")
    assert numbers(metrics, "tiki_livechat_log_lines_total") == {("warning",): 2.0, ("error",): 1.0}
    task.cancel()
    await until(task.done)
    assert logging.getLogger().handlers == before
    log.error("four")
    assert numbers(metrics, "tiki_livechat_log_lines_total")["error",] == 1.0


async def test_a_late_event_loop_is_noticed() -> None:
    metrics = Metrics("1")
    task = asyncio.create_task(watch_loop(metrics))
    await asyncio.sleep(0.01)
    time.sleep(0.8)  # noqa: ASYNC251  what is to be noticed
    await until(lambda: bool(numbers(metrics, "tiki_livechat_loop_lag_seconds_count")))
    assert numbers(metrics, "tiki_livechat_loop_lag_seconds_sum")[()] >= 0.25
    task.cancel()
