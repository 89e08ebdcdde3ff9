"""What the README and its page on Openfire tell an admin to do, taken at their word."""

import re
from collections.abc import Iterator, Mapping

from tests.live.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
OPENFIRE = (ROOT / "openfire/README.md").read_text("utf-8")


def section(title: str) -> str:
    """A section of the README's part on installing, by its heading."""
    install = README.partition("\n## Install\n")[2].partition("\n## ")[0]
    found = re.search(rf"(?ms)^### {re.escape(title)}\n(.*?)(?=^### |\Z)", install)
    assert found is not None, f"README has no section {title!r} on installing"
    return found[1]


def blocks(title: str, language: str) -> list[str]:
    """The blocks of code in a section."""
    found = re.findall(rf"(?ms)^( *)```{language}\n(.*?)^ *```", section(title))
    assert found, f"no {language} in {title!r}"
    return [re.sub(rf"(?m)^{indent}", "", text) for indent, text in found]


def subdomains() -> list[str]:
    """Those that an admin allows in Openfire."""
    found = re.search(r"allow the subdomains `([\w-]+)` and `([\w-]+)`", section("4. Openfire"))
    assert found is not None
    return [found[1], found[2]]


def properties(domain: str) -> dict[str, str]:
    """What becomes of Openfire's properties, for a domain: by name.

    Those of the console's pages stand in a table of the other page, with the property that each
    choice writes.
    """
    (text,) = blocks("4. Openfire", "properties")
    lines = (line.partition(" = ") for line in text.splitlines())
    by_hand = {name: value.replace("example.org", domain) for name, _, value in lines}
    return dict(_pages()) | by_hand


def by_hand_of_the_other_page(domain: str) -> Mapping[str, str]:
    """The properties that the page on Openfire says to set by hand, without what is optional."""
    rows = re.findall(r"(?m)^\| `([\w.-]+)` \| `([^`]+)` \|", OPENFIRE)
    return {name: value.replace("example.org", domain) for name, value in rows}


def _pages() -> Iterator[tuple[str, str]]:
    rows = re.findall(r"(?m)^\|[^|\n]*\|[^|\n]*\| `([\w.-]+)` \| `([^`]+)` \|$", OPENFIRE)
    assert rows
    yield from rows
