"""Waiting for what the chat server answers; who keeps the stream and asks is told in `stream`."""

import asyncio
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from slixmpp import Iq
from slixmpp.exceptions import IqError, IqTimeout

from component.ports import Rejected, Unavailable

SERVER = "Openfire"
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


async def ask(iq: Iq, down: asyncio.Event, seconds: float) -> Element:
    """Send an IQ and wait for its answer.

    Args:
        iq: The question.
        down: Set at the end of the stream.
        seconds: How long to wait at most.

    Raises:
        Unavailable: No answer came.
        Rejected: The answer is an error; it has the condition.
    """
    try:
        answer: Iq = await wait_for(iq.send(timeout=seconds), down)
    except IqError as error:
        why = f"{error.condition} {error.text}".strip()
        raise Rejected(why, error.condition) from None  # it holds what was sent
    except IqTimeout:
        raise no_answer(seconds) from None  # it holds what was sent
    xml: Element = answer.xml
    return xml


def no_answer(seconds: float) -> Unavailable:
    """The error for an answer that did not come in time."""
    return Unavailable(SERVER, f"no answer within {seconds:g} s")
