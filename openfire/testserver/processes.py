"""Child processes and the ports that they listen on. Knows neither MariaDB nor Openfire."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOST = "127.0.0.1"
LISTENING = "0A"
END_TIMEOUT = 20.0
WATCHDOG_TIMEOUT = 15.0


class Watchdog:
    """Ends children and removes folders when this process is gone (see watchdog.py)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("watchdog.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    def watch(self, pid: int) -> None:
        """Takes a child process into its care."""
        self._tell(f"watch {pid}")

    def remove(self, folder: Path) -> None:
        """Takes a folder into its care: it is removed after the children."""
        self._tell(f"remove {folder}")

    def close(self) -> None:
        """Lets it do its work now and waits until it has ended."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        try:
            self._process.wait(WATCHDOG_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the watchdog has no input")
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


class Child:
    """One running server process, with a log file for its output, ended by its process id.

    Args:
        command: The program and its arguments.
        log: File to which standard output and standard error are appended.
        folder: Working directory.
        watchdog: Ends the process when this one is gone.
        environment: Variables set beside the inherited ones.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        folder: Path,
        watchdog: Watchdog,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        watchdog.watch(self._process.pid)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet; a paused one is running."""
        return self._process.poll() is None

    def pause(self) -> None:
        """Stops all its threads where they are; returns when the last one has stopped."""
        self._process.send_signal(signal.SIGSTOP)
        while not _is_paused(self._process.pid):
            time.sleep(0.001)

    def resume(self) -> None:
        """Lets a paused one go on."""
        self._process.send_signal(signal.SIGCONT)

    def end(self, timeout: float = END_TIMEOUT) -> None:
        """Asks it to end, kills it after `timeout` seconds, returns when it is gone."""
        if self.running:
            self._process.terminate()
            self.resume()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _is_paused(pid: int) -> bool:
    """A thread that runs on another core goes on for a moment after SIGSTOP; see proc(5)."""
    for thread in Path(f"/proc/{pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            state = thread.read_text("utf-8").rpartition(")")[2].split()[0]
            if state not in "TtZX":
                return False
    return True


def free_ports(count: int) -> list[int]:
    """Finds TCP ports of the loopback address that are free now; somebody else may take them."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [int(each.getsockname()[1]) for each in sockets]


def listening_ports(pid: int) -> set[int]:
    """Finds the TCP ports on which a process listens, on any address (proc(5), net/tcp).

    None when the process has ended or belongs to somebody else.
    """
    process = Path(f"/proc/{pid}")
    sockets: set[str] = set()
    lines: list[str] = []
    with contextlib.suppress(OSError):
        for link in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                sockets.add(str(link.readlink()))
        for table in ("tcp", "tcp6"):
            lines += (process / "net" / table).read_text("ascii").splitlines()[1:]
    ports = set()
    for line in lines:
        fields = line.split()
        if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
            ports.add(int(fields[1].rpartition(":")[2], 16))
    return ports
