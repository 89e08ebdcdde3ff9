"""A real Openfire: its process, its ports, its plugins. Its database is somebody else's."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

from openfire.testserver import streams
from openfire.testserver.errors import TestServerError, with_log_tail
from openfire.testserver.openfire_home import LOG, LOG_FOLDER, Settings, write_home
from openfire.testserver.processes import HOST, Child, Watchdog, free_ports, listening_ports

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openfire.testserver.artifacts import Artifacts

START_TIMEOUT = 90.0
START_ATTEMPTS = 5
END_TIMEOUT = 10.0
PLUGIN_TIMEOUT = 60.0
POLL = 0.05
PORT_TAKEN = "java.net.BindException"
LOADED, UNLOADED = "Successfully loaded plugin", "Successfully unloaded plugin"
JVM = (
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-Dfile.encoding=UTF-8",
    "-Duser.language=en",
    "-Djava.awt.headless=true",
    "-Djava.net.preferIPv4Stack=true",
    "-DdevelopmentMode=true",  # looks for plugins every 5 s, not every 20 s
    *("--add-opens", "java.base/java.lang=ALL-UNNAMED"),
    *("--add-opens", "java.base/java.util=ALL-UNNAMED"),
    *("--add-exports", "java.base/sun.security.x509=ALL-UNNAMED"),
)
QUICK_START = (
    "-Xmx512m",
    "-XX:TieredStopAtLevel=1",
    *("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"),
)
"""Less than half the work of a start; what runs for long is slower for the first of them."""
FOR_LONG = ("-Xmx4g",)
"""Thousands of TLS connections fit in."""


class Openfire:
    """An Openfire 4.2.0 in a folder of its own.

    Args:
        settings: Domain, log level, database.
        artifacts: Jars, launcher and certificates.
        folder: Its home; made if it is not there, reused if it is.
        watchdog: Ends the server when this process is gone.
        configure: Told the client and the component port when they have been chosen, before the
            first start, so as to write the system properties.
    """

    def __init__(
        self,
        settings: Settings,
        artifacts: Artifacts,
        folder: Path,
        watchdog: Watchdog,
        configure: Callable[[tuple[int, int]], None],
    ) -> None:
        self._settings = settings
        self._artifacts = artifacts
        self._folder = folder
        self._watchdog = watchdog
        self._configure = configure
        self._child: Child | None = None
        self._ports: tuple[int, int] | None = None
        self._plugins = folder / "plugins"
        self.log_folder = folder / LOG_FOLDER
        self.log = folder / LOG
        self.console_log = self.log_folder / "console.log"

    @property
    def ports(self) -> tuple[int, int]:
        """The client and the component port; they stay when it is stopped and started.

        Raises:
            TestServerError: It was never started.
        """
        if self._ports is None:
            raise TestServerError("Openfire was not started")
        return self._ports

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int:
        """Its process id.

        Raises:
            TestServerError: It is not running.
        """
        if self._child is None or not self._child.running:
            raise self._failed("Openfire is not running")
        return self._child.pid

    def answers(self) -> bool:
        """Whether both ports answer a stream header."""
        return self._answer(self.ports)

    def start(self) -> None:
        """Starts it; returns when both ports answer a stream header.

        Raises:
            TestServerError: It did not start; the message has the end of its logs.
        """
        if self.running:
            return
        write_home(self._folder, self._settings, self._artifacts.stores)
        for _ in range(START_ATTEMPTS if self._ports is None else 1):
            client, component = free_ports(2)
            ports = self._ports or (client, component)
            if self._ports is None:
                self._configure(ports)
            if self._launch(ports):
                self._ports = ports
                return
        raise self._failed("Openfire did not start: its ports are taken by others")

    def stop(self) -> None:
        """Ends it in good order; does nothing when it is not running."""
        if self._child is not None:
            self._child.end(END_TIMEOUT)
            self._child = None

    def restart(self) -> None:
        """Stops and starts it, on the same ports and data."""
        self.stop()
        self.start()

    def install_plugin(self, jar: Path) -> None:
        """Puts a plugin into place; if Openfire runs, returns when it has loaded it.

        Args:
            jar: The plugin; the file name without the ending is its name. One of the same name
                is replaced.

        Raises:
            TestServerError: Openfire did not load it within a minute.
        """
        name, seen = jar.stem.lower(), self._log_size()
        self._plugins.mkdir(parents=True, exist_ok=True)
        arriving = self._plugins / f"{name}.arriving"
        shutil.copyfile(jar, arriving)
        arriving.replace(self._plugins / f"{name}.jar")
        if self.running:
            self._await_log(f"{LOADED} '{name}'", seen)

    def remove_plugin(self, name: str) -> None:
        """Takes a plugin away; if Openfire runs, returns when it has unloaded it.

        Raises:
            TestServerError: There is none of this name, or it was not unloaded within a minute.
        """
        name, seen = name.lower(), self._log_size()
        jar = self._plugins / f"{name}.jar"
        if not jar.is_file():
            raise TestServerError(f"no plugin {name} is installed")
        jar.unlink()
        if self.running:
            self._await_log(f"{UNLOADED} '{name}'", seen)
        shutil.rmtree(self._plugins / name, ignore_errors=True)

    def _launch(self, ports: tuple[int, int]) -> bool:
        """Starts the process and waits; False when another process has one of the ports."""
        seen = self._log_size()
        child = self._child = Child(
            [
                *(self._artifacts.java, *JVM, f"-DopenfireHome={self._folder}"),
                *(FOR_LONG if self._settings.is_optimised else QUICK_START),
                f"-Dlog4j.configuration={(self._folder / 'conf' / 'log4j.xml').as_uri()}",
                *("-cp", self._artifacts.classpath, "Launcher"),
            ],
            log=self.console_log,
            folder=self._folder,
            watchdog=self._watchdog,
        )
        deadline = time.monotonic() + START_TIMEOUT
        while child.running and time.monotonic() < deadline:
            if listening_ports(child.pid) >= set(ports) and self._answer(ports):
                return True
            if PORT_TAKEN in self._log_since(seen):
                self.stop()
                return False
            time.sleep(POLL)
        self.stop()
        raise self._failed("Openfire did not start")

    def _answer(self, ports: tuple[int, int]) -> bool:
        client, component = ports
        domain, jid = self._settings.domain, self._settings.probe_jid
        return streams.is_open(
            streams.answer((HOST, client), streams.CLIENT, domain), domain
        ) and streams.is_open(streams.answer((HOST, component), streams.COMPONENT, jid), jid)

    def _log_size(self) -> int:
        return self.log.stat().st_size if self.log.is_file() else 0

    def _log_since(self, seen: int) -> str:
        if not self.log.is_file():
            return ""
        with self.log.open("rb") as log:
            log.seek(seen, os.SEEK_SET)
            return log.read().decode("utf-8", "replace")

    def _await_log(self, text: str, seen: int) -> None:
        deadline = time.monotonic() + PLUGIN_TIMEOUT
        while text not in self._log_since(seen):
            if not self.running or time.monotonic() > deadline:
                raise self._failed(f"Openfire did not log: {text}")
            time.sleep(POLL)

    def _failed(self, reason: str) -> TestServerError:
        return with_log_tail(reason, self.console_log, self.log)
