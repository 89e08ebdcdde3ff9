"""Pictures that are not in Tiki's database, by HTTP: the site's library and a Gravatar service.

Which picture a person has is the domain's (`picture_of`); decoding it is `avatar`'s.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from cachetools import LRUCache, TLRUCache

from component.adapters.avatar import SIDE, is_picture
from component.adapters.picture_urls import LIBRARY, library_path
from component.domain.profile import Gravatar, LibraryPicture
from component.domain.web_address import base_url
from component.ports import Unavailable

_log = logging.getLogger(__name__)

MAX_BYTES = 2 * 1024 * 1024
"""More than this is never read of one answer."""
CACHE_BYTES = 64 * 1024 * 1024
FOUND_SECONDS = 3600.0
NONE_SECONDS = 600.0
PAUSE_SECONDS = 30.0
"""How long a service that did not answer is left alone, so that no login waits for it in vain."""

_ENTRY_BYTES = 512
"""What an entry of the cache weighs beside its picture."""
_MOST_REQUESTS = 32
_MOST_REDIRECTS = 3
_MOST_REPORTED = 1000
_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": "tiki-livechat"}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A picture to ask for.

    Attributes:
        service: Who has it, in words for the log.
        name: Which it is, in words for the log; never with a digest of an e-mail address.
        url: Its address.
    """

    service: str
    name: str
    url: str


class Pictures:
    """Fetches pictures; nothing is connected before the first one.

    An answer is kept in memory, a picture for an hour and "there is none" for ten minutes. Two
    who ask for the same picture at once make one request.

    Args:
        site: Address of the Tiki site, with its folder if it has one; None leaves pictures of
            its library out.
        gravatar: Address of a Gravatar service, as far as the digest: with most it ends in
            `/avatar`; None leaves Gravatars out.
        timeout: Seconds for a picture to be there in full.
        clock: Seconds of a monotonic clock.

    Raises:
        ValueError: An address cannot be used; the message does not repeat it.
    """

    def __init__(
        self,
        site: str | None,
        gravatar: str | None,
        *,
        timeout: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._site = None if site is None else base_url(site)
        self._gravatar = None if gravatar is None else base_url(gravatar)
        self._timeout = timeout
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._answers: TLRUCache[str, bytes | None, float] = TLRUCache(
            CACHE_BYTES, _expiry, clock, _weight
        )
        self._requests: dict[str, asyncio.Task[bytes | None]] = {}
        self._left_alone: dict[str, float] = {}
        self._reported: LRUCache[str, bool] = LRUCache(_MOST_REPORTED)

    async def fetch(self, picture: LibraryPicture | Gravatar) -> bytes | None:
        """Ask for a picture.

        Args:
            picture: Which.

        Returns:
            Its bytes, which begin as a picture's do; None if there is none: the service says so
            or is not configured, or what it has is too large or no picture.

        Raises:
            Unavailable: Not known whether there is one.
        """
        wanted = self._locate(picture)
        if wanted is None:
            return None
        try:
            return self._answers[wanted.url]
        except KeyError:
            pass
        request = self._requests.get(wanted.url)
        if request is None:
            request = asyncio.create_task(self._ask(wanted))
            self._requests[wanted.url] = request
            request.add_done_callback(lambda _done: self._requests.pop(wanted.url))
        return await asyncio.shield(request)

    async def close(self) -> None:
        """Wait for the requests under way, which are bounded, and close all connections."""
        if self._requests:
            await asyncio.wait(self._requests.values())
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _locate(self, picture: LibraryPicture | Gravatar) -> _Wanted | None:
        if isinstance(picture, Gravatar):
            if self._gravatar is None:
                return None
            url = f"{self._gravatar}/{picture.digest}?s={SIDE}&d=404"
            return _Wanted("the Gravatar service", "a picture", url)
        if self._site is None:
            return None
        path = library_path(picture.path)
        if path is None:
            why = f"its avatarLibName is no path below {LIBRARY}/"
            self._report("a library picture", why, key=picture.path)
            return None
        return _Wanted("the Tiki site", path, f"{self._site}/{path}")

    async def _ask(self, wanted: _Wanted) -> bytes | None:
        """Make a request within the bounds and keep its answer."""
        service = wanted.service
        until = self._left_alone.get(service)
        if until is not None and self._clock() < until:
            raise Unavailable(service, "it did not answer a moment ago")
        try:
            async with asyncio.timeout(self._timeout):
                found = await self._get(wanted)
        except TimeoutError as error:
            self._left_alone[service] = self._clock() + PAUSE_SECONDS
            raise Unavailable(service, f"no answer within {self._timeout:g} s") from error
        except aiohttp.ClientConnectorError as error:
            self._left_alone[service] = self._clock() + PAUSE_SECONDS
            raise Unavailable(service, str(error)) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            kind = type(error).__name__
            raise Unavailable(service, f"no usable answer for {wanted.name}: {kind}") from error
        self._answers[wanted.url] = found
        return found

    async def _get(self, wanted: _Wanted) -> bytes | None:
        async with self._open().get(
            wanted.url, max_redirects=_MOST_REDIRECTS, middlewares=[_SameOrigin(wanted.service)]
        ) as response:
            if response.status in (404, 410):
                return None
            if response.status != 200:  # noqa: PLR2004  HTTP's own number
                why = f"it answered {response.status} when asked for {wanted.name}"
                raise Unavailable(wanted.service, why)
            data = await _read(response)
        if len(data) > MAX_BYTES:
            why = f"it has more than {MAX_BYTES} bytes"
        elif not is_picture(data):
            why = "the answer is no picture of a format that is shown"
        else:
            return data
        self._report(f"{wanted.name} of {wanted.service}", why, key=wanted.url)
        return None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=_MOST_REQUESTS, resolver=aiohttp.ThreadedResolver()
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._session

    def _report(self, what: str, why: str, *, key: str) -> None:
        if key not in self._reported:
            self._reported[key] = True
            _log.warning("%s is left out: %s", what, why)


class _SameOrigin:
    """Lets no request of one picture go anywhere but where the first went: redirects do not."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._origin = ""

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        origin = str(request.url.origin())
        if self._origin not in ("", origin):
            why = f"it redirects to {origin}: if that is right, write it into the settings"
            raise Unavailable(self._service, why)
        self._origin = origin
        return await handler(request)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Read an answer, no further than is needed to see that it is too large."""
    data = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        data += chunk
        if len(data) > MAX_BYTES:
            break
    return bytes(data)


def _expiry(_url: str, answer: bytes | None, now: float) -> float:
    return now + (NONE_SECONDS if answer is None else FOUND_SECONDS)


def _weight(answer: bytes | None) -> float:
    return _ENTRY_BYTES + len(answer or b"")
