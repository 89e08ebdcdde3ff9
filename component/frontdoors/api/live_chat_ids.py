"""`POST /api/v1/live-chat-ids`: an account of the site gets its Live Chat ID."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Protocol

from aiohttp import web
from annotated_types import MaxLen, MinLen
from pydantic import BaseModel, ConfigDict, ValidationError

from component.domain.login import as_username
from component.domain.names import TikiLogin
from component.frontdoors.api.problems import Problem, Refused
from component.usecases.allocate_id import Allocated, AllocationProblem

_RETRY = {"Retry-After": "10"}
BODY_SECONDS = 10.0
"""How long a request may take to arrive: it holds a turn that others wait for."""
_MOST_CHARACTERS = 255
"""More than any Tiki's column for logins holds."""


class Allocate(Protocol):
    """Gives IDs; `allocate_for_login.AllocateForLogin` is the real one."""

    async def __call__(self, login: str) -> tuple[TikiLogin, Allocated] | AllocationProblem:
        """Give the account of a login an ID, if it has none."""


class Order(BaseModel):
    """What is sent.

    Attributes:
        login: Of the account.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    login: Annotated[str, MinLen(1), MaxLen(_MOST_CHARACTERS)]


@dataclass(frozen=True, slots=True)
class LiveChatIds:
    """Answers.

    Attributes:
        allocate: The use case.
        domain: The chat's.
    """

    allocate: Allocate
    domain: str

    async def post(self, request: web.Request) -> web.Response:
        """Answer a request that was let in.

        Raises:
            Refused: What was sent is no order, or it cannot be carried out.
            Unavailable: A database did not answer.
        """
        order = await _read(request)
        found = await self.allocate(order.login)
        if isinstance(found, AllocationProblem):
            raise Refused(_PROBLEMS[found])
        login, allocated = found
        username = as_username(allocated.livechat_id)
        return web.json_response(
            {
                "login": login,
                "liveChatId": username,
                "jid": f"{username}@{self.domain}",
                "isNew": allocated.is_new,
            },
            status=HTTPStatus.CREATED if allocated.is_new else HTTPStatus.OK,
        )


async def _read(request: web.Request) -> Order:
    if request.content_type != "application/json":
        raise Refused(_NOT_JSON)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
    except TimeoutError:
        raise Refused(_TOO_SLOW) from None
    except (web.RequestPayloadError, ConnectionError):
        raise Refused(_BROKEN_JSON) from None
    try:
        return Order.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
    if any(problem["type"] == "json_invalid" for problem in found):
        raise Refused(_BROKEN_JSON)
    raise Refused(_NO_ORDER)


_NOT_JSON = Problem(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send JSON, with Content-Type: application/json"
)
_TOO_SLOW = Problem(HTTPStatus.REQUEST_TIMEOUT, "send the whole request at once")
_BROKEN_JSON = Problem(HTTPStatus.BAD_REQUEST, "this is no JSON in UTF-8")
_NO_ORDER = Problem(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    f'send {{"login": "Alice Smith"}}: a text of 1 to {_MOST_CHARACTERS} characters, nothing else',
)
_PROBLEMS = {
    AllocationProblem.GONE: Problem(
        HTTPStatus.NOT_FOUND,
        "Tiki has no account with this login: ask once it is made",
        code="no-account",
    ),
    AllocationProblem.TAKEN: Problem(
        HTTPStatus.CONFLICT,
        "all IDs that could be proposed are taken: set one by the command set-id",
        code="taken",
    ),
}
UNAVAILABLE = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "a database did not answer: ask the same again, it does no harm if it was done",
    headers=_RETRY,
)
