"""Around every request: limits, headers, friendly error pages, and a log without paths."""

import logging
import math
import time

from aiohttp import web
from aiohttp.typedefs import Handler

from component.frontdoors.web.notices import BAD_REQUEST, STATUS_NOTICES, TOO_MANY
from component.frontdoors.web.visits import Desk
from component.ports import Unavailable

_log = logging.getLogger(__name__)

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), payment=(), publickey-credentials-get=(), usb=()"
    ),
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "tiki-livechat",
}
STATIC_ROUTE = "STATIC"
_RETRY_SECONDS = "10"
_SECONDS_OF_A_MINUTE = 60


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Give every answer of the application the headers that keep it safe."""
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")


class Frame:
    """The middleware.

    Args:
        desk: Where visits are made.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request, whatever it is, and log it."""
        began = time.perf_counter()
        name = _route(request)
        response = await self._bounded(request, handler, name)
        self._desk.languages.keep(request, response)
        milliseconds = (time.perf_counter() - began) * 1000
        _log.info("%s %s: %d in %.0f ms", request.method, name, response.status, milliseconds)
        return response

    async def _bounded(
        self, request: web.Request, handler: Handler, name: str
    ) -> web.StreamResponse:
        client = self._desk.proxies.client(request)
        early = 0.0 if name == STATIC_ROUTE else self._desk.limits.spend_request(client)
        if early:
            return self._too_many(request, early)
        if self._desk.settings.encrypted and client.encrypted is False:
            location = f"{self._desk.settings.origin}{request.rel_url.raw_path_qs}"
            return web.Response(status=303, headers={"Location": location})
        try:
            return await handler(request)
        except web.HTTPException as error:
            return self._error(request, error)
        except Exception as error:  # noqa: BLE001  whatever it is, people get a page
            return self._failed(request, name, error)

    def _failed(self, request: web.Request, name: str, error: Exception) -> web.Response:
        if isinstance(error, Unavailable):
            _log.error("%s %s could not be answered: %s", request.method, name, error)
            return self._status(request, 503)
        _log.error("%s %s could not be answered", request.method, name, exc_info=error)
        return self._status(request, 500)

    def _error(self, request: web.Request, error: web.HTTPException) -> web.StreamResponse:
        response = self._status(request, error.status)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        if not request.can_read_body:
            return response
        response.force_close()
        return response

    def _status(self, request: web.Request, status: int) -> web.Response:
        language = self._desk.languages.of(request)
        response = self._desk.notice(language, STATUS_NOTICES.get(status, BAD_REQUEST))
        response.set_status(status)
        if status == 503:  # noqa: PLR2004  HTTP's own number
            response.headers["Retry-After"] = _RETRY_SECONDS
        return response

    def _too_many(self, request: web.Request, early: float) -> web.Response:
        minutes = math.ceil(early / _SECONDS_OF_A_MINUTE)
        language = self._desk.languages.of(request)
        response = self._desk.pages.render(
            language,
            "too_many",
            status=429,
            title=self._desk.pages.say(language, TOO_MANY),
            minutes=minutes,
        )
        response.headers["Retry-After"] = str(math.ceil(early))
        return response


def _route(request: web.Request) -> str:
    """What the log calls a page: never its path, which may hold a personal link."""
    return request.match_info.route.name or "-"
