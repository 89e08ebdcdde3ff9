"""How a stream reaches the chat server, and how long it goes on trying."""

import math
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How to reach the chat server.

    Attributes:
        host: Host of the component port.
        port: The component port.
        domain: The chat's domain.
        jid: The component's JID, a subdomain of it.
        secret: Shared with Openfire; not shown by repr.
        connect_timeout: Seconds until the handshake must be through.
        request_timeout: Seconds to wait for an answer of the server.
        ping_interval: Seconds between checks that the stream is alive.
        allow_multiple: Whether other components may have the same JID.
        is_quiet: Whoever made it tells of the problem that it has; the log does not.
        give_up_after: Seconds of refusals after which it ends that never had a session.
        connect_within: Seconds after which it ends that never had a session, whatever the reason.
    """

    host: str
    port: int
    domain: str
    jid: str
    secret: str = field(repr=False)
    connect_timeout: float = 10.0
    request_timeout: float = 5.0
    ping_interval: float = 30.0
    allow_multiple: bool = False
    is_quiet: bool = False
    give_up_after: float = math.inf
    connect_within: float = math.inf

    @property
    def never_gives_up(self) -> bool:
        """Whether it goes on for ever, whatever the server says."""
        return math.isinf(self.give_up_after) and math.isinf(self.connect_within)
