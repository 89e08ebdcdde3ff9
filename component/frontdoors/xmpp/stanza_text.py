"""Texts in stanzas: what XML can carry, and how their language is given."""

import re

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
"""The attribute that says in which language a text is, or is wanted."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for (§2.2): on a stream it would be the end of it."""
_TAG = re.compile(r"[A-Za-z0-9]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")


def carried(text: str) -> str:
    """A text without what XML cannot carry."""
    return NOT_XML.sub("", text)


def is_language(tag: str) -> bool:
    """Whether a BCP 47 tag is well-formed enough to look for its language; `de_AT` will do."""
    return _TAG.fullmatch(tag) is not None
