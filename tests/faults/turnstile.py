"""Where all that is loaded onto the town passes through, so that it can be held up."""

import contextlib
import threading
import time
from collections.abc import Iterator


class Closed(Exception):  # noqa: N818  the end, not a fault
    """There is no more going through."""


class Turnstile:
    """Counts who is inside; lets in as long as it is open. Safe for any number of threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_open = False
        self._is_over = False
        self._inside = 0

    @contextlib.contextmanager
    def passing(self) -> Iterator[None]:
        """Be inside for the length of a block, once it is open.

        Raises:
            Closed: It will not open any more.
        """
        with self._changed:
            while not self._is_open and not self._is_over:
                self._changed.wait()
            if self._is_over:
                raise Closed
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def open(self) -> None:
        """Let in whoever waits."""
        with self._changed:
            self._is_open = True
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody in any more; who is inside goes on."""
        with self._changed:
            self._is_open = False

    def end(self) -> None:
        """Send everybody away who waits, and who comes."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        """Whether it was ended."""
        return self._is_over

    def wait_empty(self, seconds: float) -> bool:
        """Wait until nobody is inside; False if somebody still is."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while self._inside:
                if not self._changed.wait(max(deadline - time.monotonic(), 0)):
                    return False
        return True
