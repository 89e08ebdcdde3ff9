"""Reads forms: bounded in size and time, and never an exception for what somebody sends."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

MAX_BYTES = 16 * 1024
BODY_SECONDS = 10.0
_KIND = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20


async def read_form(request: web.Request) -> Mapping[str, str]:
    """Read the fields of a form.

    Args:
        request: The request; the application bounds its body by `MAX_BYTES`.

    Returns:
        The first value of every field.

    Raises:
        HTTPException: 400, 408, 413 or 415, when it is no such form.
    """
    if request.content_type != _KIND or "Content-Encoding" in request.headers:
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > MAX_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_BYTES, request.content_length or 0)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, web.RequestPayloadError, ConnectionError):
        raise web.HTTPBadRequest from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise web.HTTPBadRequest
    return dict(reversed(pairs))
