"""Metrics, health and readiness: what they are read off, and the port they are served on."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from component.adapters.database_probe import ask
from component.adapters.measuring.live import (
    CensusCollector,
    ConnectionCollector,
    Queue,
    StreamCollector,
)
from component.adapters.measuring.metrics import Metrics
from component.adapters.measuring.process import count_lines, watch_loop
from component.adapters.mysql import Database
from component.adapters.state_counts import MysqlCounts
from component.frontdoors.health.app import make_app
from component.frontdoors.web.around import Watch
from component.frontdoors.web.server import WebServer
from component.usecases.count_all import CountAll
from component.usecases.tell_health import TellHealth
from component.wiring.connections import Databases
from component.wiring.parts import Parts
from component.wiring.reminding import Work

_MOST_CONNECTIONS = 20
_CLASS = 100


def make_health(parts: Parts, is_ending: Callable[[], bool]) -> tuple[WebServer, ...]:
    """Make the private port; nothing where the settings have none.

    Args:
        parts: What it tells of.
        is_ending: Whether no more logins are taken.
    """
    settings = parts.settings.health
    if settings.port is None:
        return ()
    app = make_app(_make_tell(parts, is_ending), parts.metrics.write)
    title = "health, readiness and metrics"
    return (
        WebServer(
            app,
            settings.host,
            settings.port,
            most_connections=_MOST_CONNECTIONS,
            title=title,
            block="health",
        ),
    )


def make_measuring(parts: Parts) -> tuple[Work, ...]:
    """Let the metrics be read off the running parts; what has to run for it.

    Where nobody can read them nothing runs.
    """
    settings, metrics = parts.settings.health, parts.metrics
    if settings.port is None:
        return ()
    count = CountAll(
        settings.count_seconds,
        parts.window,
        parts.tiki,
        parts.unmigrated,
        MysqlCounts(parts.databases.state, parts.state.prepare),
    )
    streams = {"public": parts.streams.public}
    if parts.streams.private is not parts.streams.public:
        streams["private"] = parts.streams.private
    usages = {
        name: partial(getattr, one, "usage") for name, one in _by_name(parts.databases).items()
    }
    passwords = parts.passwords
    metrics.queues["hashes"] = Queue(
        passwords.__len__, lambda: passwords.most, lambda: passwords.refused
    )
    metrics.mapped_groups.set(len(parts.grouping.mappings))
    for collector in (
        StreamCollector(streams),
        ConnectionCollector(usages),
        CensusCollector(count.latest),
    ):
        metrics.registry.register(collector)

    async def watch_own_loop() -> None:
        await watch_loop(metrics)

    async def count_own_lines() -> None:
        await count_lines(metrics)

    return count.run, watch_own_loop, count_own_lines


def watch(metrics: Metrics, door: str) -> Watch:
    """What notes the answers of a door, by the class of their status."""
    classes = {
        number: metrics.http.labels(door, f"{number}xx")
        for number in range(1, HTTPStatus.INTERNAL_SERVER_ERROR // _CLASS + 1)
    }

    def note(status: int, seconds: float) -> None:
        classes[status // _CLASS].observe(seconds)

    return note


def _make_tell(parts: Parts, is_ending: Callable[[], bool]) -> TellHealth:
    """Whoever signs in needs the streams, and all that is read of the three databases."""
    needed = (parts.databases.tiki, parts.databases.openfire, parts.databases.state)
    return TellHealth(
        streams={
            f"the stream {one.settings.jid}": partial(getattr, one, "is_up")
            for one in parts.streams.all
        },
        databases={one.settings.title: partial(ask, one) for one in needed},
        checks_stuck_for=partial(getattr, parts.passwords, "stalled_seconds"),
        is_ending=is_ending,
    )


def _by_name(databases: Databases) -> Mapping[str, Database]:
    return {
        "tiki": databases.tiki,
        "tiki-write": databases.tiki_write,
        "openfire": databases.openfire,
        "openfire-write": databases.openfire_write,
        "state": databases.state,
    }
