"""The pages as they are served, with a town behind them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from gettext import NullTranslations

import pytest
from aiohttp import ClientSession, DummyCookieJar

from component.frontdoors.texts import Texts, read_catalogue
from component.frontdoors.web.app import make_app
from component.frontdoors.web.server import WebServer
from component.frontdoors.web.settings import WebSettings
from tests.unit.web.guest import Client, Guest
from tests.unit.web.town import Town

SETTINGS = WebSettings(
    public_url="http://localhost",
    chat_domain="chat.test",
    key=b"k" * 32,
    site_name="Our Site",
    site_url="https://www.our-site.test",
)
ENCRYPTED = replace(SETTINGS, public_url="https://www.our-site.test")

TEXTS = Texts(
    {
        "en": NullTranslations(),
        "de": read_catalogue(
            b'msgid "Please begin again"\nmsgstr "Bitte von vorn"\n\n'
            b'msgid "Continue"\nmsgstr "Weiter"\n',
            "de",
        ),
        "ar": NullTranslations(),
    }
)

Serve = Callable[..., Awaitable[Client]]


@asynccontextmanager
async def open_pages(
    town: Town, settings: WebSettings = SETTINGS, texts: Texts = TEXTS
) -> AsyncIterator[Client]:
    """The pages with a town behind them, for as long as the context lasts."""
    server = WebServer(make_app(town.services, settings, texts), "127.0.0.1", 0)
    await server.start()
    try:
        async with ClientSession(cookie_jar=DummyCookieJar()) as session:
            yield Client(session, server.port)
    finally:
        await server.stop()


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
async def serve(town: Town) -> AsyncIterator[Serve]:
    """What starts the pages, with settings of the test."""
    async with AsyncExitStack() as stack:

        async def start(settings: WebSettings = SETTINGS) -> Client:
            return await stack.enter_async_context(open_pages(town, settings))

        yield start


@pytest.fixture
async def guest(serve: Serve) -> Guest:
    """Somebody at the pages, on a connection that is not encrypted."""
    return Guest(await serve())
