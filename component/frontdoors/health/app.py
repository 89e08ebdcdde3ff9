"""The application of the private port: three addresses, nothing of them secret or changing."""

from collections.abc import Callable
from http import HTTPStatus

from aiohttp import hdrs, web

from component.usecases.tell_health import TellHealth, Told

HEALTH = "/healthz"
READINESS = "/readyz"
METRICS = "/metrics"

WriteMetrics = Callable[[str], tuple[bytes, str]]
"""Given the header Accept, writes all metrics, and gives their content type."""


def make_app(tell: TellHealth, write: WriteMetrics) -> web.Application:
    """Make the application.

    Args:
        tell: The use case behind health and readiness.
        write: Writes the metrics.

    Returns:
        The application, for `WebServer`.
    """

    async def health(_request: web.Request) -> web.Response:
        return _answer(tell.alive())

    async def readiness(_request: web.Request) -> web.Response:
        return _answer(await tell.ready())

    async def metrics(request: web.Request) -> web.Response:
        body, content_type = write(request.headers.get(hdrs.ACCEPT, ""))
        return web.Response(body=body, headers={hdrs.CONTENT_TYPE: content_type})

    app = web.Application(client_max_size=1)
    app.router.add_get(HEALTH, health)
    app.router.add_get(READINESS, readiness)
    app.router.add_get(METRICS, metrics)
    return app


def _answer(told: Told) -> web.Response:
    status = HTTPStatus.OK if told.is_good else HTTPStatus.SERVICE_UNAVAILABLE
    return web.json_response(
        {"ok": told.is_good, "parts": dict(told.parts)},
        status=status,
        headers={hdrs.CACHE_CONTROL: "no-store"},
    )
