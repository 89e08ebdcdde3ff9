"""No text of the sources escapes translation: what people read is marked where it is written."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.unit.locale.extraction import PACKAGE
from tests.unit.locale.marking import (
    texts_in_static_file,
    unmarked_in_module,
    unmarked_in_template,
)

DOORS = PACKAGE / "frontdoors"
TEMPLATES = sorted(DOORS.rglob("*.html"))
STATIC = sorted(path for path in DOORS.rglob("static/*") if path.suffix in {".js", ".css", ".svg"})
OF_ADMINISTRATORS = (
    "api/",
    "cli/",
    "connections.py",
    "control/",
    "health/",
    "web/server.py",
    "xmpp/guard.py",
    "xmpp/login_iq.py",
    "xmpp/peers.py",
    "xmpp/presence_watch.py",
    "xmpp/problems.py",
    "xmpp/stream.py",
)
"""Modules that speak English, to programs and to those who run the bridge."""
MODULES = [
    path
    for path in sorted(DOORS.rglob("*.py"))
    if not path.relative_to(DOORS).as_posix().startswith(OF_ADMINISTRATORS)
]


def each(paths: Iterable[Path]) -> pytest.MarkDecorator:
    """A test for each of these files."""
    named = [pytest.param(path, id=path.relative_to(DOORS).as_posix()) for path in paths]
    return pytest.mark.parametrize("path", named)


@each(TEMPLATES)
def test_a_template_has_no_text_outside_of_marks(path: Path) -> None:
    assert unmarked_in_template(path.read_text("utf-8")) == []


@each(MODULES)
def test_a_module_has_no_text_outside_of_marks(path: Path) -> None:
    assert unmarked_in_module(path.read_text("utf-8")) == []


@each(STATIC)
def test_a_static_file_has_no_text(path: Path) -> None:
    assert texts_in_static_file(path.suffix, path.read_text("utf-8")) == []


def test_what_is_looked_at_is_there() -> None:
    assert {"wording.py", "words.py", "notices.py", "messages.py"} <= {p.name for p in MODULES}
    assert {"base.html", "form.html"} <= {p.name for p in TEMPLATES}
    assert {path.suffix for path in STATIC} == {".js", ".css", ".svg"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>{% trans %}Continue{% endtrans %}</p>", []),
        ("<p>{% trans %}Step {{ number }}{% endtrans %}</p>", []),
        ("<p>{{ site }} – 3 @</p>", []),
        ('<p class="lead" lang="en">{{ text }}</p>', []),
        ('{% if kind == "text" %}<b>{{ _("Continue") }}</b>{% endif %}', []),
        ('{{ field("name", _("Name"), autocomplete="section-site username") }}', []),
        ("<p>Continue</p>", ["Continue"]),
        ("<p>{% trans %}Continue{% endtrans %} now</p>", ["0 now"]),
        ("<p>Go to {{ site }}</p>", ["Go to 0"]),
        (
            "<p>{% if a %}日本{% else %}{% block b %}<b>Hello</b>{% endblock %}{% endif %}",
            ["日本", "Hello"],
        ),
        ("{% for a in b %}{% macro m() %}<i>é</i>{% endmacro %}{% endfor %}", ["é"]),
        ('<img alt="A picture">', ["A picture"]),
        ('<a title="{{ site }} there">', ["0 there"]),
        ('<nav aria-label="Language"></nav>', ["Language"]),
        ('<input placeholder="Name">', ["Name"]),
        ('<input type="submit" value="Go">', ["Go"]),
        ('<meta name="description" content="Accounts">', ["Accounts"]),
        ('{{ "Continue" }}', ["Continue"]),
        ('{{ field("name", "Your name") }}', ["Your name"]),
        ('{{ field("name", _("Name"), hint="letters only") }}', ["letters only"]),
        ('{{ site ~ " and chat" }}', [" and chat"]),
        ('{{ _("Go to %(site)s", site="Our Site") }}', ["Our Site"]),
        ('{{ _("Go to " ~ site) }}', ["Go to "]),
        ('{% set a = "Two words" %}', ["Two words"]),
        ('{% macro m(hint="Some words") %}{% endmacro %}', ["Some words"]),
    ],
)
def test_a_text_that_is_not_marked_in_a_template_is_found(source: str, expected: list[str]) -> None:
    assert unmarked_in_template(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""Some words."""', []),
        ('X = 1\n"""Some words."""', []),
        ('X = _("Some " "words")', []),
        ('X = Told(_("Some words"), "login")', []),
        ('t.ngettext("one day", "some days", n)', []),
        ('t.pgettext("some context", "some words")', []),
        ('raise ValueError(f"give {x} another value")', []),
        ('_log.warning("some words of %r", x)', []),
        ('X = "Set-Cookie"', []),
        ('X = "Some words"', ["Some words"]),
        ('X = "Hello, you"', ["Hello, you"]),
        ('X = f"Hello to you, {x}"', ["Hello to you, "]),
        ('X = Told("Some words", "login")', ["Some words"]),
        ('t.gettext(f"Some words, {x}")', ["Some words, "]),
        ('t.gettext("Some words " + x)', ["Some words "]),
        ('X = {a: "Some words"}', ["Some words"]),
        ('def f(x: str = "some words"): ...', ["some words"]),
        ('web.Response(text="not found here")', ["not found here"]),
        ('t.translate("some words")', ["some words"]),
    ],
)
def test_a_text_that_is_not_marked_in_a_module_is_found(source: str, expected: list[str]) -> None:
    assert unmarked_in_module(source) == expected


@pytest.mark.parametrize(
    ("suffix", "source", "expected"),
    [
        (".css", 'p::before { content: ""; }', []),
        (".css", 'p { font-family: "Segoe UI"; }', []),
        (".css", 'p::before { content: "Problem"; }', ["Problem"]),
        (".js", 'let a = "answer"; b = " "; c = "free" + "taken";', []),
        (".js", '"use strict";', []),
        (".js", 'show("Please wait");', ["Please wait"]),
        (".js", "show(`Wait for ${name}`);", ["Wait for ${name}"]),
        (".svg", '<svg><path d="M0 0"/></svg>', []),
        (".svg", "<svg><title>Chat</title></svg>", ["Chat"]),
    ],
)
def test_a_text_in_a_static_file_is_found(suffix: str, source: str, expected: list[str]) -> None:
    assert texts_in_static_file(suffix, source) == expected
