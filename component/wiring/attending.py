"""Looks how the component is while it runs, and tells whoever started it."""

import asyncio
import logging

from component.adapters.password_pool import PasswordPool
from component.adapters.service_manager import ServiceManager
from component.frontdoors.xmpp.problems import Problem, explain
from component.frontdoors.xmpp.stream import ComponentStream
from component.wiring.connections import Streams

_log = logging.getLogger(__name__)
_INTERVAL = 1.0
_FIRST_INTERVAL = 0.2
"""Until it is ready, which somebody waits for."""
_STALLED_SECONDS = 30.0
"""No password check takes so long: the threads that do them hang."""
_WAITED_FOR = frozenset({Problem.NO_CONNECTION, Problem.LOST})


class Attendant:
    """Looks every moment, as long as the event loop goes round: that alone is a sign of life.

    Args:
        streams: To the chat server.
        passwords: The threads that check them.
        manager: Is told.
    """

    def __init__(self, streams: Streams, passwords: PasswordPool, manager: ServiceManager) -> None:
        self._streams = streams
        self._passwords = passwords
        self._manager = manager
        self._is_ready = False
        self._is_stalled = False
        self._ending = ""
        self._note = ""

    async def run(self) -> None:
        """Look until it is cancelled."""
        while True:
            self.look()
            interval = _INTERVAL if self._is_ready else _FIRST_INTERVAL
            if self._manager.watchdog_seconds:
                interval = min(interval, self._manager.watchdog_seconds / 4)
            await asyncio.sleep(interval)

    def look(self) -> None:
        """Look once, and tell."""
        if not self._is_ready and self._may_be_ready():
            self._is_ready = True
            self._manager.ready()
        self._manager.status(self._status())
        if self._has_stalled():
            return
        self._manager.alive()

    def reloading(self) -> None:
        """The settings are about to be read anew."""
        if self._is_ready:
            self._manager.reloading()

    def reloaded(self, note: str) -> None:
        """They were.

        Args:
            note: What came of it; stands behind the status from now on.
        """
        self._note = note
        if self._is_ready:
            self._manager.ready()
        self.look()

    def ending(self, what: str) -> None:
        """The component is about to end; `what` is waited for."""
        _log.info("about to end; waiting for %s", what)
        if not self._ending:
            self._manager.stopping()
        self._ending = f"about to end; waiting for {what}"
        self.look()

    def _may_be_ready(self) -> bool:
        """It serves, or waits for a server that is away; being refused is no way to start."""
        public = self._streams.public
        waits = public.problem in _WAITED_FOR or public.settings.never_gives_up
        return public.is_up or (public.problem is not None and waits)

    def _status(self) -> str:
        if self._ending:
            return self._ending
        streams = self._streams.all
        away = [_describe(stream) for stream in streams if not stream.is_up]
        names = ", ".join(stream.settings.jid for stream in streams if stream.is_up)
        parts = [f"serves as {names}"] if names else []
        return "; ".join([*parts, *away, *([self._note] if self._note else [])])

    def _has_stalled(self) -> bool:
        stalled = self._passwords.stalled_seconds > _STALLED_SECONDS
        if stalled and not self._is_stalled:
            _log.error(
                "no password check has ended for %.0f s; a watchdog is told nothing until one does",
                self._passwords.stalled_seconds,
            )
        self._is_stalled = stalled
        return stalled


def _describe(stream: ComponentStream) -> str:
    why = explain(stream.problem) if stream.problem else "connecting"
    return f"no stream to Openfire as {stream.settings.jid}: {why}"
