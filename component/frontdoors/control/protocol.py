"""What both sides of the door agree on: a command is a name, its arguments, and what comes of it.

A command is asked for by `POST /NAME` with its arguments as JSON; its result is JSON as well, and
so is a failure. The commands themselves are in `commands`.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, SecretStr, TypeAdapter

Secret = Annotated[SecretStr, PlainSerializer(SecretStr.get_secret_value, when_used="json")]
"""A text that is written nowhere but into the request."""

BUILT_WHEN_USED = ConfigDict(defer_build=True)
"""For a result that few commands have: what reads and writes it takes long to make."""


class Arguments(BaseModel):
    """What a command is told; what it does not know is an error, never overlooked."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the other end of the socket.

    Attributes:
        uid: By the kernel's word.
        name: Of that user, for the audit.
    """

    uid: int
    name: str


class FailureKind(StrEnum):
    """Why there is no result; each is answered with an HTTP status of its own."""

    FORBIDDEN = "forbidden"
    UNKNOWN_COMMAND = "unknown-command"
    BAD_ARGUMENTS = "bad-arguments"
    UNAVAILABLE = "unavailable"
    """Somebody whom the command needs did not answer: it is not known how far it came."""
    REJECTED = "rejected"
    """Openfire would not do what the command needs."""
    BROKEN = "broken"
    """The command ended with an error that nobody thought of; the log has it."""


class Failure(BaseModel):
    """An answer that is no result."""

    failure: FailureKind
    text: str

    def pack(self) -> bytes:
        """Write it."""
        return _pack(self.model_dump(mode="json"))

    @classmethod
    def unpack(cls, body: bytes) -> "Failure":
        """Read it; raises ValueError."""
        return cls.model_validate(json.loads(body))


A = TypeVar("A", bound=Arguments)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Handler:
    """A command with what carries it out.

    Attributes:
        name: Of the command.
        answer: Takes arguments and gives a result, both as bytes; raises `BadArgumentsError`.
    """

    name: str
    answer: Callable[[bytes, Caller], Awaitable[bytes]]


class BadArgumentsError(ValueError):
    """The arguments are not those of the command; the message does not tell them."""


@dataclass(frozen=True, slots=True)
class Command(Generic[A, R]):
    """A command, as both sides know it.

    Attributes:
        name: A word for the path.
        arguments: What it is told.
        result: What comes of it.
    """

    name: str
    arguments: type[A]
    result: TypeAdapter[R]

    def handled_by(self, handle: Callable[[A, Caller], Awaitable[R]]) -> Handler:
        """Say what carries the command out."""

        async def answer(body: bytes, caller: Caller) -> bytes:
            return self.pack_result(await handle(self.unpack_arguments(body), caller))

        return Handler(self.name, answer)

    def pack_arguments(self, arguments: A) -> bytes:
        """Write arguments; secrets are in it."""
        return _pack(arguments.model_dump(mode="json"))

    def unpack_arguments(self, body: bytes) -> A:
        """Read arguments; raises BadArgumentsError."""
        try:
            return self.arguments.model_validate(json.loads(body))
        except (ValueError, RecursionError):
            raise BadArgumentsError(f"these are no arguments of {self.name}") from None

    def pack_result(self, result: R) -> bytes:
        """Write a result."""
        return _pack(self.result.dump_python(result, mode="json"))

    def unpack_result(self, body: bytes) -> R:
        """Read a result; raises ValueError."""
        return self.result.validate_python(json.loads(body))


def _pack(value: Any) -> bytes:  # noqa: ANN401  whatever JSON knows
    """Write JSON in ASCII, which loses nothing of a name in an old Tiki's bytes."""
    return json.dumps(value).encode("ascii")
