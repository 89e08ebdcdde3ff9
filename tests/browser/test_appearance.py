"""Every page in every state as people see it: within the window, without barriers.

Pictures of all are kept in build/screenshots, to be looked at.
"""

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import TEXTS, Site
from tests.browser.driver import NARROW, WIDE, Scheme, Visit, visit
from tests.browser.scenes import SCENES

LOOKS: tuple[tuple[Scheme, int], ...] = (("light", WIDE), ("dark", NARROW))
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("name", SCENES)
async def test_a_page_can_be_used_by_everybody(window: Visit, site: Site, name: str) -> None:
    scene = SCENES[name]
    await scene.play(site.town, site.guest, window)
    assert await window.heading() == scene.heading
    for scheme, width in LOOKS:
        await window.look(scheme, width)
        assert await window.overflow() == 0
        await window.shoot(f"{name}-{scheme}-{width}")
        assert await window.barriers(of_colours_only=scheme == "dark") == []


@pytest.mark.parametrize("language", sorted(TEXTS.catalogues))
async def test_pages_are_there_in_every_language(
    browser: Browser, site: Site, language: str
) -> None:
    async with visit(browser, site.root, language=language) as window:
        for name in ("start", "problem-missing", "new-3-check", "address-2-choose", "link-used"):
            scene = SCENES[name]
            await window.forget()
            await scene.play(site.town, site.guest, window)
            assert await window.page.locator("html").get_attribute("lang") == language
            assert (await window.heading() == scene.heading) == (language == "en")
            await window.look("light", NARROW)
            assert await window.overflow() == 0
            await window.shoot(f"{language}-{name}")
        assert await window.barriers() == []
