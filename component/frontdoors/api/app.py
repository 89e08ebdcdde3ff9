"""The application of the API: which call is where, and what all answers have in common."""

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib import resources
from ipaddress import IPv4Network, IPv6Network

from aiohttp import typedefs, web

from component.frontdoors.api.gate import Gate
from component.frontdoors.api.live_chat_ids import UNAVAILABLE, Allocate, LiveChatIds
from component.frontdoors.api.problems import Problem, Refused, problem_of
from component.frontdoors.web.around import Watch, around, nobody
from component.frontdoors.web.clients import Proxies
from component.ports import Unavailable

_log = logging.getLogger(__name__)

LIVE_CHAT_IDS = "/api/v1/live-chat-ids"
OPENAPI = "/api/v1/openapi.json"
_MOST_BYTES = 4096
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_FAULT = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "this is a fault of the component, see its log")


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """What a site decides about the API.

    Attributes:
        domain: The chat's.
        tokens: Any of them opens; not shown by repr.
        requests: Most requests, in the notation of the library `limits`.
        trusted_proxies: Whose word on the client's address is taken.
    """

    domain: str
    tokens: tuple[str, ...] = field(repr=False)
    requests: str = "600/1 minute"
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()


def make_app(allocate: Allocate, settings: ApiSettings, watch: Watch = nobody) -> web.Application:
    """Make the application.

    Args:
        allocate: The use case behind it.
        settings: Of the site.
        watch: Told how long each answer took.

    Returns:
        The application, for `WebServer`.
    """
    gate = Gate(settings.tokens, settings.requests, Proxies(settings.trusted_proxies))
    ids = LiveChatIds(allocate, settings.domain)
    description = resources.files(__package__).joinpath("openapi.json").read_text("utf-8")

    async def post(request: web.Request) -> web.Response:
        async with gate.let_in(request):
            return await ids.post(request)

    async def describe(_request: web.Request) -> web.Response:
        return web.Response(text=description, content_type="application/json")

    app = web.Application(client_max_size=_MOST_BYTES, middlewares=[around("api", watch), _answer])
    app.router.add_post(LIVE_CHAT_IDS, post)
    app.router.add_get(OPENAPI, describe)
    return app


@web.middleware
async def _answer(request: web.Request, handler: typedefs.Handler) -> web.StreamResponse:
    """Let every answer be JSON, whatever goes wrong."""
    try:
        response = await handler(request)
    except Refused as refused:
        response = refused.problem.answer()
    except web.HTTPException as error:
        response = problem_of(error).answer()
    except Unavailable as error:
        _log.warning("the API cannot give a Live Chat ID: %s", error)
        response = UNAVAILABLE.answer()
    except Exception:  # noqa: BLE001  a fault in one answer must not show in it
        _log.exception("a request to the API could not be answered")
        response = _FAULT.answer()
    response.headers.update(_HEADERS)
    return response
