"""A process that ends the servers when the process that started them is gone, even by kill -9.

It reads lines from its standard input: `watch PID` and `remove FOLDER`. The end of the input means
that the starter is gone: what is watched and still runs is killed, then the folders are removed.
This is done by a process, not by PR_SET_PDEATHSIG: that signal comes when the *thread* that forked
ends, which in a test suite may be long before the process does. Imports nothing of the project.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import sys

GONE_TIMEOUT_MS = 10_000


def main() -> None:
    """Reads until the input ends, then cleans up."""
    watched: list[int] = []
    folders: list[str] = []
    for line in sys.stdin:
        verb, _, value = line.rstrip("\n").partition(" ")
        if verb == "watch":
            with contextlib.suppress(ProcessLookupError):
                watched.append(os.pidfd_open(int(value)))
        elif verb == "remove":
            folders.append(value)
    for pidfd in watched:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    for pidfd in watched:
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        poll.poll(GONE_TIMEOUT_MS)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
