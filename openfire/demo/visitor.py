"""Somebody with a browser that has no JavaScript: follows links, fills in forms, keeps cookies."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL


@dataclass
class Form:
    """A form of a page.

    Attributes:
        action: Where it is sent, as it stands there.
        fields: Name → value, as the page has filled them in.
    """

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """What is shown.

    Attributes:
        url: Where.
        status: Of HTTP.
        heading: What it begins with.
        text: All that can be read, in one line.
        language: Of the page.
        links: Addresses that it leads to.
        forms: What can be filled in.
        problems: What a form was sent back for.
        effects: What is said to happen.
    """

    url: URL
    status: int
    heading: str = ""
    text: str = ""
    language: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)


class Visitor:
    """A browser; in an `async with`, it is closed at the end.

    Args:
        languages: The header `Accept-Language`.
        headers: More headers that it sends, such as a proxy would.
    """

    def __init__(self, languages: str = "en", headers: dict[str, str] | None = None) -> None:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # keeps those of an IP address as well
            headers={"Accept-Language": languages, **(headers or {})},
            timeout=aiohttp.ClientTimeout(60),
        )
        self.page = Page(URL(), 0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def open(self, address: str) -> Page:
        """Go to an address, also one that is relative to the page."""
        return await self._read(self._session.get(self._absolute(address)))

    async def send(self, number: int = 0, **fields: str) -> Page:
        """Fill a form of the page in and send it.

        Args:
            number: Which form of the page.
            fields: What is typed; the rest stays as the page has filled it in.
        """
        return await self.send_from(self.page, number, **fields)

    async def send_from(self, page: Page, number: int = 0, **fields: str) -> Page:
        """Do so with a page that is still open in another window."""
        form = page.forms[number]
        address = page.url.join(URL(form.action))
        return await self._read(self._session.post(address, data={**form.fields, **fields}))

    def _absolute(self, address: str) -> URL:
        return self.page.url.join(URL(address)) if self.page.status else URL(address)

    async def _read(self, request: "aiohttp.client._RequestContextManager") -> Page:
        async with request as answer:
            reader = _Reader(Page(answer.url, answer.status))
            reader.feed(await answer.text())
            reader.close()
            self.page = reader.page
            return self.page


class _Reader(HTMLParser):
    """Reads a page as far as a visitor needs it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._within = ""
        self._listing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser.handle_starttag`."""
        about = {name: value or "" for name, value in attrs}
        match tag:
            case "html":
                self.page.language = about.get("lang", "")
            case "a":
                self.page.links.append(about.get("href", ""))
            case "form":
                self.page.forms.append(Form(about.get("action", "")))
            case "input" if self.page.forms and "name" in about:
                self.page.forms[-1].fields[about["name"]] = about.get("value", "")
            case "h1":
                self._within = "heading"
            case "div" | "ul" if "class" in about:
                self._listing = about["class"]
            case "li":
                self._within = self._listing

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser.handle_endtag`."""
        if tag in ("div", "ul"):
            self._listing = ""

    def handle_data(self, data: str) -> None:
        """See `HTMLParser.handle_data`."""
        text = " ".join(data.split())
        if not text:
            return
        self.page.text = f"{self.page.text} {text}".strip()
        match self._within:
            case "summary":
                self.page.problems.append(text)
            case "effects":
                self.page.effects.append(text)
            case "heading":
                self.page.heading = text
        self._within = ""
