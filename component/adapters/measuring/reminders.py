"""Messages to people who have not migrated, counted by way and by what came of them."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Literal

from component.adapters.measuring.metrics import Metrics
from component.domain.names import ChatUsername
from component.domain.reminders import Notice
from component.ports import Rejected
from component.ports.reminders import Letters, Messenger

Kind = Literal["reminder", "announcement"]


class _Counts:
    def __init__(self, metrics: Metrics, kind: Kind, way: str) -> None:
        results = ("sent", "refused", "failed")
        self._counts = {result: metrics.reminders.labels(kind, way, result) for result in results}

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Count one that is sent in a block."""
        result = "failed"
        try:
            yield
            result = "sent"
        except Rejected:
            result = "refused"
            raise
        finally:
            self._counts[result].inc()


class MeasuredMessenger:
    """The port `Messenger`."""

    def __init__(self, messenger: Messenger, metrics: Metrics, kind: Kind) -> None:
        self._messenger = messenger
        self._counts = _Counts(metrics, kind, "chat")

    @property
    def is_ready(self) -> bool:
        """See `Messenger.is_ready`."""
        return self._messenger.is_ready

    async def send(
        self, username: ChatUsername, resource: str, languages: Sequence[str], notice: Notice
    ) -> None:
        """See `Messenger.send`."""
        with self._counts.one():
            await self._messenger.send(username, resource, languages, notice)


class MeasuredLetters:
    """The port `Letters`."""

    def __init__(self, letters: Letters, metrics: Metrics, kind: Kind) -> None:
        self._letters = letters
        self._counts = _Counts(metrics, kind, "mail")

    async def send(self, address: str, languages: Sequence[str], notice: Notice) -> None:
        """See `Letters.send`."""
        with self._counts.one():
            await self._letters.send(address, languages, notice)
