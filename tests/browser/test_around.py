"""What happens around a way: other windows, other sites, other languages, too many requests."""

from dataclasses import replace

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.conftest import TEXTS, Site
from tests.browser.driver import NARROW, visit
from tests.unit.web.conftest import SETTINGS, open_pages
from tests.unit.web.town import CHAT_PASSWORD, SITE_PASSWORD, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHAT = {"name": "alice", "password": CHAT_PASSWORD}
TIKI = {"name": "Alice Smith", "password": SITE_PASSWORD}
DONE = "Done: you have one account now"


async def test_two_windows_do_not_disturb_what_is_shown_in_both(
    browser: Browser, site: Site
) -> None:
    async with visit(browser, site.root) as window:
        await window.open("/both/chat")
        other = await window.page.context.new_page()
        await other.goto(f"{site.root}/both/chat")
        await window.send(CHAT)
        await window.send(TIKI)
        assert window.path == "/both/check"
        await other.locator("input[name=name]").fill("alice")
        await other.locator("input[name=password]").fill(CHAT_PASSWORD)
        await other.locator("button.main").click()
        await expect(other.locator("h1")).to_have_text("Please begin again")
        await window.send()
        assert await window.heading() == DONE


async def test_another_site_cannot_send_a_form_for_somebody(browser: Browser, site: Site) -> None:
    """Not even one that knows the token."""

    async def forge(route: Route) -> None:
        await route.fulfill(
            content_type="text/html",
            body=f'<form method=post action="{site.root}/both/check">'
            f'<input name=token value="{token}"><button class=main>Win</button></form>',
        )

    async with visit(browser, site.root) as window:
        await window.open("/both/chat")
        await window.send(CHAT)
        await window.send(TIKI)
        token = await window.page.locator("input[name=token]").get_attribute("value")
        evil = await window.page.context.new_page()
        await evil.route("http://evil.test/", forge)
        await evil.goto("http://evil.test/")
        await evil.get_by_role("button").click()
        await evil.wait_for_url(f"{site.root}/both/check")
        await expect(evil.locator("h1")).to_have_text("Please begin again")
        assert site.town.migrations() == []
        await window.send()
        assert await window.heading() == DONE


async def test_the_language_can_be_changed_and_stays(browser: Browser, site: Site) -> None:
    async with visit(browser, site.root) as window:
        await window.open("/both/chat")
        assert await window.page.locator("html").get_attribute("lang") == "en"
        await window.page.get_by_role("link", name="Deutsch").click()
        await expect(window.page.locator("html")).to_have_attribute("lang", "de")
        await window.send(CHAT)
        assert await window.page.locator("html").get_attribute("lang") == "de"


async def test_too_many_requests(browser: Browser) -> None:
    settings = replace(SETTINGS, requests_per_address="1/1 hour")
    async with (
        open_pages(Town(), settings, TEXTS) as client,
        visit(browser, f"http://127.0.0.1:{client.port}", width=NARROW) as window,
    ):
        await window.open("/")
        await window.open("/")
        assert await window.heading() == "Too many requests"
        assert await window.overflow() == 0
        assert await window.barriers() == []
        await window.shoot("too-many")


async def test_without_a_style_the_page_is_still_in_order(browser: Browser, site: Site) -> None:
    """As a screen reader or a text browser comes to it: what is first is read first."""
    async with visit(browser, site.root) as window:
        await window.page.route(
            "**/*.css", lambda route: route.fulfill(body="", content_type="text/css")
        )
        await window.open("/both/chat")
        await window.send({"name": ""})
        text = await window.text()
        order = ["Step 1 of 3", "There is a problem", "Your chat account", "User name", "Password"]
        places = [text.index(part) for part in order]
        assert places == sorted(places)
