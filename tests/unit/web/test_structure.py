"""Every page says what it is to those who do not see it (WCAG 2.2): what can be read off its text.

What a browser makes of it is looked at in tests/browser.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from component.domain.invitations import LinkProblem
from tests.unit.web.guest import Guest, Seen
from tests.unit.web.town import LINK, Town
from tests.unit.web.ways import WAYS

FORMS = [name for name in WAYS if name not in ("start", "link", "done")]
VOID = {"meta", "link", "input", "br", "path", "circle", "rect"}


@dataclass
class Structure(HTMLParser):
    """What a page is made of."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser.handle_starttag`."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See `HTMLParser.handle_endtag`."""
        if tag not in VOID:
            assert self.open.pop() == tag, "elements are closed in the order they are opened"

    def handle_data(self, data: str) -> None:
        """See `HTMLParser.handle_data`."""
        if data.strip():
            self.texts.append((self.open[-1], data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The elements of a kind."""
        return [about for name, about in self.elements if name == tag]


def check(seen: Seen) -> None:
    """The page can be used without being seen."""
    page = Structure()
    page.feed(seen.html)
    page.close()
    assert page.open == []
    (root,) = page.all("html")
    assert root["lang"] == "en"
    assert root["dir"] == "ltr"
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert len(page.all("title")) == 1 + len(page.all("g"))
    assert len(page.all("header")) == len(page.all("footer")) == 1
    assert page.all("a")[0]["href"] == "#main"
    assert page.all("main")[0]["id"] == "main"
    (viewport,) = (meta for meta in page.all("meta") if meta.get("name") == "viewport")
    assert viewport["content"] == "width=device-width, initial-scale=1"
    names = [about["id"] for _tag, about in page.elements if "id" in about]
    assert len(names) == len(set(names))
    labels = {label["for"] for label in page.all("label")}
    for about in page.all("input"):
        if about.get("type") == "hidden":
            continue
        assert about["id"] in labels
        assert about["autocomplete"]
        assert set(about.get("aria-describedby", "").split()) <= set(names)
        if about.get("aria-invalid"):
            assert f"{about['id']}-problem" in about["aria-describedby"]
    for about in page.all("a"):
        assert about["href"].startswith(("/", "#", "https://www.our-site.test"))
        if about["href"].startswith("#"):
            assert about["href"][1:] in names
    for about in page.all("svg"):
        assert about.get("aria-hidden") == "true" or about["role"] == "img"
        assert set(about.get("aria-labelledby", "").split()) <= set(names)
    assert all(about.get("type", "submit") == "submit" for about in page.all("button"))
    spoken = {tag for tag, _text in page.texts}
    assert spoken.isdisjoint({"body", "ul", "dl", "form", "main", "div"})


@pytest.mark.parametrize("name", WAYS)
async def test_pages(guest: Guest, name: str) -> None:
    check(await WAYS[name][0](guest))


@pytest.mark.parametrize("name", FORMS)
async def test_forms_with_problems(guest: Guest, town: Town, name: str) -> None:
    await WAYS[name][0](guest)
    if name in ("both-check", "address-check", "link-check"):
        town.broken = {"both", "tiki_only"}
    empty = dict.fromkeys(guest.seen.forms[0].keys() - {"token", "shown"}, "")
    seen = await guest.send(empty)
    assert seen.summary
    check(seen)
    page = Structure()
    page.feed(seen.html)
    (summary,) = (about for _tag, about in page.elements if about.get("class") == "summary")
    assert summary["role"] == "alert"
    assert "autofocus" in summary
    assert [link for link in seen.links if link.startswith("#")][1:] == [
        f"#{name}" for name in seen.marked
    ]


@pytest.mark.parametrize("problem", LinkProblem)
async def test_pages_that_do_not_go_on(guest: Guest, town: Town, problem: LinkProblem) -> None:
    town.links[LINK] = problem
    check(await guest.open(f"/m/{LINK}"))


@pytest.mark.parametrize("path", ["/nothing", "/both/check"])
async def test_errors(guest: Guest, path: str) -> None:
    check(await guest.open(path))


async def test_names_are_marked_as_no_text_of_the_language(guest: Guest) -> None:
    seen = await WAYS["both-check"][0](guest)
    assert '<bdi translate="no">alice@chat.test</bdi>' in seen.html
