"""Tells systemd how the component is (sd_notify(3), the protocol of its own page).

Without a service manager that wants to know, nothing is told to anybody.
"""

import logging
import os
import socket
import time
from collections.abc import Mapping
from typing import Self

_log = logging.getLogger(__name__)


class ServiceManager:
    """Whoever started the component and wants to hear of it.

    Args:
        address: Of the datagram socket it listens on; a leading @ is an abstract one. None where
            nobody listens.
        watchdog_seconds: A sign of life has to come within this; 0 if none is waited for.
    """

    def __init__(self, address: str | None = None, watchdog_seconds: float = 0.0) -> None:
        self.watchdog_seconds = watchdog_seconds if address else 0.0
        self._address = address
        self._status = ""

    @classmethod
    def of_environment(cls, environment: Mapping[str, str], pid: int) -> Self:
        """The one that the environment tells of.

        Args:
            environment: Of this process.
            pid: Of this process: a watchdog may be meant for another.
        """
        microseconds = environment.get("WATCHDOG_USEC", "")
        is_meant = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
        seconds = int(microseconds) / 1e6 if is_meant and microseconds.isdecimal() else 0.0
        return cls(environment.get("NOTIFY_SOCKET") or None, seconds)

    def ready(self) -> None:
        """The component serves; after `reloading`: by its new settings."""
        self._tell("READY=1")

    def reloading(self) -> None:
        """It reads its settings anew."""
        microseconds = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._tell("RELOADING=1", f"MONOTONIC_USEC={microseconds}")

    def stopping(self) -> None:
        """It is about to end."""
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """It is alive, for the watchdog."""
        if self.watchdog_seconds:
            self._tell("WATCHDOG=1")

    def status(self, text: str) -> None:
        """What `systemctl status` shows; told only when it has changed."""
        if text != self._status:
            self._status = text
            self._tell(f"STATUS={' '.join(text.split())}")

    def _tell(self, *lines: str) -> None:
        if self._address is None:
            return
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                sender.settimeout(0.0)
                sender.sendto("\n".join(lines).encode(), address)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            _log.warning("the service manager was not told %s: %s", lines[0], reason)
