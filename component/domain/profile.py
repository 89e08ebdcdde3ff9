"""What the chat shows of a person: name, nickname, locale, picture (facts/tiki.md §4)."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

PROFILE_PREFERENCES = ("realName", "language")
"""The rows of `tiki_user_preferences` that a profile is made of; others are never read."""

MAX_NAME_CHARACTERS = 100
"""The width of `ofUser.name`."""

_JOINERS = "\u200c\u200d"
_BCP47 = {
    "cn": "zh-Hans",
    "tw": "zh-Hant",
    "en-uk": "en-GB",
    "pt-br": "pt-BR",
    "sr-latn": "sr-Latn",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as Tiki describes them.

    Attributes:
        display_name: What others see; at most 100 characters.
        nickname: The Tiki login.
        email: '' for none.
        locale: A BCP 47 tag.
        avatar: The picture as Tiki stores it, of any format and size; None for none.
    """

    display_name: str
    nickname: str
    email: str
    locale: str
    avatar: bytes | None = field(default=None, repr=False)

    def fingerprint(self) -> str:
        """A digest that changes when the profile does: 64 hexadecimal digits."""
        picture = hashlib.sha256(self.avatar).hexdigest() if self.avatar else ""
        parts = [self.display_name, self.nickname, self.email, self.locale, picture]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """What the chat shows of a person by the bridge's doing.

    Attributes:
        fingerprint: Of the profile, see `Profile.fingerprint`.
        with_photo: Whether the picture is the bridge's.
    """

    fingerprint: str
    with_photo: bool


def clean(text: str) -> str:
    """Drop what XML 1.0 §2.2 cannot carry, and with it all control characters.

    Blanks of every script stay, and the joiners that Persian, Indic scripts and emoji need.
    """
    return "".join(
        c for c in text if c.isprintable() or c in _JOINERS or unicodedata.category(c) == "Zs"
    ).strip()


def display_name(real_name: str | None, login: str) -> str:
    """The trimmed real name, else the login; without control characters."""
    return (clean(real_name or "") or clean(login))[:MAX_NAME_CHARACTERS]


def locale(language: str | None, site_language: str) -> str:
    """Turn Tiki's language code into a BCP 47 tag; unset means the site's."""
    code = (language or "").strip()
    if code in ("", "default"):
        code = site_language.strip() or "en"
    return _BCP47.get(code.lower(), code)


def describe(
    login: str,
    email: str,
    preferences: Mapping[str, str],
    site_language: str,
    avatar: bytes | None,
) -> Profile:
    """Put a profile together from what Tiki stores.

    Args:
        login: The Tiki login.
        email: Its e-mail address.
        preferences: Rows of `tiki_user_preferences` by name.
        site_language: The site's own language code.
        avatar: The stored picture, undecoded.

    Returns:
        The profile.
    """
    return Profile(
        display_name=display_name(preferences.get("realName"), login),
        nickname=clean(login),
        email=clean(email),
        locale=locale(preferences.get("language"), site_language),
        avatar=avatar or None,
    )
