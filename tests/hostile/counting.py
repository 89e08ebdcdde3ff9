"""How much hostile input was tried, and how long the forms of the suite are.

`HOSTILE=long` in the environment makes each test try far more.
"""

import os
from collections import Counter

import pytest

LONG = os.environ.get("HOSTILE") == "long"
_tried: Counter[str] = Counter()
_noted: list[str] = []


def examples(short: int, long: int) -> int:
    """How many examples a test tries in this run."""
    return long if LONG else short


def tried(what: str, count: int = 1) -> None:
    """Note that inputs were tried.

    Args:
        what: Their kind, in the plural.
        count: How many.
    """
    _tried[what] += count


def note(text: str) -> None:
    """Have something that was measured printed at the end."""
    _noted.append(text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the numbers."""
    if _tried:
        numbers = ", ".join(f"{count:,} {what}" for what, count in sorted(_tried.items()))
        form = "long" if LONG else "short"
        for text in _noted:
            terminalreporter.write_line(text)
        terminalreporter.write_line(f"hostile input ({form} form): {numbers}")
