"""Why there is no stream to the chat server, as far as it says, and how to mend it."""

import asyncio
import contextlib
from enum import StrEnum
from xml.sax.saxutils import quoteattr

_MOST_BYTES = 4096
"""More than Openfire's header of a stream has."""


class Problem(StrEnum):
    """Why there is no stream, as far as the server said."""

    NO_CONNECTION = "no-connection"
    WRONG_SECRET = "wrong-secret"  # noqa: S105  a word for the log
    NAME_TAKEN = "name-taken"
    NOT_CONFIGURED = "not-configured"
    CLOSED = "closed"
    LOST = "lost"

    @property
    def is_refusal(self) -> bool:
        """Whether the server is there, and will not have this component as it is."""
        return self in _REFUSALS


_REFUSALS = frozenset({Problem.WRONG_SECRET, Problem.NAME_TAKEN, Problem.NOT_CONFIGURED})

_EXPLANATIONS = {
    Problem.NO_CONNECTION: "no answer on the component port; is Openfire running, with external "
    "components switched on?",
    Problem.WRONG_SECRET: "Openfire does not accept the secret; compare xmpp.secret with the "
    "component's secret in Openfire",
    Problem.NAME_TAKEN: "another component is connected under this name; is one running already?",
    Problem.NOT_CONFIGURED: "Openfire allows no component of this name; add its subdomain and "
    "secret to Openfire's external components",
    Problem.CLOSED: "Openfire closed the connection without a word, as it does if it allows no "
    "component of this name (see its external components), or is about to end",
    Problem.LOST: "the stream was lost",
}
_PROBLEM_OF_CONDITION = {
    "not-authorized": Problem.WRONG_SECRET,
    "conflict": Problem.NAME_TAKEN,
    "host-unknown": Problem.NOT_CONFIGURED,
    "internal-server-error": Problem.NOT_CONFIGURED,
}


class GivenUpError(Exception):
    """There is no stream, and it is not tried any longer.

    Attributes:
        jid: The component's name.
        problem: Why.
    """

    def __init__(self, jid: str, problem: Problem) -> None:
        super().__init__(f"no stream to Openfire as {jid}: {explain(problem)}")
        self.jid = jid
        self.problem = problem


def problem_of(condition: str) -> Problem:
    """The problem that a stream error's condition means (RFC 6120 §4.9.3, as Openfire uses it)."""
    return _PROBLEM_OF_CONDITION.get(condition, Problem.LOST)


def explain(problem: Problem) -> str:
    """Say what is wrong and how to mend it."""
    return _EXPLANATIONS[problem]


async def why_closed(host: str, port: int, jid: str, seconds: float) -> Problem:
    """Find out why the server has closed a connection without a word.

    Openfire closes the connection right behind the error that says why, which is lost then more
    often than not. It checks the name's owner last, and not at all for `allowMultiple`: to that
    header of a stream, it answers for a name that somebody has, and not for one that it does not
    allow. Nothing is sent beyond the header, so nobody is connected by it.

    Args:
        host: Of the component port.
        port: The component port.
        jid: The name that was asked for.
        seconds: How long to wait for an answer.

    Returns:
        `NAME_TAKEN`, `NOT_CONFIGURED`, `NO_CONNECTION` if nobody listens now, or `CLOSED` if the
        server says nothing.
    """
    header = (
        "<stream:stream xmlns='jabber:component:accept' "
        "xmlns:stream='http://etherx.jabber.org/streams' "
        f"to={quoteattr(jid)} allowMultiple='true'>"
    )
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(header.encode())
                return await _read_why(reader)
            finally:
                writer.transport.abort()
    except TimeoutError:
        return Problem.CLOSED
    except OSError:
        return Problem.NO_CONNECTION


async def _read_why(reader: asyncio.StreamReader) -> Problem:
    """Read until it is clear: the stream's id is what a name gets that is allowed."""
    answer = b""
    with contextlib.suppress(ConnectionError):
        while len(answer) < _MOST_BYTES and (data := await reader.read(_MOST_BYTES)):
            answer += data
            if b" id=" in answer.partition(b"<stream:stream")[2].partition(b">")[0]:
                return Problem.NAME_TAKEN
    return Problem.NOT_CONFIGURED
