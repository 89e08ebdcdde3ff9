"""People with a real Chromium, from the message in their chat to the next sign-in."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.driver import NARROW, Visit, open_browser, visit
from tests.live.conftest import Village
from tests.live.migrants import link_of

pytestmark = pytest.mark.live

OLD = "the old chat password"


async def test_each_of_the_ways(village: Village) -> None:
    async with open_browser() as browser:
        await _by_a_link_on_a_phone(village, browser)
        await _with_both(village, browser)
        await _with_only_a_chat_account(village, browser)
        await _with_only_a_tiki_account(village, browser)


async def _by_a_link_on_a_phone(village: Village, browser: Browser) -> None:
    name = village.new_name("phone")
    village.add_native(name, OLD)
    who = village.move_in(f"Phone {name}")
    link = await link_of(village, name, OLD)
    async with visit(browser, village.page, width=NARROW) as window:
        await window.open(link)
        await expect(window.page.locator("main")).to_contain_text(f"{name}@{village.server.domain}")
        assert link.rpartition("/")[2] not in window.page.url
        await window.follow("Yes, I have one")
        await window.send({"name": who.login, "password": who.password})
        assert await window.overflow() == 0
        await window.send()
        await _is_done(window, "phone")
    assert await village.signs_in(who.login, who.password) == name


async def _with_both(village: Village, browser: Browser) -> None:
    name = village.new_name("desktop")
    village.add_native(name, OLD)
    who = village.move_in(f"Desktop {name}")
    async with visit(browser, village.page, scheme="dark") as window:
        await window.open("/")
        await window.follow("A chat account and an account on The Village")
        await window.send({"name": name, "password": OLD})
        await window.send({"name": who.login, "password": who.password})
        await window.send()
        await _is_done(window, "both")
    assert await village.signs_in(who.login, who.password) == name


async def _with_only_a_chat_account(village: Village, browser: Browser) -> None:
    name = village.new_name("chatonly")
    village.add_native(name, OLD)
    async with visit(browser, village.page, javascript=False) as window:
        await window.open("/")
        await window.follow("Only a chat account")
        await window.send({"name": name, "password": OLD})
        await window.send({"login": "Alice Smith", "email": f"{name}@mail.test"})
        assert len(await window.problems()) == 1
        await window.send({"login": name})
        await window.send({"password": OLD})
        await _is_done(window, "chat-only")
    assert await village.signs_in(name, OLD) == name


async def _with_only_a_tiki_account(village: Village, browser: Browser) -> None:
    who = village.move_in(village.new_name("Tiki Only "))
    wanted = village.new_name("chosen")
    async with visit(browser, village.page) as window:
        await window.open("/")
        await window.follow("Only an account on The Village")
        await window.send({"name": who.login, "password": who.password})
        await window.page.locator("input[name=wanted]").fill("rupert")
        await expect(window.page.get_by_role("status")).to_contain_text("Somebody has this address")
        await window.page.locator("input[name=wanted]").fill(wanted)
        await expect(window.page.get_by_role("status")).to_contain_text("is free")
        await window.send()
        await window.send()
        await _is_done(window, "tiki-only")
    assert await village.signs_in(who.login, who.password) == wanted


async def _is_done(window: Visit, name: str) -> None:
    assert await window.heading() == "Done: you have one account now"
    assert window.complaints == []
    await window.shoot(f"live-{name}")
