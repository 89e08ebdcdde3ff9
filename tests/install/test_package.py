"""What is in the packages, and what is not."""

import email.parser
import re
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from component import __version__
from tests.live.conftest import PLUGIN, ROOT

pytestmark = pytest.mark.live


def files_of(*under: str) -> set[str]:
    """The files of the repository, those that git is told to ignore left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *under],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return {name for name in listed if name and (ROOT / name).is_file()}


def only(dist: Path, pattern: str) -> Path:
    (found,) = dist.glob(pattern)
    return found


def test_the_wheel_has_the_component_whole_and_nothing_else(dist: Path) -> None:
    wheel = only(dist, "*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
        for name in sorted(names & files_of("component")):
            assert archive.read(name) == (ROOT / name).read_bytes(), name
    about = f"tiki_livechat-{__version__}.dist-info/"
    assert {name for name in names if not name.startswith(about)} == files_of("component")
    assert f"{about}licenses/LICENSE" in names
    for needed in (
        "component/frontdoors/api/openapi.json",
        "component/frontdoors/web/static/style.css",
        "component/frontdoors/web/templates/base.html",
        "component/locale/ja/LC_MESSAGES/tiki-livechat.po",
        "component/docs/parts.svg",
    ):
        assert needed in names


def test_the_wheel_asks_for_what_the_project_names(dist: Path) -> None:
    with zipfile.ZipFile(only(dist, "*.whl")) as archive:
        text = archive.read(f"tiki_livechat-{__version__}.dist-info/METADATA").decode()
    about = email.parser.Parser().parsestr(text)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [one for one in about.get_all("Requires-Dist", []) if "extra ==" not in one]
    assert sorted(map(_normal, asked)) == sorted(map(_normal, project["dependencies"]))
    assert all("<" in one for one in asked if not one.startswith("regex")), "a bound is missing"


def _normal(requirement: str) -> tuple[str, frozenset[str]]:
    name, bounds = re.fullmatch(r"([\w.-]+?)\s*([<>=!~].*)", requirement.strip()).groups()  # type: ignore[union-attr]
    return name.lower().replace("_", "-"), frozenset(bounds.replace(" ", "").split(","))


def test_the_sources_are_whole(dist: Path) -> None:
    top = f"tiki_livechat-{__version__}/"
    with tarfile.open(only(dist, "*.tar.gz")) as archive:
        names = {member.name.removeprefix(top) for member in archive if member.isfile()}
    assert names == {*files_of(), "PKG-INFO"}


def test_the_plugin_is_of_the_same_version(dist: Path) -> None:
    jar = only(dist, "*.jar")
    assert jar.name == PLUGIN.name
    with zipfile.ZipFile(jar) as archive:
        about = archive.read("plugin.xml").decode()
        assert any(name.startswith("lib/") for name in archive.namelist())
    assert f"<version>{__version__}</version>" in about
