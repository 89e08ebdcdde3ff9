"""The town: MariaDB, Openfire with the plugin, the component, and all that can fail in it."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openfire.demo import tiki
from openfire.demo.bridge import Bridge
from openfire.testserver import TestServer
from openfire.testserver.processes import free_ports
from tests.faults import disk
from tests.faults.clock import Clock
from tests.faults.lines import Lines
from tests.faults.people import People, mappings, move_in

_PROPERTIES = {"xmpp.client.tls.policy": "optional"}
LOG = "faults-component.log"
_MUCH = "100000/1 minute"


@dataclass(frozen=True)
class Town:
    """All of it, running.

    Attributes:
        page: Address of the migration page.
        lines: From the component to its databases.
        disk: Of the state database.
        clock: The component's.
    """

    server: TestServer
    bridge: Bridge
    page: str
    lines: Lines
    disk: disk.Disk
    clock: Clock


@contextlib.contextmanager
def founded(plugin: Path, people: People, build: Path) -> Iterator[Town]:
    """A town for the length of a block.

    Args:
        plugin: The plugin's jar.
        people: Who lives there.
        build: Where the component's log is kept in the end.

    Raises:
        RuntimeError: Something is missing on this machine.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        clock = Clock(folder)
        small = stack.enter_context(disk.mounted())
        server = stack.enter_context(
            TestServer(plugin=plugin, tiki_sql=tiki.script(()), properties=_PROPERTIES)
        )
        small.take_in(server)
        move_in(server, people)
        lines = stack.enter_context(Lines(server.database_port))
        settings = _settings(free_ports(1)[0], folder / "control.sock")
        bridge = Bridge(
            server,
            {**settings, **lines.settings},
            mappings(),
            folder,
            environment=clock.environment,
        )
        build.mkdir(parents=True, exist_ok=True)
        stack.callback(shutil.copyfile, bridge.log, build / LOG)
        stack.callback(bridge.stop)
        bridge.start()
        yield Town(server, bridge, settings["web"]["public_url"], lines, small, clock)


def _settings(port: int, socket: Path) -> Mapping[str, Mapping[str, Any]]:
    """The component's settings: its own, but for who may do how much how often."""
    return {
        "login": {"failures_per_account": _MUCH, "failures_overall": _MUCH},
        "web": {
            "public_url": f"http://127.0.0.1:{port}/account",
            "port": port,
            "requests_per_address": _MUCH,
            "tries_per_address": _MUCH,
        },
        "control": {"socket": socket},
        "sync": {"interval_seconds": 1.0, "removals": 10_000},
    }
