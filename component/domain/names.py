"""What people type as their name, and what it may mean on either side.

A chat username is the local part of a JID as Openfire stores it: XEP-0106 escaped and prepared by
nodeprep (RFC 3920 appendix A; Openfire prepares with the same profile, on Unicode 3.2).
Live Chat IDs are proposed in `livechat_id`, not here.
"""

import re
import stringprep
import unicodedata
from dataclasses import dataclass
from typing import NewType

TikiLogin = NewType("TikiLogin", str)
"""`users_users.login` as stored."""
ChatUsername = NewType("ChatUsername", str)
"""`ofUser.username`: escaped and prepared."""
LiveChatId = NewType("LiveChatId", str)
"""`users_users.livechat_id`: the chat username that a Tiki account owns."""

MAX_LOCALPART_BYTES = 1023
"""RFC 7622 §3.3."""
MAX_TYPED_CHARACTERS = 1023
"""A longer name cannot be an account on either side: 200 is the most that Tiki stores."""

_BLANKS = " \t\n\r\0\x0b"
"""What PHP's trim() removes, as Tiki does with a typed login."""
_ESCAPED = {c: f"\\{ord(c):02x}" for c in " \"&'/:<>@"}
_UNESCAPED = {code: c for c, code in _ESCAPED.items()} | {"\\5c": "\\"}
_ESCAPE_SEQUENCE = re.compile(r"\\(?:20|22|26|27|2f|3a|3c|3e|40|5c)")
_LAST_OF_BMP = 0xFFFF
_PLAIN = re.compile(r"[!#-%(-.0-9;=?A-~]{1,1023}")
"""ASCII text that nodeprep only has to make lower case: what nearly all names are."""
_PROHIBITED_ASCII = frozenset("\"&'/:<>@ ")
_PROHIBITED_TABLES = (
    stringprep.in_table_c11_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


class UnusableNameError(ValueError):
    """The text cannot be the local part of a JID; the message says why."""


@dataclass(frozen=True, slots=True)
class TypedName:
    """A login name after normalisation (design §3).

    Attributes:
        tiki: The readings to look for among Tiki logins and e-mail addresses, the likeliest
            first. Empty if the text cannot be anybody's name.
        chat: The same as a chat username, or None if it cannot be one.
    """

    tiki: tuple[str, ...]
    chat: ChatUsername | None


def normalise(typed: str, domain: str) -> TypedName:
    """Tell what a SASL name may mean.

    The own domain is stripped and XEP-0106 is undone. The unstripped text stays a reading for
    Tiki, where a login or an e-mail address may end with the very same domain.

    Args:
        typed: The SASL name, as the client sent it.
        domain: The chat's own domain.

    Returns:
        The readings; never an error, whatever was typed.
    """
    text = typed.strip(_BLANKS)
    if not text or len(text) > MAX_TYPED_CHARACTERS:
        return TypedName((), None)
    local, at, host = text.rpartition("@")
    own = local if at and local and host.casefold() == domain.casefold() else text
    plain = unescape(own)
    readings = dict.fromkeys((plain, own, text))
    try:
        chat = chat_username(plain)
    except UnusableNameError:
        chat = None
    return TypedName(tuple(readings), chat)


def chat_username(text: str) -> ChatUsername:
    """Escape and prepare a text as the local part of a JID.

    Args:
        text: A name as people write it, unescaped.

    Returns:
        The form in which Openfire stores it.

    Raises:
        UnusableNameError: It is empty, too long, or has characters that nodeprep prohibits.
    """
    return ChatUsername(nodeprep(escape(text)))


def escape(text: str) -> str:
    """Escape a text for a local part (XEP-0106 §4.2)."""
    kept = _ESCAPE_SEQUENCE.sub(lambda m: "\\5c" + m[0][1:], text)
    return "".join(_ESCAPED.get(c, c) for c in kept)


def unescape(text: str) -> str:
    """Undo XEP-0106 escaping; what is no escape sequence stays as it is."""
    return _ESCAPE_SEQUENCE.sub(lambda m: _UNESCAPED[m[0]], text)


def nodeprep(text: str) -> str:
    """Prepare a local part: map, normalise, check (RFC 3920 appendix A, RFC 3454).

    Raises:
        UnusableNameError: It is empty, over 1,023 bytes, or has a prohibited character.
    """
    if _PLAIN.fullmatch(text):
        return text.lower()
    mapped = "".join(_map(c) for c in text if not stringprep.in_table_b1(c))
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    if not prepared:
        raise UnusableNameError("a chat username cannot be empty")
    if len(prepared.encode("utf-8", "surrogatepass")) > MAX_LOCALPART_BYTES:
        raise UnusableNameError(f"a chat username has at most {MAX_LOCALPART_BYTES} bytes")
    for c in prepared:
        if (
            c in _PROHIBITED_ASCII
            or stringprep.in_table_a1(c)
            or any(prohibits(c) for prohibits in _PROHIBITED_TABLES)
        ):
            raise UnusableNameError(f"U+{ord(c):04X} is not allowed in a chat username")
    _check_direction(prepared)
    return prepared


def livechat_id(stored: str | None) -> LiveChatId | None:
    """Read the column `livechat_id`: NULL and '' are none, anything else is prepared.

    What cannot be prepared is given back as it is: Openfire will reject it, visibly.
    """
    if not stored:
        return None
    try:
        return LiveChatId(nodeprep(stored))
    except UnusableNameError:
        return LiveChatId(stored)


def same_name(one: str, other: str) -> bool:
    """Tell whether two Tiki names are one: equal after NFC and case folding.

    Tiki itself compares by the column's collation, under which `alicé` is `alice` and all emoji
    are equal (facts/tiki.md §6). The bridge is stricter, so that no row is taken for another.
    """
    return fold(one) == fold(other)


def fold(name: str) -> str:
    """Fold a Tiki name for comparison: NFC, then case folding, then NFC."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _map(c: str) -> str:
    """RFC 3454 table B.2, which knows Unicode 3.2 only.

    Python fills the table from its own, newer Unicode, and Openfire's libidn reads a text in
    UTF-16 and prohibits surrogates: what lies beyond the BMP is no chat username there.
    """
    if ord(c) > _LAST_OF_BMP or stringprep.in_table_a1(c):
        raise UnusableNameError(f"U+{ord(c):04X} is not allowed in a chat username")
    mapped = stringprep.map_table_b2(c)
    return c if any(map(stringprep.in_table_a1, mapped)) else mapped


def _check_direction(prepared: str) -> None:
    """RFC 3454 §6: right-to-left text stands alone and at both ends."""
    if not any(stringprep.in_table_d1(c) for c in prepared):
        return
    if any(stringprep.in_table_d2(c) for c in prepared) or not (
        stringprep.in_table_d1(prepared[0]) and stringprep.in_table_d1(prepared[-1])
    ):
        raise UnusableNameError("left-to-right and right-to-left letters cannot be mixed")
