"""Around every request over HTTP: an id for the log, and what watches how long answers take."""

import time
from collections.abc import Callable
from http import HTTPStatus

from aiohttp import typedefs, web

from component.request import new_id, working_on

REQUEST_ID = "X-Request-Id"
"""The header of an answer that has its id; what a client sends under it is nobody's business."""

Watch = Callable[[int, float], None]
"""Told the status of an answer, and the seconds that it took."""


def nobody(_status: int, _seconds: float) -> None:
    """Watch nothing."""


def around(kind: str, watch: Watch = nobody) -> typedefs.Middleware:
    """Make the middleware, which is to be the first.

    Args:
        kind: What ids begin with.
        watch: Told of each answer.
    """

    @web.middleware
    async def answer(request: web.Request, handler: typedefs.Handler) -> web.StreamResponse:
        began = time.perf_counter()
        status = int(HTTPStatus.INTERNAL_SERVER_ERROR)
        with working_on(new_id(kind)) as this:
            try:
                response = await handler(request)
                status = response.status
                response.headers[REQUEST_ID] = this.id
                return response
            finally:
                watch(status, time.perf_counter() - began)

    return answer
