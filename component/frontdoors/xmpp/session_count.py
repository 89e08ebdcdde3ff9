"""How often a stream has come up."""

from slixmpp import ComponentXMPP

from component.frontdoors.xmpp.stream import ComponentStream


class CountedStream:
    """A stream with its sessions counted.

    Args:
        stream: The stream, before it runs.
    """

    def __init__(self, stream: ComponentStream) -> None:
        self._stream = stream
        self.sessions = 0
        stream.attach(self)

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Count on this connection."""
        xmpp.add_event_handler("session_start", self._on_start)

    @property
    def is_up(self) -> bool:
        """Whether there is a session now."""
        return self._stream.is_up

    def _on_start(self, _event: object) -> None:
        self.sessions += 1
