"""A browser without JavaScript, reduced to what the tests look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import MappingProxyType
from urllib.parse import urlencode

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Client:
    """Where the pages are, and a way there."""

    session: aiohttp.ClientSession
    port: int

    def url(self, path: str) -> URL:
        """The address of a path, which is sent as it stands."""
        return URL(f"http://127.0.0.1:{self.port}{path}", encoded=True)


@dataclass
class Seen:
    """An answer.

    Attributes:
        headers: Of the answer itself, and of the redirect before it in `trail`.
        trail: The headers of all answers on the way to this one.
        forms: Name → value of each form's fields; a button is the field `buttons`.
        actions: Where each form is sent.
        problems: What stands beside fields, by the fields' names.
    """

    path: str
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    trail: list[CIMultiDictProxy[str]] = field(default_factory=list)
    html: str = ""
    title: str = ""
    heading: str = ""
    text: str = ""
    language: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)


class Guest:
    """Somebody with a browser.

    Args:
        client: Where the pages are.
        headers: What every request says as well, such as a proxy would.
    """

    def __init__(self, client: Client, **headers: str) -> None:
        self.client = client
        self.headers = headers
        self.cookies: dict[str, str] = {}
        self.seen = Seen("/", 0, CIMultiDictProxy(CIMultiDict()), b"")

    async def open(
        self, path: str, headers: Mapping[str, str] = MappingProxyType({}), *, follow: bool = True
    ) -> Seen:
        """Go to an address."""
        return await self.ask("GET", path, follow=follow, headers=dict(headers))

    async def send(
        self,
        fields: Mapping[str, str] = MappingProxyType({}),
        *,
        form: int = 0,
        page: Seen | None = None,
        follow: bool = True,
        headers: dict[str, str] | None = None,
        **more: str,
    ) -> Seen:
        """Fill in a form of the page, or of another one that is still open, and send it."""
        shown = page or self.seen
        filled = {**shown.forms[form], **fields, **more}
        return await self.post(shown.actions[form], filled, follow=follow, headers=headers)

    async def post(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        follow: bool = True,
        headers: dict[str, str] | None = None,
    ) -> Seen:
        """Send fields to an address."""
        body = urlencode(fields).encode("ascii")
        sent = {"Content-Type": FORM, **(headers or {})}
        return await self.ask("POST", path, follow=follow, headers=sent, body=body)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        follow: bool = True,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Seen:
        """Send a request, and follow the redirects of its answer."""
        trail: list[CIMultiDictProxy[str]] = []
        while True:
            sent = {**self.headers, **(headers or {})}
            if self.cookies:
                sent["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
            async with self.client.session.request(
                method, self.client.url(path), headers=sent, allow_redirects=False, data=body
            ) as answer:
                self._keep(answer.headers.getall("Set-Cookie", []))
                seen = Seen(path, answer.status, answer.headers, await answer.read(), [*trail])
            trail.append(seen.headers)
            seen.trail.append(seen.headers)
            location = seen.headers.get("Location")
            if location is None or not follow:
                break
            method, path, headers, body = "GET", location, {}, None
        if seen.headers.get("Content-Type", "").startswith("text/html"):
            seen.html = seen.body.decode("utf-8")
            reader = _Reader(seen)
            reader.feed(seen.html)
            reader.close()
        self.seen = seen
        return seen

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            name, _, value = line.partition(";")[0].partition("=")
            if "max-age=0" in line.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


class _Reader(HTMLParser):
    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser.handle_starttag`."""
        about = {name: value or "" for name, value in attrs}
        seen = self.seen
        match tag:
            case "html":
                seen.language = about.get("lang", "")
            case "a":
                seen.links.append(about.get("href", ""))
            case "form":
                seen.forms.append({})
                seen.buttons.append({})
                seen.actions.append(about["action"])
            case "input":
                seen.forms[-1][about["name"]] = about.get("value", "")
                if about.get("aria-invalid") == "true":
                    seen.marked.append(about["name"])
            case "button":
                seen.buttons[-1][about.get("value", "")] = about.get("name", "")
        if tag in ("title", "h1") or about.get("class") == "summary":
            self._within.append(tag)
        elif self._within and self._within[-1] == "div" and tag == "li":
            self.seen.summary.append("")

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser.handle_endtag`."""
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        """See `HTMLParser.handle_data`."""
        text = " ".join(data.split())
        if not text:
            return
        self.seen.text = f"{self.seen.text} {text}".strip()
        match self._within[-1:]:
            case ["title"]:
                self.seen.title += text
            case ["h1"]:
                self.seen.heading = f"{self.seen.heading} {text}".strip()
            case ["div"] if self.seen.summary:
                self.seen.summary[-1] += text
