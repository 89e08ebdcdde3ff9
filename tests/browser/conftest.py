"""One Chromium and one server for the session; a new town and a clean window for each test."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields, replace

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from component.frontdoors.texts import Texts, load_catalogues
from tests.browser.driver import Visit, open_browser, visit
from tests.unit.web.conftest import SETTINGS, open_pages
from tests.unit.web.guest import Client, Guest
from tests.unit.web.town import Town

TEXTS = Texts(load_catalogues())
UNLIMITED = replace(
    SETTINGS, requests_per_address="1000000/1 second", tries_per_address="1000000/1 second"
)


@dataclass(frozen=True)
class Site:
    """The pages as they are served, and who lives behind them."""

    town: Town
    client: Client

    @property
    def root(self) -> str:
        """Their address."""
        return f"http://127.0.0.1:{self.client.port}"

    @property
    def guest(self) -> Guest:
        """Somebody who comes without a browser."""
        return Guest(self.client)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served() -> AsyncIterator[Site]:
    town = Town()
    async with open_pages(town, UNLIMITED, TEXTS) as client:
        yield Site(town, client)


@pytest.fixture
def site(served: Site) -> Site:
    """The pages, with a town where nothing has happened yet."""
    untouched = Town()
    for about in fields(Town):
        setattr(served.town, about.name, getattr(untouched, about.name))
    return served


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def open_window(browser: Browser, served: Site) -> AsyncIterator[Visit]:
    async with visit(browser, served.root) as window:
        yield window


@pytest_asyncio.fixture(loop_scope="session")
async def window(open_window: Visit) -> AsyncIterator[Visit]:
    """A window where nobody was before; at the end the browser has complained of nothing."""
    await open_window.forget()
    yield open_window
    assert open_window.complaints == []
