"""What can go wrong with the test servers, as one exception with a message for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TAIL_LINES = 30


class TestServerError(Exception):
    """A server could not be prepared, started or told something; the message says why."""

    __test__ = False


def with_log_tail(reason: str, *logs: Path) -> TestServerError:
    """Makes an error that ends with the last lines of the logs that exist, and their paths."""
    parts = [reason]
    for log in logs:
        if log.is_file():
            lines = log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:]
            parts.append("\n".join([f"--- the end of {log}", *lines]))
    return TestServerError("\n".join(parts))
