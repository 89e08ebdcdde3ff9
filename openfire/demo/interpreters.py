"""How the component is started: by a Python of its own, as people do."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Protocol


class Running(Protocol):
    """What a `subprocess.Popen` is to whoever started it."""

    @property
    def pid(self) -> int:
        """Its process id."""

    def poll(self) -> int | None:
        """Its exit code, None while it runs; of one that a signal has ended, minus the signal."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its exit code; raises `subprocess.TimeoutExpired`."""

    def terminate(self) -> None:
        """Send it SIGTERM, if it runs."""

    def kill(self) -> None:
        """Send it SIGKILL, if it runs."""


class Interpreter(Protocol):
    """Starts modules of Python."""

    def start(
        self,
        module: Sequence[str],
        stdout: IO[bytes],
        stderr: IO[bytes],
        environment: Mapping[str, str],
    ) -> Running:
        """Start one.

        Args:
            module: Its name and its arguments, as after `python -m`.
            stdout: Where it prints.
            stderr: Where it logs.
            environment: All of it.
        """


class Fresh:
    """Starts a Python for each, as people do."""

    def start(
        self,
        module: Sequence[str],
        stdout: IO[bytes],
        stderr: IO[bytes],
        environment: Mapping[str, str],
    ) -> Running:
        """Start one, see `Interpreter`."""
        return subprocess.Popen(
            [sys.executable, "-m", *module],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=environment,
        )
