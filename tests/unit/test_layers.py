"""Imports go one way (design §2): read off the sources of the component, not off running code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import component

ROOT = Path(component.__file__).parent
OUTSIDE = frozenset(
    [
        "aiomysql",
        "aiohttp",
        "aiosmtplib",
        "annotated_types",
        "babel",
        "bcrypt",
        "cachetools",
        "cryptography",
        "defusedxml",
        "jinja2",
        "limits",
        "passlib",
        "PIL",
        "prometheus_client",
        "pydantic",
        "pydantic_core",
        "pydantic_settings",
        "pymysql",
        "regex",
        "rich",
        "slixmpp",
        "typer",
        "uvloop",
    ]
)
INPUT_OUTPUT = frozenset(
    [
        "asyncio",
        "concurrent",
        "fileinput",
        "ftplib",
        "glob",
        "http",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "selectors",
        "shutil",
        "signal",
        "smtplib",
        "socket",
        "socketserver",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
    ]
)


PURE = frozenset(["urllib.parse"])
"""Parts of what does input and output that do none."""


@dataclass(frozen=True)
class Layer:
    """What the modules of a part may import, beside themselves and the standard library."""

    parts: frozenset[str] = frozenset()
    libraries: frozenset[str] = OUTSIDE
    not_of_python: frozenset[str] = frozenset()


def layer(parts: str = "", libraries: str | None = None, not_of_python: str = "") -> Layer:
    """Make a layer from words."""
    return Layer(
        frozenset(parts.split()),
        OUTSIDE if libraries is None else frozenset(libraries.split()),
        frozenset(not_of_python.split()),
    )


LAYERS = {
    "__init__": layer(libraries=""),
    "domain": layer("", "bcrypt cryptography passlib regex", " ".join(INPUT_OUTPUT)),
    "ports": layer("domain", "", " ".join(INPUT_OUTPUT)),
    "usecases": layer("domain ports", "cachetools", "socket subprocess pathlib os ssl http urllib"),
    "adapters": layer("domain ports request"),
    "frontdoors": layer("__init__ config domain ports request usecases"),
    "config": layer("domain"),
    "request": layer("", ""),
    "wiring": layer("__init__ adapters config domain frontdoors ports request usecases"),
    "__main__": layer("frontdoors wiring"),
}
"""Every module and every folder right below `component`: a new one has to be placed here."""


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """The modules of a package with the part that they belong to."""
    for path in sorted(root.rglob("*.py")):
        yield path.relative_to(root).parts[0].removesuffix(".py"), path


def imported(source: str) -> Iterator[str]:
    """The dotted names that a source imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "a relative import"
            elif node.module == "component":
                yield from (f"component.{name.name}" for name in node.names)
            else:
                yield str(node.module)


def offences(part: str, source: str) -> list[str]:
    """What a source of a part imports although it may not."""
    rule = LAYERS[part]
    found = []
    for name in imported(source):
        top, _, rest = name.partition(".")
        if top == "component":
            target = rest.partition(".")[0]
            target = target if target in LAYERS else "__init__"
            allowed = target == part or target in rule.parts
        elif top in OUTSIDE:
            allowed = top in rule.libraries
        else:
            pure = name in PURE or top not in rule.not_of_python
            allowed = " " not in top and pure
        if not allowed:
            found.append(name)
    return found


@pytest.mark.parametrize(
    ("part", "path"), [pytest.param(*m, id=str(m[1].relative_to(ROOT))) for m in modules(ROOT)]
)
def test_a_module_imports_only_what_its_layer_allows(part: str, path: Path) -> None:
    assert part in LAYERS, f"say in LAYERS which layer component/{part} is"
    assert offences(part, path.read_text("utf-8")) == []


def test_every_layer_is_there() -> None:
    assert {part for part, _path in modules(ROOT)} == set(LAYERS)


@pytest.mark.parametrize("part", LAYERS)
def test_nothing_but_main_imports_the_wiring(part: str) -> None:
    assert ("wiring" in LAYERS[part].parts) == (part == "__main__")


@pytest.mark.parametrize(
    ("part", "source", "expected"),
    [
        ("domain", "import asyncio", ["asyncio"]),
        ("domain", "from asyncio.locks import Lock", ["asyncio.locks"]),
        ("domain", "def f():\n    import socket", ["socket"]),
        ("domain", "from component.ports import Unavailable", ["component.ports"]),
        ("domain", "from component import ports", ["component.ports"]),
        ("domain", "import pydantic", ["pydantic"]),
        ("domain", "import urllib.request", ["urllib.request"]),
        ("domain", "from urllib.parse import urlsplit", []),
        ("ports", "from component.usecases.log_in import LogIn", ["component.usecases.log_in"]),
        ("usecases", "from component.adapters import mysql", ["component.adapters"]),
        ("usecases", "import slixmpp.xmlstream", ["slixmpp.xmlstream"]),
        ("usecases", "if TYPE_CHECKING:\n    import aiomysql", ["aiomysql"]),
        ("adapters", "from component.frontdoors.xmpp import seal", ["component.frontdoors.xmpp"]),
        ("frontdoors", "from component import wiring", ["component.wiring"]),
        ("frontdoors", "from component.adapters.mysql import Row", ["component.adapters.mysql"]),
        ("config", "from component import ports", ["component.ports"]),
        ("wiring", "import component.__main__", ["component.__main__"]),
        ("domain", "from . import names", ["a relative import"]),
        ("domain", "import re\nfrom component.domain.names import fold", []),
        ("frontdoors", "from component import __version__, config", []),
    ],
)
def test_a_module_that_breaks_a_rule_is_found(part: str, source: str, expected: list[str]) -> None:
    assert offences(part, source) == expected
