"""A stream of the component to the chat server: who makes it, keeps it and makes it again.

The only place that sends anything by itself. Nothing is sent while the stream is down: a request
that would have to wait is refused instead, so that none runs late.
"""

import asyncio
import contextlib
import logging
from typing import Literal, Protocol, TypeVar
from xml.etree.ElementTree import Element

from slixmpp import ComponentXMPP, Iq

from component.domain.backoff import Backoff
from component.frontdoors.xmpp import asking, commands_client, knocking
from component.frontdoors.xmpp.guard import GuardedXMPP
from component.frontdoors.xmpp.patience import Patience
from component.frontdoors.xmpp.problems import (
    GivenUpError,
    Problem,
    explain,
    problem_of,
    why_closed,
)
from component.frontdoors.xmpp.stream_settings import StreamSettings
from component.ports import Fields, Rejected, Unavailable

_log = logging.getLogger(__name__)
_PING = "{urn:xmpp:ping}ping"
T = TypeVar("T")
_NOT_ALLOWED = (Problem.CLOSED, Problem.NOT_CONFIGURED)


class FrontDoor(Protocol):
    """Something that listens on the stream."""

    def attach(self, xmpp: ComponentXMPP) -> None:
        """Register its handlers."""


class ComponentStream:
    """The supervisor. An instance lives as long as the process; its streams come and go.

    Args:
        settings: Where the server is.

    Attributes:
        problem: Why there is no session; None while there is one, and before the first try.
        sessions: How many there were so far.
    """

    def __init__(self, settings: StreamSettings) -> None:
        self.settings = settings
        self.problem: Problem | None = None
        self.sessions = 0
        self._seen: Problem | None = None
        self._settled = asyncio.Event()
        self._up = asyncio.Event()
        self._down = asyncio.Event()
        self._stopping = asyncio.Event()
        self._backoff = Backoff()
        self._patience = Patience(settings.give_up_after, settings.connect_within)
        self._questions = asking.Questions(self._down, settings.request_timeout)
        self._xmpp = GuardedXMPP(settings.jid, settings.secret, settings.host, settings.port)
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
        """Keep a stream until `stop` is called.

        Raises:
            GivenUpError: There never was one, and by the settings it is not tried any longer.
        """
        self._patience.begin()
        while not self._stopping.is_set():
            problem = await self._hold_one()
            if self._stopping.is_set():
                return
            self._patience.failed(problem)
            left, jid = self._patience.left, self.settings.jid
            if not left:
                raise GivenUpError(jid, problem)
            seconds = min(self._backoff.wait(), left)
            self._tell(problem, seconds)
            address = (self.settings.host, self.settings.port)
            is_away = problem is Problem.NO_CONNECTION
            await knocking.wait(seconds, self._stopping, address if is_away else None)
            if not self._patience.left_to_connect and not self._stopping.is_set():
                raise GivenUpError(jid, problem)

    def _tell(self, problem: Problem, seconds: float) -> None:
        level = logging.ERROR if problem.is_refusal else logging.WARNING
        message = "no stream to Openfire as %s: %s (next try in %.1f s)"
        if not self.settings.is_quiet:
            _log.log(level, message, self.settings.jid, explain(problem), seconds)

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
        return await commands_client.run(lambda step: self.ask("set", step), node, fields)

    async def ask_version(self) -> str:
        """Ask the server what it is (XEP-0092).

        Returns:
            Its name and version, as in `Openfire 4.2.0`.

        Raises:
            Unavailable: There is no stream now, or no answer came.
            Rejected: The server will not say.
        """
        return asking.version_in(await self.ask("get", Element(asking.VERSION)))

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

    async def wait_read(self) -> None:
        """Wait until the server has read what was sent so far, or does not answer."""
        with contextlib.suppress(Rejected, Unavailable):
            await self.ask("get", Element(_PING))

    async def _hold_one(self) -> Problem:
        """Make one stream and stay until it ends; why it has."""
        self._down.clear()
        self._questions.forget()
        self._seen = None
        self._xmpp.connect()
        patience = min(self.settings.connect_timeout, self._patience.left_to_connect)
        came_up = await self._first(self._up, patience)
        if not came_up:
            seen = self._seen if came_up is False else None
            self._xmpp.cancel_connection_attempt()
            self._xmpp.abort()
            return await self._report(seen or Problem.NO_CONNECTION)
        while not self._down.is_set():
            if await self._first(self._down, self.settings.ping_interval) is None:
                await self._ping()
        return await self._report(self._seen or Problem.LOST)

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
        self._patience.came_up()
        self.problem = self._seen = None
        self.sessions += 1
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

    async def _report(self, problem: Problem) -> Problem:
        """Note why there is no stream, as far as that can be found out."""
        if problem is Problem.CLOSED and not self._stopping.is_set():
            it = self.settings
            problem = await why_closed(it.host, it.port, it.jid, it.request_timeout)
            is_new = problem is Problem.NOT_CONFIGURED and self.problem not in _NOT_ALLOWED
            if is_new or (problem is Problem.NAME_TAKEN and it.allow_multiple):
                problem = Problem.CLOSED  # a server that is about to end does so as well
        self.problem = problem
        self._settled.set()
        return problem
