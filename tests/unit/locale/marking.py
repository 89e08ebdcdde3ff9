"""Finds texts that people read and nobody can translate, in sources as they are written."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

OF_PROGRAMS = frozenset(
    [
        "messages of people",  # a handler's name
        "no answer within ",  # an error, for the log
        "noindex, nofollow",  # a header
        "presence in rooms",  # a handler's name
        "public, max-age=31536000, immutable",  # a header
        "returned message",  # a handler's name
        "something else listens there",  # an error at start
        "tiki-livechat web ",  # what keys are derived for
        "use strict",  # JavaScript
    ]
)
"""What reads like words, and people do not read."""
MARKS = frozenset(["_", "gettext", "ngettext", "pgettext"])
SPOKEN = frozenset(
    [
        "alt",
        "aria-description",
        "aria-label",
        "aria-placeholder",
        "aria-roledescription",
        "aria-valuetext",
        "label",
        "placeholder",
        "title",
    ]
)
"""Attributes that are read out or shown."""

_LETTER = re.compile(r"[^\W\d_]")
_PROSE = re.compile(r"[^\W\d_]{2,}[,.:;!?]* +[^\W\d_]{2,}")
_CODE = re.compile(r"[a-z0-9_.#@:/-]*")
_STATIC_TEXT = {
    ".css": (re.compile(r"""content:\s*["']([^"']*)["']"""), _LETTER),
    ".js": (re.compile(r"""["'`]((?<=")[^"\n]*|(?<=')[^'\n]*|(?<=`)[^`]*)["'`]"""), _PROSE),
    ".svg": (re.compile(r"<(?:title|desc|text)\b[^>]*>([^<]*)"), _LETTER),
}
"""Ending of a file → where texts are in it, and by what they are known."""


class _Html(HTMLParser):
    """Collects what is read of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser.handle_starttag`."""
        about = {name: value or "" for name, value in attrs}
        self.read += [value for name, value in about.items() if name in SPOKEN]
        if about.get("type") in {"button", "reset", "submit"} or about.get("name") == "description":
            self.read += [about.get("value", ""), about.get("content", "")]

    def handle_data(self, data: str) -> None:
        """See `HTMLParser.handle_data`."""
        self.read.append(data)


def literals(node: nodes.Node) -> Iterator[str]:
    """The texts in an expression that are not marked, and not names within the templates."""
    match node:
        case nodes.Call(node=nodes.Name(name=name), args=args, kwargs=kwargs) if name in MARKS:
            for part in (*kwargs, *(a for a in args if not isinstance(a, nodes.Const))):
                yield from literals(part)
            return
        case nodes.Keyword(key="autocomplete"):
            return
        case nodes.Const(value=str() as text) if _LETTER.search(text) and not _CODE.fullmatch(text):
            yield text
    for child in node.iter_child_nodes():
        yield from literals(child)


def bare_html(node: nodes.Node) -> Iterator[str]:
    """The HTML of a template as it is written, with a 0 for everything that is filled in."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield "0"
    elif isinstance(node, nodes.Output):
        for part in node.nodes:
            yield from bare_html(part)
    else:
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.Stmt):
                yield from bare_html(child)


def unmarked_in_template(source: str) -> list[str]:
    """What people read of a template and nobody can translate."""
    template = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    html = _Html()
    html.feed("".join(bare_html(template)))
    html.close()
    found = [" ".join(text.split()) for text in html.read if _LETTER.search(text)]
    return [*found, *literals(template)]


def unmarked_in_module(source: str) -> list[str]:
    """Texts of several words in a module that are neither marked nor for the log or developers."""
    return [text for text in _prose(ast.parse(source)) if text not in OF_PROGRAMS]


def texts_in_static_file(suffix: str, source: str) -> list[str]:
    """Texts in a file that browsers get as it is, where nobody can translate them."""
    texts, known_by = _STATIC_TEXT[suffix]
    return [t for t in texts.findall(source) if known_by.search(t) and t not in OF_PROGRAMS]


def _prose(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Raise():
            return
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in MARKS:
            for part in node.args:
                if not isinstance(part, ast.Constant):
                    yield from _prose(part)
            return
        case ast.Call(func=ast.Attribute(value=ast.Name(id="_log"))):
            return
        case ast.Constant(value=str() as text) if _PROSE.search(text):
            yield text
    for child in ast.iter_child_nodes(node):
        yield from _prose(child)
