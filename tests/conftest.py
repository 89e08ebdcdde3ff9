"""What holds for all tests: no example of Hypothesis is a matter of chance or of a busy machine."""

import signal

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("hunt", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c() -> None:
    """Have Ctrl-C end what waits for it in a run in the background too, where it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
