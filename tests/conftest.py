"""What holds for all tests: no example of Hypothesis is a matter of chance or of a busy machine."""

import signal
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from hypothesis import settings
from limits.storage import memory

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("hunt", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c() -> None:
    """Have Ctrl-C end what waits for it in a run in the background too, where it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class _NoTimer:
    """Stands for a `threading.Timer` that is never due."""

    def __init__(self, *_: object) -> None: ...

    def start(self) -> None: ...

    def is_alive(self) -> bool:
        return True


@pytest.fixture(scope="session", autouse=True)
def _no_threads_for_rates() -> Iterator[None]:
    """Spare each of thousands of short-lived throttles the thread that drops what has expired.

    What counts is decided by its time, not by whether it was dropped.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "threading", SimpleNamespace(Timer=_NoTimer, RLock=threading.RLock))
        yield
