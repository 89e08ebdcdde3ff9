"""Who may use the API, how often, and how many at once."""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import math
from collections.abc import AsyncIterator, Collection
from http import HTTPStatus

from aiohttp import hdrs, web

from component.frontdoors.api.problems import Problem, Refused
from component.frontdoors.web.clients import Proxies
from component.frontdoors.web.rates import Rate

_log = logging.getLogger(__name__)

_SCHEME = "Bearer"
_AT_ONCE = 4
"""Each takes a connection to a database at a time; sign-ins need some as well."""
_PATIENCE_SECONDS = 5.0
_REFUSED = "60/1 minute"
_TOLD = "1/1 minute"


class Gate:
    """Lets requests in.

    Args:
        tokens: Any of them opens (RFC 6750 §2.1).
        requests: Most requests that are let in, of all clients together.
        proxies: Find the address of a client.
    """

    def __init__(self, tokens: Collection[str], requests: str, proxies: Proxies) -> None:
        self._digests = [_digest(token) for token in tokens]
        self._requests = Rate(requests)
        self._refused = Rate(_REFUSED)
        self._told = Rate(_TOLD)
        self._proxies = proxies
        self._turn = asyncio.Semaphore(_AT_ONCE)

    @contextlib.asynccontextmanager
    async def let_in(self, request: web.Request) -> AsyncIterator[None]:
        """Be busy with a request for the length of a block.

        Whoever has no token never keeps those out who have one.

        Raises:
            Refused: It has no token that opens, or there are too many of them.
        """
        if not self._opens(request.headers.get(hdrs.AUTHORIZATION, "")):
            raise Refused(self._refusal(request))
        early = self._requests.spend()
        if early:
            raise Refused(_too_many("there are too many requests now", early))
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._turn.acquire()
        except TimeoutError as error:
            raise Refused(_BUSY) from error
        try:
            yield
        finally:
            self._turn.release()

    def _opens(self, header: str) -> bool:
        """Compare with all tokens, in a time that tells nothing of them."""
        scheme, _, token = header.partition(" ")
        given = _digest(token.strip())
        found = [hmac.compare_digest(given, digest) for digest in self._digests]
        return scheme.lower() == _SCHEME.lower() and any(found)

    def _refusal(self, request: web.Request) -> Problem:
        network = self._proxies.client(request).network
        if not self._told.spend(network):
            _log.warning("%s has asked the API with no token that opens it", network)
        early = self._refused.spend(network)
        if early:
            return _too_many("there were too many requests with no token that opens", early)
        return Problem(
            HTTPStatus.UNAUTHORIZED,
            "send one of the tokens of the setting api.tokens: Authorization: Bearer TOKEN",
            headers={hdrs.WWW_AUTHENTICATE: f'{_SCHEME} realm="tiki-livechat"'},
        )


def _too_many(what: str, early: float) -> Problem:
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS, f"{what}: try again later", headers=_retry_after(early)
    )


def _retry_after(seconds: float) -> dict[str, str]:
    return {hdrs.RETRY_AFTER: str(math.ceil(seconds))}


_BUSY = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "others are still being answered: try again later",
    headers=_retry_after(_PATIENCE_SECONDS),
)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
