"""A service manager's ear: what a component says of itself over systemd's protocol."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

LONGEST = 60.0


class Ear:
    """Hears a component.

    Attributes:
        heard: The messages so far.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.heard: list[str] = []

    def hears(self, text: str, since: int = 0) -> bool:
        """Wait until a message begins with a text; only those after the first `since` count."""
        deadline = time.monotonic() + LONGEST
        while not any(message.startswith(text) for message in self.heard[since:]):
            self._listener.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                self.heard.append(self._listener.recv(65536).decode())
            except TimeoutError:
                return False
        return True


@contextlib.contextmanager
def listening(address: Path) -> Iterator[Ear]:
    """Listen for the length of a block."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(address))
        yield Ear(listener)
