"""The pages for people: their links lead somewhere, and what they name is there."""

import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import defusedxml.ElementTree
import pytest
import typer
from typer.main import get_command

from component import __main__, config
from component.frontdoors.cli.explain import explain
from tests.unit.config_file import FILE

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "openfire/README.md",
    ROOT / "openfire/plugin/README.md",
    *sorted((ROOT / "component/docs").glob("*.md")),
)
MOST_LINES = 320
"""Of the README: what only those need who use one feature has a page of its own."""

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", page.read_text("utf-8"))


def code(page: Path, language: str) -> Iterator[str]:
    """Its blocks of code in one language."""
    return (text for name, text in FENCE.findall(page.read_text("utf-8")) if name == language)


def anchors(page: Path) -> set[str]:
    """What a link can lead to in a page: its headings, as forges name them."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose(page))
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in LINK.findall(prose(page)):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = Path(os.path.normpath(page.parent / name)) if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        names = (link.partition("#")[0] for link in LINK.findall(prose(page)))
        ahead += [
            Path(os.path.normpath(page.parent / name))
            for name in names
            if name and not name.startswith("https:")
        ]
    assert set(PAGES) <= reached


def test_the_readme_stays_one_that_is_read() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.fixture(scope="module")
def commands() -> dict[str, Any]:
    """The commands of the shell, as the library has them that typer brings along."""
    apps: list[typer.Typer] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.Typer, "__call__", lambda app, **_: apps.append(app))
        __main__.main()
    group: Any = get_command(apps[0])
    return dict(group.commands)


def shown_commands(page: Path) -> Iterator[str]:
    """The lines that call the program, without its name; in prose only those that are whole."""
    lines = [line for text in code(page, "sh") for line in text.splitlines()]
    for line in (*lines, *SPAN.findall(prose(page))):
        if line.startswith("tiki-livechat "):
            yield line.removeprefix("tiki-livechat ").partition(" > ")[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_shown_can_be_typed(page: Path, commands: dict[str, Any]) -> None:
    for line in shown_commands(page):
        name, *words = shlex.split(line, comments=True)
        assert name in commands, line
        parameters = commands[name].params
        if not words and any(p.required for p in parameters if p.param_type_name == "argument"):
            continue  # its name in a sentence
        commands[name].make_context(name, words)


def blocks_of_settings() -> list[tuple[str, str]]:
    return [(page.name, text) for page in PAGES for text in code(page, "toml")]


@pytest.mark.parametrize(("page", "text"), blocks_of_settings())
def test_settings_that_are_shown_can_be_used(
    page: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown: dict[str, Any] = tomllib.loads(text.replace('"…"', f'"{"t" * 40}"'))
    assert shown, page
    if "purge" in shown:
        shown["purge"]["folder"] = str(tmp_path)
    merged = tomllib.loads(FILE.replace("livechat.test", "example.org"))
    for name, block in shown.items():
        merged[name] = {**merged.get(name, {}), **block} if isinstance(block, dict) else block
    assert set(shown) <= config.Settings(**merged).model_fields_set


def test_every_setting_that_is_named_is_there() -> None:
    there = {setting.place for setting in explain(config.Settings, "")}
    dotted = re.compile(rf"`((?:{'|'.join(config.Settings.model_fields)})\.(?!xml)\w+)`")
    with_block = re.compile(r"`(\w+)(?: = [^`]+)?`\s+in\s+`\[([\w.]+)\]`")
    lost = []
    for page in PAGES:
        text = prose(page)
        named = [*dotted.findall(text), *(f"{b}.{name}" for name, b in with_block.findall(text))]
        assert named or page.parent.name != "docs" or page.stem == "numbers"
        lost += [(page.name, name) for name in named if name not in there]
    assert lost == []


@pytest.mark.parametrize(
    ("page", "row"),
    [
        ("README.md", r"(?m)^\| `tikiLivechat\.(\w+)` \| `(\w+)` \|"),
        ("src/plugin/readme.html", r"<tr><td>tikiLivechat\.(\w+)</td><td>(\w+)</td>"),
    ],
)
def test_the_plugins_pages_have_its_properties_and_their_defaults(page: str, row: str) -> None:
    source = ROOT / "openfire/plugin/src/main/java/org/tikilivechat/openfire/Settings.java"
    read = re.findall(r'(?:text|number)\("(\w+)", "?(\w+)"?', source.read_text("utf-8"))
    shown = re.findall(row, (ROOT / "openfire/plugin" / page).read_text("utf-8"))
    assert len(shown) > 1
    assert dict(shown) == {name: value.replace("_", "") for name, value in read}


def test_the_picture_has_all_its_colours_in_light_and_in_dark() -> None:
    picture = (ROOT / "component/docs/parts.svg").read_text("utf-8")
    assert (
        defusedxml.ElementTree.fromstring(picture).find("{http://www.w3.org/2000/svg}title")
        is not None
    )
    light, _, rest = picture.partition("@media (prefers-color-scheme: dark)")
    dark, used = rest.partition("text {")[0], set(re.findall(r"var\(--([\w-]+)\)", rest))
    for scheme in (light, dark):
        assert set(re.findall(r"--([\w-]+): #[0-9a-f]{6};", scheme)) == used
    assert "http" not in picture.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_the_readme_names_every_block_of_the_settings() -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("\n## Settings\n")[2]
    table = section.partition("\n## ")[0]
    assert [n for n in config.Settings.model_fields if f"[{n}]" not in table] == []


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    for page in PAGES:
        text = page.read_text("utf-8")
        for name in re.findall(r"(?:`|^    )make ([a-z]+)", text, re.MULTILINE):
            assert name in targets, (page.name, name)
