"""A stream of the component to the chat server: who makes it, keeps it and makes it again.

The only place that sends anything by itself. Nothing is sent while the stream is down: a request
that would have to wait is refused instead, so that none runs late.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar
from xml.etree.ElementTree import Element

from slixmpp import ComponentXMPP, Iq

from component.frontdoors.xmpp import asking, commands_client
from component.frontdoors.xmpp.backoff import Backoff
from component.frontdoors.xmpp.problems import Problem, explain, problem_of
from component.ports import Fields, Rejected, Unavailable

_log = logging.getLogger(__name__)
_MOST_STEPS = 5
"""More than any command of Openfire's has."""
_PING = "{urn:xmpp:ping}ping"
_VERSION = "{jabber:iq:version}"
T = TypeVar("T")


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


class FrontDoor(Protocol):
    """Something that listens on the stream."""

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Register its handlers."""


class ComponentStream:
    """The supervisor. An instance lives as long as the process; its streams come and go.

    Args:
        settings: Where the server is.
    """

    def __init__(self, settings: StreamSettings) -> None:
        self.settings = settings
        self.problem: Problem | None = None
        self._seen: Problem | None = None
        self._settled = asyncio.Event()
        self._up = asyncio.Event()
        self._down = asyncio.Event()
        self._stopping = asyncio.Event()
        self._backoff = Backoff()
        self._questions = asking.Questions(self._down, settings.request_timeout)
        self._xmpp = ComponentXMPP(
            settings.jid, settings.secret, settings.host, settings.port, fix_error_ns=True
        )
        if settings.allow_multiple:
            header = self._xmpp.stream_header
            self._xmpp.stream_header = header.removesuffix(">") + ' allowMultiple="true">'
        self._xmpp.add_event_handler("session_start", self._on_start)
        self._xmpp.add_event_handler("connected", self._on_connected)
        self._xmpp.add_event_handler("disconnected", self._on_end)
        self._xmpp.add_event_handler("connection_failed", self._on_end)
        self._xmpp.add_event_handler("stream_error", self._on_error)

    def attach(self, door: FrontDoor) -> None:
        """Let something listen on the stream; before `run`."""
        door.attach(self._xmpp)

    @property
    def is_up(self) -> bool:
        """Whether there is a session now."""
        return self._up.is_set()

    async def run(self) -> None:
        """Keep a stream until `stop` is called."""
        while not self._stopping.is_set():
            await self._hold_one()
            if self._stopping.is_set():
                return
            wait = self._backoff.wait()
            reason = explain(self.problem or Problem.LOST)
            jid = self.settings.jid
            _log.warning("no stream to Openfire as %s: %s (next try in %.1f s)", jid, reason, wait)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)

    async def stop(self) -> None:
        """Close the stream; `run` returns."""
        self._stopping.set()
        self._xmpp.cancel_connection_attempt()
        await self._xmpp.disconnect(wait=1.0)
        sender = self._xmpp._run_out_filters  # noqa: SLF001  slixmpp ends it in __del__ only
        if sender is not None:
            sender.cancel()
        self._down.set()

    async def wait_settled(self) -> bool:
        """Wait until the first try has come to an end; True if there is a session."""
        await self._settled.wait()
        return self.is_up

    async def run_command(self, node: str, fields: Fields) -> None:
        """Run an admin command of the server, see `ports.CommandRunner`."""
        await self.read_command(node, fields)

    async def read_command(self, node: str, fields: Fields) -> commands_client.Result:
        """Run an admin command of the server for what it tells; arguments and errors likewise.

        Returns:
            The values of each field of its result.
        """
        form = commands_client.fill_in(fields)
        answer = await self.ask("set", commands_client.execute(node))
        for _ in range(_MOST_STEPS):
            commands_client.check_note(answer, node)
            if commands_client.is_complete(answer):
                return commands_client.result_of(answer)
            answer = await self.ask("set", commands_client.hand_in(answer, node, form))
        raise Unavailable(asking.SERVER, f"the command {node} asks for more and more")

    async def ask_version(self) -> str:
        """Ask the server what it is (XEP-0092).

        Returns:
            Its name and version, as in `Openfire 4.2.0`.

        Raises:
            Unavailable: There is no stream now, or no answer came.
            Rejected: The server will not say.
        """
        answer = await self.ask("get", Element(f"{_VERSION}query"))
        parts = (answer.findtext(f"{_VERSION}query/{_VERSION}{n}", "") for n in ("name", "version"))
        return " ".join(part.strip() for part in parts if part.strip())

    async def ask(
        self, kind: Literal["get", "set"], payload: Element, to: str = "", sender: str = ""
    ) -> Element:
        """Send an IQ and wait for its answer.

        Args:
            kind: Its type.
            payload: What is in it.
            to: Whom to ask; '' for the server.
            sender: An address within the component's domain; '' for the component's own.

        Returns:
            The answer.

        Raises:
            Unavailable: There is no stream, an earlier question goes on, or no answer came.
            Rejected: The answer is an error; it has the condition.
        """
        if not self.is_up:
            raise Unavailable(asking.SERVER, "there is no stream to it")
        if self._questions.is_at_work and payload.tag != _PING:
            await self._ping()
        iq: Iq = self._xmpp.make_iq(
            ito=to or self.settings.domain, ifrom=sender or self.settings.jid, itype=kind
        )
        iq.append(payload)
        return await self._questions.ask(iq, is_ping=payload.tag == _PING)

    async def wait_for(self, answer: "asyncio.Future[T]") -> T:
        """Wait for something that the server sends; see `asking.wait_for`."""
        return await asking.wait_for(answer, self._down)

    async def _hold_one(self) -> None:
        """Make one stream and stay until it ends."""
        self._down.clear()
        self._questions.forget()
        self._seen = None
        self._xmpp.connect()
        came_up = await self._first(self._up, self.settings.connect_timeout)
        if not came_up:
            seen = self._seen if came_up is False else None
            self._xmpp.cancel_connection_attempt()
            self._xmpp.abort()
            self._report(seen or Problem.NO_CONNECTION)
            return
        while not self._down.is_set():
            if await self._first(self._down, self.settings.ping_interval) is None:
                await self._ping()
        self._report(self._seen or Problem.LOST)

    async def _first(self, event: asyncio.Event, seconds: float) -> bool | None:
        """Wait for an event or the end of the stream: True, False, or None for neither."""
        waits = [asyncio.ensure_future(e.wait()) for e in (event, self._down)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if event.is_set():
            return True
        return False if self._down.is_set() else None

    async def _ping(self) -> None:
        """Find out whether the server still answers, or is at work; any answer will do."""
        try:
            await self.ask("get", Element(_PING))
        except Rejected:
            return
        except Unavailable:
            if self.is_up and not self._questions.is_at_work:
                _log.warning("the chat server does not answer a ping")
                self._xmpp.abort()

    def _on_connected(self, _event: object) -> None:
        self._xmpp.stream_id = None
        self._seen = Problem.CLOSED

    def _on_start(self, _event: object) -> None:
        self._backoff.reset()
        self.problem = self._seen = None
        self._up.set()
        self._settled.set()
        _log.info("connected to %s as %s", self.settings.domain, self.settings.jid)

    def _on_end(self, _event: object) -> None:
        if self._seen is Problem.CLOSED and self._xmpp.stream_id:
            # Openfire gave the id to make the handshake of, and its error was lost on the way.
            self._seen = Problem.WRONG_SECRET
        self._up.clear()
        self._down.set()

    def _on_error(self, error: object) -> None:
        condition = str(error["condition"])  # type: ignore[index]  # a slixmpp stanza
        self._seen = problem_of(condition)

    def _report(self, problem: Problem) -> None:
        self.problem = problem
        self._settled.set()
