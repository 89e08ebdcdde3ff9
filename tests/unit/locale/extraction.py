"""The texts that the sources mark for translation, and catalogues that are kept up with them.

A catalogue is written in one way only: the texts in the order of the sources, with the files that
they stand in and what the sources tell translators. A text that is gone is dropped; one that is
new or reworded is left empty, and the tests ask for it.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

import component
from component.frontdoors.texts import DOMAIN

PACKAGE = Path(component.__file__).parent
FOLDER = PACKAGE / "locale"
_METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
_KEYWORDS = {name: DEFAULT_KEYWORDS[name] for name in ("_", "gettext", "ngettext", "pgettext")}
_TO_TRANSLATORS = ["Translators:"]
_WIDTH = 100
_CHANGING_HEADERS = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
    r"|Project-Id-Version|Report-Msgid-Bugs-To): .*\n",
    re.MULTILINE,
)
_NEW = "Texts of tiki-livechat. Say here how people are addressed, and which words are used."

Key = tuple[str | tuple[str, ...], str | None]
"""A text, or its forms in singular and plural, and its context."""


def key_of(message: Message) -> Key:
    """What a text is found by."""
    return (message.id if isinstance(message.id, str) else tuple(message.id), message.context)


def extract_texts(package: Path = PACKAGE) -> Catalog:
    """Find the marked texts of a package's sources and templates."""
    found = Catalog()
    for path in sorted(package.rglob("*")):
        if path.suffix not in _METHODS:
            continue
        with path.open("rb") as source:
            for _line, text, comments, context in extract(
                _METHODS[path.suffix], source, _KEYWORDS, _TO_TRANSLATORS, _OPTIONS
            ):
                place = (path.relative_to(package.parent).as_posix(), 1)
                found.add(text, locations=[place], auto_comments=comments, context=context)
    return found


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The texts of a catalogue, without its header."""
    return (message for message in catalogue if message.id)


def paths(folder: Path = FOLDER) -> dict[str, Path]:
    """Language → its catalogue."""
    return {path.parts[-3]: path for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))}


def read(path: Path) -> Catalog:
    """Read a catalogue as translators left it."""
    with path.open("rb") as content:
        return read_po(content, locale=path.parts[-3].replace("-", "_"), abort_invalid=True)


def update(texts: Catalog, language: str, content: bytes) -> bytes:
    """Keep a catalogue up with the sources.

    Args:
        texts: From `extract_texts`.
        language: Of the catalogue, a BCP 47 tag.
        content: The catalogue so far; empty for a new one.

    Returns:
        The catalogue, with the texts that there are and their translations so far.
    """
    locale = Locale.parse(language, sep="-")
    old = read_po(io.BytesIO(content), locale=locale, abort_invalid=True)
    header = old.header_comment if content else f"# {_NEW}"
    new = Catalog(locale=locale, header_comment=header, fuzzy=False)
    for message in messages(texts):
        known = old.get(message.id, message.context)
        new.add(
            message.id,
            known.string if known is not None and not known.fuzzy else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=[] if known is None else known.user_comments,
            flags=message.flags,
            context=message.context,
        )
    written = io.BytesIO()
    write_po(written, new, width=_WIDTH, include_lineno=False)
    text = _CHANGING_HEADERS.sub("", written.getvalue().decode("utf-8"))
    return text.encode("utf-8")
