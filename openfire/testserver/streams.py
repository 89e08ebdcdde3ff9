"""Whether an XMPP server answers a stream header: the sign that it is ready."""

from __future__ import annotations

import contextlib
import socket
import time
from xml.sax.saxutils import quoteattr

CLIENT = "jabber:client"
COMPONENT = "jabber:component:accept"
TIMEOUT = 2.0
MOST_BYTES = 65536


def answer(address: tuple[str, int], namespace: str, to: str) -> str:
    """Opens a stream, without TLS, and closes it when the other side has opened its own.

    Args:
        address: Host and port.
        namespace: CLIENT or COMPONENT.
        to: The domain that is asked for.

    Returns:
        What came back: for clients up to the stream features, for components up to the header.
        An empty or partial text when the server did not answer in two seconds.
    """
    version = " version='1.0'" if namespace == CLIENT else ""
    header = (
        f"<?xml version='1.0'?><stream:stream xmlns='{namespace}'"
        f" xmlns:stream='http://etherx.jabber.org/streams' to={quoteattr(to)}{version}>"
    )
    enough = b"</stream:features>" if namespace == CLIENT else b">"
    received = b""
    deadline = time.monotonic() + TIMEOUT
    with contextlib.suppress(OSError), socket.create_connection(address, TIMEOUT) as stream:
        stream.sendall(header.encode())
        while enough not in received.partition(b"<stream:stream")[2]:
            stream.settimeout(max(deadline - time.monotonic(), 0.001))
            part = stream.recv(MOST_BYTES)
            if not part or len(received) > MOST_BYTES:
                break
            received += part
        stream.sendall(b"</stream:stream>")
    return received.decode("utf-8", "replace")


def is_open(text: str, domain: str) -> bool:
    """Whether an answer is a stream of this domain and no error."""
    quoted = (f'from="{domain}"', f"from='{domain}'")
    return "<stream:stream" in text and any(q in text for q in quoted) and "error" not in text
