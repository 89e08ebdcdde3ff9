"""What the chat shows of a person: name, nickname, locale, picture (facts/tiki.md §4)."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

PROFILE_PREFERENCES = ("realName", "language")
"""The rows of `tiki_user_preferences` that a profile is made of; others are never read."""

MAX_NAME_CHARACTERS = 100
"""The width of `ofUser.name`."""

MAX_EMAIL_CHARACTERS = 100
"""The width of `ofUser.email`; a longer address is left out rather than cut."""

_HALF = 32
_JOINERS = "\u200c\u200d"
_BCP47 = {
    "cn": "zh-Hans",
    "tw": "zh-Hant",
    "en-uk": "en-GB",
    "pt-br": "pt-BR",
    "sr-latn": "sr-Latn",
    "iu-ro": "iu-Latn",
    "iu-iq": "ikt",
    "sb": "pis",
}
"""Codes of Tiki's own that mean something else, or nothing, as BCP 47 tags."""
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_USUAL_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as Tiki describes them.

    Attributes:
        display_name: What others see; at most 100 characters.
        nickname: The Tiki login.
        email: '' for none.
        locale: A BCP 47 tag.
        avatar: The picture as Tiki stores it, of any format and size; None for none.
        picture_is_known: Whether it could be told; otherwise what is shown stays.
    """

    display_name: str
    nickname: str
    email: str
    locale: str
    avatar: bytes | None = field(default=None, repr=False)
    picture_is_known: bool = True

    def fingerprint(self, before: str = "") -> str:
        """A digest that changes when the profile does.

        Args:
            before: The one that was last shown; '' for never.

        Returns:
            64 hexadecimal digits: one half for the words, the other for the picture, which is
            the old one's as long as the picture is not known.
        """
        words = [self.display_name, self.nickname, self.email, self.locale]
        picture = _half(self.avatar or b"") if self.picture_is_known else before[_HALF:]
        return _half(json.dumps(words).encode()) + (picture or _half(b""))


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """What the chat shows of a person by the bridge's doing.

    Attributes:
        fingerprint: Of the profile, see `Profile.fingerprint`.
        with_photo: Whether the picture is the bridge's.
    """

    fingerprint: str
    with_photo: bool


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """The bytes in `users_users.avatarData`."""


@dataclass(frozen=True, slots=True)
class LibraryPicture:
    """A file of the site's picture library.

    Attributes:
        path: `users_users.avatarLibName`, as the person's browser sent it: not to be trusted.
    """

    path: str


@dataclass(frozen=True, slots=True)
class Gravatar:
    """A picture that a Gravatar service has.

    Attributes:
        digest: SHA-256 of the e-mail address, trimmed and in lower case: 64 hexadecimal digits.
            Tiki's own pages still use MD5; the services find the same picture by either.
    """

    digest: str


@dataclass(frozen=True, slots=True)
class NoPicture:
    """Nothing to show."""


Picture = StoredPicture | LibraryPicture | Gravatar | NoPicture


def picture_of(
    kind: str | None,
    library_name: str | None,
    email: str,
    *,
    is_stored: bool,
    uses_gravatar: bool,
) -> Picture:
    """Tell which picture Tiki's own pages show of a person (`get_user_avatar` of its tikilib).

    The full-size copy that `user_fg_image_id` names is left out: Tiki tells admins to keep its
    gallery to themselves, so a visitor cannot download it, and it is the picture whose thumbnail
    is stored anyway.

    Args:
        kind: `users_users.avatarType`.
        library_name: `users_users.avatarLibName`.
        email: The person's e-mail address; '' for none.
        is_stored: `users_users.avatarData` is neither NULL nor empty.
        uses_gravatar: The site's preference `user_use_gravatar` is `y`. It overrides everything
            for people who have an e-mail address.

    Returns:
        Where the picture is.
    """
    address = email.strip().lower()
    if uses_gravatar and address:
        return Gravatar(hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest())
    if kind == "l" and library_name:
        return LibraryPicture(library_name)
    if kind in (None, "", "u") and is_stored:
        return StoredPicture()
    return NoPicture()


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
    """Turn Tiki's language code into a BCP 47 tag.

    Args:
        language: The person's; None, '' and `default` mean the site's, as does what is no code.
        site_language: The site's.

    Returns:
        A tag that is well-formed, whatever is stored.
    """
    codes = (code.strip() for code in (language or "", site_language))
    tags = (_BCP47.get(code.lower(), code) for code in codes if code != "default")
    return next((tag for tag in tags if _TAG.fullmatch(tag)), _USUAL_LANGUAGE)


def describe(
    login: str,
    email: str,
    preferences: Mapping[str, str],
    site_language: str,
    avatar: bytes | None,
    *,
    picture_is_known: bool = True,
) -> Profile:
    """Put a profile together from what Tiki stores.

    Args:
        login: The Tiki login.
        email: Its e-mail address.
        preferences: Rows of `tiki_user_preferences` by name.
        site_language: The site's own language code.
        avatar: The stored picture, undecoded.
        picture_is_known: Whether it could be told.

    Returns:
        The profile.
    """
    address = clean(email)
    return Profile(
        display_name=display_name(preferences.get("realName"), login),
        nickname=clean(login),
        email=address if len(address) <= MAX_EMAIL_CHARACTERS else "",
        locale=locale(preferences.get("language"), site_language),
        avatar=avatar or None,
        picture_is_known=picture_is_known,
    )


def _half(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_HALF]
