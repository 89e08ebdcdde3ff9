"""Text that was read under the wrong charset: UTF-8 taken for latin1, or the other way round."""

_C1 = range(0x80, 0xA0)
_SURROGATES = range(0xDC80, 0xDD00)


def is_mistaken_utf8(text: str) -> bool:
    """Tell whether a text looks like UTF-8 whose bytes were taken for characters of latin1.

    Only text with something beyond ASCII can: "Zoë" becomes "ZoÃ«".
    """
    if text.isascii():
        return False
    try:
        b"".join(map(_latin1, text)).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return True


def has_other_bytes(text: str) -> bool:
    """Tell whether bytes that are no UTF-8 are in a text, as `mysql.text` reads them."""
    return any(ord(c) in _SURROGATES for c in text)


def _latin1(c: str) -> bytes:
    """The byte for which the server gave a character: its latin1 is cp1252, with no gaps."""
    return c.encode("latin-1") if ord(c) in _C1 else c.encode("cp1252")
