"""Paths of pictures, made so that what Tiki's database holds can never choose the host."""

import unicodedata
from urllib.parse import quote

LIBRARY = "img/avatars"
"""The only folder that Tiki's picker offers, from 1.9 to 29."""

_REFUSED_CHARACTERS = frozenset('\\%?#;:<>"|*')


def library_path(name: str) -> str | None:
    """Make an `avatarLibName` a path for a URL, or refuse it.

    Tiki stores what the browser sent, whatever that is. Only a file below the folder that its
    picker offers is taken: what else the host serves, perhaps to nobody but its neighbours, is
    not asked for.

    Args:
        name: `users_users.avatarLibName`.

    Returns:
        The path relative to the site, percent-encoded; None if it is refused: an address, a path
        from the root, out of the folder or to a hidden file, one with a query, an escape or a
        control character, or with a character that is compatible to such a one (NFKC).
    """
    if not name.startswith(f"{LIBRARY}/"):
        return None
    parts = name.split("/")
    compatible = unicodedata.normalize("NFKC", name).split("/")
    if not all(_is_plain(part) for part in (*parts, *compatible)):
        return None
    return "/".join(quote(part, safe="") for part in parts)


def _is_plain(part: str) -> bool:
    return (
        part.isprintable()
        and not part.startswith(".")
        and part != ""
        and _REFUSED_CHARACTERS.isdisjoint(part)
    )
