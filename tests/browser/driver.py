"""A real Chromium, and what a visitor does with it. Knows the pages' form, and no test."""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
"""Kept until the next run; in no commit."""
NARROW, WIDE = 320, 1280
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

_MILLISECONDS = 30_000
_ARGUMENTS = (
    "--no-sandbox",  # Chromium's own does not work for root
    "--disable-dev-shm-usage",  # containers have little of it
    "--disable-gpu",
    "--font-render-hinting=none",
    "--hide-scrollbars",
)
_HTTP_STATUS = "Failed to load resource: the server responded with a status of"
_COLOUR_RULES = ["color-contrast", "link-in-text-block"]
_IMPACTS = ("serious", "critical")


class NoChromiumError(RuntimeError):
    """There is no browser to test with."""


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start Debian's Chromium; it ends with the context, whatever happens in it.

    Raises:
        NoChromiumError: It is not installed.
    """
    program = shutil.which("chromium")
    if program is None:
        raise NoChromiumError("install it: sh openfire/prepare.sh")
    expect.set_options(timeout=_MILLISECONDS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*_ARGUMENTS])
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Visit:
    """A window of somebody who has been here never before.

    Attributes:
        page: Playwright's page, for what is not here.
        root: Address of the pages.
        complaints: What the browser complained of, and requests to anywhere else.
    """

    page: Page
    root: str
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        """Go to a path below the root, or to a whole address."""
        await self.page.goto(path if "://" in path else f"{self.root}{path}")

    async def send(self, fields: Mapping[str, str] = MappingProxyType({})) -> None:
        """Fill in the form, by the names of its fields, and press its main button."""
        for name, value in fields.items():
            await self.page.locator(f"input[name={name}]").fill(value)
        await self._go_by(self.page.locator("form button.main"))

    async def follow(self, name: str) -> None:
        """Follow a link, by a part of its text."""
        await self._go_by(self.page.locator("main").get_by_role("link", name=name).first)

    async def press(self, name: str) -> None:
        """Press a button, by its text."""
        await self._go_by(self.page.get_by_role("button", name=name, exact=True))

    async def _go_by(self, way: Locator) -> None:
        """Click, and be on the next page: until it is there, the window cannot go back."""
        async with self.page.expect_navigation():
            await way.click()

    async def forget(self) -> None:
        """Be somebody who has been here never before, in a window as at the beginning."""
        await self.page.goto("about:blank")  # what the last page still does ends with it
        await self.page.context.clear_cookies()
        self.complaints.clear()
        await self.look(SCHEMES[0], WIDE)

    async def give_cookies(self, cookies: Mapping[str, str]) -> None:
        """Go on where another browser was."""
        await self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self.root} for name, value in cookies.items()]
        )

    @property
    def path(self) -> str:
        """Where the window is, below the root."""
        return self.page.url.removeprefix(self.root)

    async def heading(self) -> str:
        """The heading of the page."""
        return await self.page.locator("h1").inner_text()

    async def text(self) -> str:
        """All that can be read between header and footer."""
        return await self.page.locator("main").inner_text()

    async def problems(self) -> list[str]:
        """What the summary of problems lists."""
        return await self.page.locator(".summary li").all_inner_texts()

    async def look(self, scheme: Scheme, width: int, height: int = 800) -> None:
        """Change the colour scheme and the size of the window."""
        await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await self.page.set_viewport_size({"width": width, "height": height})

    async def overflow(self) -> int:
        """CSS pixels that the page is wider than its window."""
        return int(
            await self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    async def barriers(self, *, of_colours_only: bool = False) -> list[str]:
        """What axe-core finds that keeps somebody out: serious and critical, one line each.

        Args:
            of_colours_only: For a page that was looked at in the other colour scheme already:
                nothing else can be different.
        """
        options: dict[str, object] = {"resultTypes": ["violations"]}
        if of_colours_only:
            options["runOnly"] = {"type": "rule", "values": _COLOUR_RULES}
        results = await Axe().run(self.page, options=options)
        return [
            f"{found['impact']}: {found['id']}: {node['html']} ({node.get('failureSummary')})"
            for found in results.response["violations"]
            for node in found["nodes"]
            if found["impact"] in _IMPACTS
        ]

    async def shoot(self, name: str) -> Path:
        """Keep a picture of the whole page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        await self.page.screenshot(path=path, full_page=True)
        return path

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_HTTP_STATUS):
            self.complaints.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith(self.root):
            self.complaints.append(f"a request to {request.url}")

    def listen(self) -> None:
        """Note from now on what the browser complains of."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._watch)


@asynccontextmanager
async def visit(
    browser: Browser,
    root: str,
    *,
    scheme: Scheme = "light",
    width: int = WIDE,
    javascript: bool = True,
    language: str = "en",
) -> AsyncIterator[Visit]:
    """Open a window with no cookies.

    Args:
        browser: From `open_browser`.
        root: Address of the pages, without a slash at its end.
        scheme: The colour scheme that the visitor likes.
        width: Of the window, in CSS pixels.
        javascript: Whether the visitor has it switched on.
        language: What the browser asks for.

    Raises:
        AssertionError: At the end, if the browser complained of something.
    """
    context = await browser.new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        java_script_enabled=javascript,
        locale=language,
        reduced_motion="reduce",
    )
    try:
        context.set_default_timeout(_MILLISECONDS)
        window = Visit(await context.new_page(), root)
        window.listen()
        yield window
        assert window.complaints == []
    finally:
        await context.close()
