"""The shell's side of the door: asks the component that runs.

It speaks as much HTTP as that takes (RFC 9112): one request, and an answer up to the end of the
connection. A client for all of it takes longer to load than most commands take.
"""

import asyncio
import re
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from component.frontdoors.control.protocol import Arguments, Command, Failure, FailureKind

PATIENCE_SECONDS = 300.0
"""How long a command may take: an undo restores a whole account."""

A = TypeVar("A", bound=Arguments)
R = TypeVar("R")


class UnreachableError(Exception):
    """The component was not asked; the message says what to do."""


class NotDoneError(Exception):
    """The component was asked, and there is no result; the message says what is known."""


_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
_LENGTH = re.compile(rb"(?im)^Content-Length: *(\d+) *\r?$")
_GONE = "the component went away before it answered"
_OTHER_VERSION = "the component that runs is of another version than this command: restart it"
_ADVICE = {
    FailureKind.UNKNOWN_COMMAND: _OTHER_VERSION,
    FailureKind.BAD_ARGUMENTS: _OTHER_VERSION,
}


async def ask(
    path: Path, command: Command[A, R], arguments: A, patience: float = PATIENCE_SECONDS
) -> R:
    """Have the component carry a command out.

    Args:
        path: Of the component's socket.
        command: Which.
        arguments: What it is told.
        patience: Seconds to wait for its result.

    Returns:
        What came of it.

    Raises:
        UnreachableError: Nobody listens there, or not to this user.
        NotDoneError: It failed, or its end is not known.
    """
    status, body = await _post(path, command.name, command.pack_arguments(arguments), patience)
    try:
        if status == HTTPStatus.OK:
            return command.unpack_result(body)
        failure = Failure.unpack(body)
    except (ValueError, RecursionError):
        raise NotDoneError(f"the component's answer cannot be read: {_OTHER_VERSION}") from None
    if failure.failure is FailureKind.FORBIDDEN:
        raise UnreachableError(_not_permitted(path))
    raise NotDoneError(_ADVICE.get(failure.failure, failure.text))


async def _post(path: Path, name: str, body: bytes, patience: float) -> tuple[int, bytes]:
    asked = (
        f"POST /{name} HTTP/1.1\r\nHost: control\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    try:
        async with asyncio.timeout(patience):
            answer = await _exchange(path, asked.encode("ascii") + body)
    except TimeoutError:
        raise NotDoneError(
            f"there was no answer in {patience:g} seconds; the component may still be at it"
        ) from None
    head, _, content = answer.partition(b"\r\n\r\n")
    status, length = _STATUS_LINE.match(head), _LENGTH.search(head)
    if status is None or length is None or len(content) != int(length[1]):
        raise NotDoneError(_GONE)
    return int(status[1]), content


async def _exchange(path: Path, request: bytes) -> bytes:
    """Send a request; all that comes until the other side closes the connection."""
    try:
        reader, writer = await asyncio.open_unix_connection(path)
    except OSError as error:
        raise UnreachableError(_explain(error, path)) from error
    try:
        writer.write(request)
        return await reader.read()
    except OSError as error:
        raise NotDoneError(_GONE) from error
    finally:
        writer.close()


def _explain(error: OSError, path: Path) -> str:
    if isinstance(error, PermissionError):
        return _not_permitted(path)
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return (
            f"no component listens on {path}: start it with `tiki-livechat run`, with the same "
            "control.socket in its settings"
        )
    return f"{path}: {error.strerror or error}"


def _not_permitted(path: Path) -> str:
    return f"{path} is for root and the user that the component runs as: ask as one of them"
