"""The request that is being worked on: its id, and what its time goes into.

It goes with the work by a context variable: through `await`, into tasks, and into threads that are
given the context. Logs, statements of the databases and metrics take it from here, so that nothing
in between has to know of it.
"""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum

_USABLE = re.compile(r"[a-z0-9-]{1,64}")
"""What may stand in a comment of a statement, whoever has made it."""


class Part(StrEnum):
    """What the time of a request goes into. What is left over is the program's own."""

    QUEUE = "queue"
    """Waiting for one's turn: at the threads that check passwords, or for a connection."""
    DATABASE = "database"
    HASH = "hash"
    PROVISIONING = "provisioning"
    """All that goes into the chat account, databases included."""


@dataclass(slots=True)
class Request:
    """One request.

    Attributes:
        id: Lower case letters of ASCII, digits and hyphens only.
        spent: Seconds by part. What goes on at the same time in one part counts once.
    """

    id: str
    spent: dict[Part, float] = field(default_factory=dict)
    _under_way: dict[Part, tuple[int, float]] = field(default_factory=dict)

    def add(self, part: Part, seconds: float) -> None:
        """Count time that was measured elsewhere."""
        self.spent[part] = self.spent.get(part, 0.0) + seconds

    def begin(self, part: Part) -> None:
        """Begin with something that goes into a part; `end` follows."""
        depth, since = self._under_way.get(part, (0, 0.0))
        self._under_way[part] = (depth + 1, since if depth else time.perf_counter())

    def end(self, part: Part) -> None:
        """End it."""
        depth, since = self._under_way[part]
        self._under_way[part] = (depth - 1, since)
        if depth == 1:
            self.add(part, time.perf_counter() - since)


_current: ContextVar[Request | None] = ContextVar("request", default=None)


def current() -> Request | None:
    """The request that is being worked on; None between requests."""
    return _current.get()


def current_id() -> str:
    """Its id; '' between requests."""
    request = _current.get()
    return "" if request is None else request.id


@contextmanager
def working_on(name: str) -> Iterator[Request]:
    """Work on a request for the length of a block.

    Args:
        name: Its id, see `new_id` and `usable_id`.
    """
    request = Request(name)
    token = _current.set(request)
    try:
        yield request
    finally:
        _current.reset(token)


class Spending:
    """Counts the time of a `with` block as a part of the request, if there is one.

    Args:
        part: Which.
    """

    __slots__ = ("_part", "_request")

    def __init__(self, part: Part) -> None:
        self._part = part
        self._request: Request | None = None

    def __enter__(self) -> None:
        self._request = request = _current.get()
        if request is not None:
            request.begin(self._part)

    def __exit__(self, *_error: object) -> None:
        if self._request is not None:
            self._request.end(self._part)


@contextmanager
def spending_all(part: Part) -> Iterator[None]:
    """Count all of a block as one part, whatever it is made of: nothing in it counts twice."""
    request = _current.get()
    if request is None:
        yield
        return
    with Spending(part), working_on(request.id):
        yield


def new_id(kind: str) -> str:
    """Make an id that nobody else has: the kind of request, and 64 random bits."""
    return f"{kind}-{secrets.token_hex(8)}"


def usable_id(given: str, kind: str) -> str:
    """Take the id that a question came with; a new one where it has signs that no id has."""
    return given if _USABLE.fullmatch(given) else new_id(kind)
