"""Each way from its beginning to its end in a real browser, with and without JavaScript."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Site
from tests.browser.driver import NARROW, Visit, visit
from tests.unit.web.town import CHAT_PASSWORD, LINK, NEW_PASSWORD, SITE_PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHAT = {"name": "alice", "password": CHAT_PASSWORD}
TIKI = {"name": "Alice Smith", "password": SITE_PASSWORD}
DONE = "Done: you have one account now"
EITHER = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])


@EITHER
async def test_both_accounts(browser: Browser, site: Site, *, javascript: bool) -> None:
    async with visit(browser, site.root, javascript=javascript) as window:
        await window.open("/")
        await window.follow("A chat account and an account on Our Site")
        await window.send({**CHAT, "password": "wrong"})
        assert await window.problems() == [
            "The user name or the password is wrong. Check both and try again."
        ]
        await window.send({"password": CHAT_PASSWORD})
        await window.send(TIKI)
        assert "alice@chat.test" in await window.text()
        assert site.town.migrations() == []
        await window.send()
        assert await window.heading() == DONE
    assert site.town.migrations() == [("both", "alice", "Alice Smith")]


@EITHER
async def test_only_a_chat_account(browser: Browser, site: Site, *, javascript: bool) -> None:
    async with visit(browser, site.root, javascript=javascript, width=NARROW) as window:
        await window.open("/")
        await window.follow("Only a chat account")
        await window.send(CHAT)
        await window.send({"email": "no address"})
        assert len(await window.problems()) == 1
        await window.send({"email": "alice@mail.test"})
        await window.send({"password": CHAT_PASSWORD})
        assert await window.heading() == DONE
    assert site.town.migrations() == [("chat_only", "alice", "alice", "alice@mail.test")]


@EITHER
async def test_only_a_tiki_account(browser: Browser, site: Site, *, javascript: bool) -> None:
    async with visit(browser, site.root, javascript=javascript) as window:
        await window.open("/")
        await window.follow("Only an account on Our Site")
        await window.send(TIKI)
        await window.send({"wanted": "alice"})
        assert await window.problems() == ["Somebody has this address. Choose another one."]
        await window.press("alicesmith2")
        assert "alicesmith2@chat.test is free." in await window.text()
        await window.send()
        await window.send()
        assert await window.heading() == DONE
    assert site.town.migrations() == [("tiki_only", "Alice Smith", "alicesmith2")]


@EITHER
async def test_a_link_and_an_account(browser: Browser, site: Site, *, javascript: bool) -> None:
    async with visit(browser, site.root, javascript=javascript) as window:
        await window.open(f"/m/{LINK}")
        assert window.path == "/link"
        await window.follow("Yes, I have one")
        await window.send(TIKI)
        await window.send()
        assert await window.heading() == DONE
        await window.open(f"/m/{LINK}")
        assert await window.heading() == "This link was used already"


@EITHER
async def test_a_link_and_a_new_account(browser: Browser, site: Site, *, javascript: bool) -> None:
    async with visit(browser, site.root, javascript=javascript) as window:
        await window.open(f"/m/{LINK}")
        await window.follow("No, I need one")
        await window.send({"login": "Alice", "email": "alice@mail.test"})
        await window.send({"password": NEW_PASSWORD, "repeat": NEW_PASSWORD})
        assert await window.heading() == DONE
    assert site.town.sites["Alice"] == NEW_PASSWORD


async def test_a_link_leaves_no_trace_in_the_window(window: Visit, site: Site) -> None:
    """Neither in the address, nor in the history, nor with the sites that are gone to."""
    assert site.town.migrations() == []
    await window.open("/")
    await window.open(f"/m/{LINK}")
    assert LINK not in window.page.url
    await window.page.go_back()
    assert window.path == "/"
    await window.page.go_forward()
    assert window.path == "/link"
    assert await window.page.evaluate("document.referrer") == ""


async def test_all_with_the_keyboard(window: Visit, site: Site) -> None:
    """From the top of the start page to the end by Tab, Enter and letters alone."""
    keyboard = window.page.keyboard

    async def tab_to(name: str) -> None:
        for _ in range(20):
            await keyboard.press("Tab")
            focused = window.page.locator(":focus")
            if name in (await focused.inner_text() or await focused.get_attribute("name") or ""):
                outline = "e => getComputedStyle(e).outlineStyle"
                assert await focused.evaluate(outline) == "solid", "the focus can be seen"
                return
        raise AssertionError(f"{name} cannot be reached")

    async def type_into(name: str, text: str) -> None:
        await tab_to(name)
        await keyboard.type(text)

    await window.open("/")
    await keyboard.press("Tab")
    assert await window.page.locator(":focus").inner_text() == "Skip to the content"
    await keyboard.press("Enter")
    await tab_to("A chat account and an account on Our Site")
    await keyboard.press("Enter")
    await expect(window.page).to_have_url(f"{site.root}/both/chat")
    await tab_to("name")
    await keyboard.press("Enter")
    await expect(window.page.locator(".summary")).to_be_focused()
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await expect(window.page.locator("input[name=name]")).to_be_focused()
    await keyboard.type("alice")
    await type_into("password", CHAT_PASSWORD)
    await keyboard.press("Enter")
    await expect(window.page).to_have_url(f"{site.root}/both/site")
    await type_into("name", "Alice Smith")
    await type_into("password", SITE_PASSWORD)
    await tab_to("Continue")
    await keyboard.press("Space")
    await expect(window.page).to_have_url(f"{site.root}/both/check")
    await tab_to("Connect the accounts")
    await keyboard.press("Enter")
    await expect(window.page).to_have_url(f"{site.root}/done")


async def test_the_address_is_answered_while_it_is_typed(window: Visit) -> None:
    await window.open("/address/site")
    await window.send(TIKI)
    answer = window.page.get_by_role("status")
    field = window.page.locator("input[name=wanted]")
    await field.fill("alice")
    await expect(answer).to_have_text("Somebody has this address. Choose another one.")
    await expect(answer).to_have_class("answer taken")
    await field.fill("Somebody")
    await expect(answer).to_have_text("somebody@chat.test is free.")
    await expect(answer).to_have_class("answer free")
    await field.fill("  ")
    await expect(answer).to_have_text("")
    assert await window.barriers() == []


async def test_an_answer_that_does_not_come_leaves_the_form_as_it_is(
    window: Visit, site: Site
) -> None:
    await window.open("/address/site")
    await window.send(TIKI)
    site.town.broken = {"id_problem"}
    async with window.page.expect_response("**/address/answer?*"):
        await window.page.locator("input[name=wanted]").fill("somebody")
    await expect(window.page.get_by_role("status")).to_have_text("")
    site.town.broken = set()
    await window.send()
    assert window.path == "/address/check"


async def test_a_double_click_is_one_migration(window: Visit, site: Site) -> None:
    await window.open("/both/chat")
    await window.send(CHAT)
    await window.send(TIKI)
    site.town.patience = 0.2
    await window.page.locator("button.main").dblclick()
    await window.page.wait_for_url("**/done")
    assert len(site.town.migrations()) == 1


async def test_going_back_and_forward_again_loses_nothing(window: Visit) -> None:
    await window.open("/new/chat")
    await window.send(CHAT)
    await window.send({"login": "Alice", "email": "alice@mail.test"})
    await window.page.go_back()
    assert await window.page.locator("input[name=login]").input_value() == "Alice"
    await window.send({"login": "Alice2"})
    assert "Alice2" in await window.text()
    await window.send({"password": CHAT_PASSWORD})
    assert await window.heading() == DONE
    await window.page.go_back()
    assert await window.heading() == DONE
