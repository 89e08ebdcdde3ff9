"""Waiting for what the chat server answers; who keeps the stream and asks is told in `stream`."""

import asyncio
from collections.abc import Collection
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from slixmpp import Iq
from slixmpp.exceptions import IqError, IqTimeout

from component.ports import Rejected, Unavailable

SERVER = "Openfire"
LONGEST_COMMAND = 120.0
"""Seconds after which a command that was not answered never will be."""
_VERSION = "{jabber:iq:version}"
VERSION = f"{_VERSION}query"
"""The element that asks for name and version (XEP-0092)."""
T = TypeVar("T")


async def wait_for(answer: "asyncio.Future[T]", down: asyncio.Event) -> T:
    """Wait for something that the server sends, but not longer than the stream lasts.

    Args:
        answer: Has what is waited for, or an error; cancelled if it does not come.
        down: Set at the end of the stream.

    Raises:
        Unavailable: The stream ended first.
    """
    ended = asyncio.ensure_future(down.wait())
    waits: set[asyncio.Future[Any]] = {answer, ended}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise Unavailable(SERVER, "the stream was lost before the answer came")
    finally:
        ended.cancel()
        answer.cancel()


class Questions:
    """Asks on one stream, and knows whether the server is still at work on a question.

    Openfire 4.2 reads no more of a component's stream until it is through with a command, and that
    may take far longer than anybody waits for its answer. What is asked meanwhile would be done
    late, after it was given up: so nothing is asked then but pings. What is never answered is over
    when a later ping is.

    Args:
        down: Set at the end of the stream.
        seconds: How long to wait for an answer at most.
    """

    def __init__(self, down: asyncio.Event, seconds: float) -> None:
        self._down = down
        self._seconds = seconds
        self._late: list[asyncio.Future[Iq]] = []

    @property
    def is_at_work(self) -> bool:
        """Whether an answer that nobody waits for any more may come yet."""
        return any(not answer.done() for answer in self._late)

    def forget(self) -> None:
        """Wait for nothing: the server is through with all that it was asked, or gone."""
        for answer in self._late:
            answer.cancel()
        self._late.clear()

    async def ask(self, iq: Iq, *, is_ping: bool = False) -> Element:
        """Send an IQ and wait for its answer.

        Args:
            iq: The question.
            is_ping: It gives the server nothing to do.

        Raises:
            Unavailable: No answer came, or it was not sent.
            Rejected: The answer is an error; it has the condition.
        """
        if self.is_at_work and not is_ping:
            raise Unavailable(SERVER, "it is still at work on an earlier command")
        earlier = [late for late in self._late if not late.done()]
        answer: asyncio.Future[Iq] = iq.send(timeout=LONGEST_COMMAND)
        try:
            async with asyncio.timeout(self._seconds):
                answered = await wait_for(asyncio.shield(answer), self._down)
        except IqError as error:
            self._note_answer(earlier)
            why = f"{error.condition} {error.text}".strip()
            raise Rejected(why, error.condition) from None  # it holds what was sent
        except (TimeoutError, IqTimeout):
            raise no_answer(self._seconds) from None  # it holds what was sent
        finally:
            if not answer.done() and not is_ping:
                self._late.append(answer)
        self._note_answer(earlier)
        xml: Element = answered.xml
        return xml

    def _note_answer(self, earlier: Collection["asyncio.Future[Iq]"]) -> None:
        """The server is through with all that was sent before: it answers in order."""
        for late in earlier:
            late.cancel()
        self._late = [late for late in self._late if not late.done()]


def no_answer(seconds: float) -> Unavailable:
    """The error for an answer that did not come in time."""
    return Unavailable(SERVER, f"no answer within {seconds:g} s")


def version_in(answer: Element) -> str:
    """Name and version in an answer to `VERSION`."""
    parts = (answer.findtext(f"{VERSION}/{_VERSION}{part}", "") for part in ("name", "version"))
    return " ".join(part.strip() for part in parts if part.strip())
