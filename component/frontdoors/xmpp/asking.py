"""Waiting for what the chat server answers; who keeps the stream and asks is told in `stream`."""

import asyncio
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from slixmpp import Iq
from slixmpp.exceptions import IqError, IqTimeout

from component.ports import Rejected, Unavailable

SERVER = "Openfire"
LONGEST_COMMAND = 120.0
"""Seconds after which a command that was not answered never will be."""
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
    """Asks on one stream, and knows whether the server may still be at work on a question.

    Openfire 4.2 reads no more of a component's stream until it is through with a command, and that
    may take far longer than anybody waits for its answer.

    Args:
        down: Set at the end of the stream.
        seconds: How long to wait for an answer at most.
    """

    def __init__(self, down: asyncio.Event, seconds: float) -> None:
        self._down = down
        self._seconds = seconds
        self._unanswered: float | None = None

    def forget(self) -> None:
        """Begin anew, with a new stream."""
        self._unanswered = None

    def may_be_answered(self) -> bool:
        """Whether a question without an answer was sent so short ago that one may come yet."""
        now = asyncio.get_running_loop().time()
        return self._unanswered is not None and now - self._unanswered < LONGEST_COMMAND

    async def ask(self, iq: Iq, *, is_ping: bool = False) -> Element:
        """Send an IQ and wait for its answer.

        Args:
            iq: The question.
            is_ping: It gives the server nothing to do.

        Raises:
            Unavailable: No answer came.
            Rejected: The answer is an error; it has the condition.
        """
        sent = asyncio.get_running_loop().time()
        try:
            answer: Iq = await wait_for(iq.send(timeout=self._seconds), self._down)
        except IqError as error:
            self._note_answer(sent)
            why = f"{error.condition} {error.text}".strip()
            raise Rejected(why, error.condition) from None  # it holds what was sent
        except IqTimeout:
            if not is_ping and self._unanswered is None:
                self._unanswered = sent
            raise no_answer(self._seconds) from None  # it holds what was sent
        self._note_answer(sent)
        xml: Element = answer.xml
        return xml

    def _note_answer(self, sent: float) -> None:
        """The server is through with all that was sent before: it answers in order."""
        if self._unanswered is not None and sent >= self._unanswered:
            self._unanswered = None


def no_answer(seconds: float) -> Unavailable:
    """The error for an answer that did not come in time."""
    return Unavailable(SERVER, f"no answer within {seconds:g} s")
