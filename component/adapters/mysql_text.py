"""Which texts a column can be compared with.

A server takes a text to the charset of the column. One that is not Unicode's, or has three bytes
for a character, may lack some of its characters; then it gives an error (1267, 1270, 1271), and no
rows, although no row can have that text.
"""

from collections.abc import Mapping

from component.adapters.mysql import Charset

_LAST_OF_BMP = "\uffff"
_THREE_BYTES = frozenset({"utf8", "utf8mb3"})
_CODECS: Mapping[str, str] = {
    "ascii": "ascii",
    "latin1": "cp1252",
    "latin2": "iso8859_2",
    "latin5": "iso8859_9",
    "latin7": "iso8859_13",
    "greek": "iso8859_7",
    "hebrew": "iso8859_8",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1256": "cp1256",
    "cp1257": "cp1257",
}
_GAPS = dict.fromkeys(map(ord, "\x81\x8d\x8f\x90\x9d"))
"""What the server's latin1 has and cp1252 has not."""


def can_compare(collation: str, text: str, sent_as: Charset) -> bool:
    """Tell whether a column can be compared with a text at all.

    Args:
        collation: Of the column; '' or 'binary' if it holds bytes.
        text: One that the connection can send.
        sent_as: Charset of the connection. What is sent as latin1 is taken for characters of
            latin1, which columns that hold such have all of.
    """
    charset = collation.partition("_")[0]
    if charset in _THREE_BYTES:
        return max(text, default="") <= _LAST_OF_BMP
    codec = _CODECS.get(charset)
    if codec is None or sent_as == "latin1":
        return True
    try:
        (text.translate(_GAPS) if charset == "latin1" else text).encode(codec)
    except UnicodeEncodeError:
        return False
    return True
