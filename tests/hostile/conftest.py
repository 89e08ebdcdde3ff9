"""What the suite of hostile input has in common; see `counting` for its two forms."""

from collections.abc import Iterator

import pytest

from tests.hostile.counting import pytest_terminal_summary
from tests.hostile.faults import Faults

__all__ = ["pytest_terminal_summary"]


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Whatever nobody handled, noted from here on; there is to be nothing."""
    with Faults() as found:
        yield found
        found.check()
