"""Every form in which a Tiki has ever stored a password (facts/tiki.md §2)."""

import hashlib
import hmac
import re
from enum import StrEnum

from passlib.hash import des_crypt, md5_crypt, sha256_crypt, sha512_crypt

from component.domain.generations import Generation
from component.domain.passwords import bcrypt72

_TRIMMED = " \t\n\r\0\x0b"
_MOST_ROUNDS = 1_000_000
"""Of SHA-crypt: about a second. More would tie up a worker, as would a bcrypt cost of 17."""
_MD5_HEX = re.compile(r"[0-9a-f]{32}")
_DES = re.compile(r"[./0-9A-Za-z]{13}")
_CRYPT_MD5 = re.compile(r"\$1\$[./0-9A-Za-z]{0,8}\$[./0-9A-Za-z]{22}")
_SHA = r"(?:rounds=(?P<rounds>[1-9][0-9]{3,8})\$)?[./0-9A-Za-z]{0,16}\$[./0-9A-Za-z]"
_SHA256 = re.compile(rf"\$5\${_SHA}{{43}}")
_SHA512 = re.compile(rf"\$6\${_SHA}{{86}}")


class HashForm(StrEnum):
    """How a stored hash was made; told from its shape, row by row."""

    EMPTY = "empty"
    MD5 = "md5"
    CRYPT_MD5 = "$1$"
    CRYPT_DES = "des"
    CRYPT_SHA256 = "$5$"
    CRYPT_SHA512 = "$6$"
    BCRYPT = "$2y$"
    UNKNOWN = "unknown"

    @property
    def is_slow(self) -> bool:
        """Whether a check takes as long as the dummy check for an unknown name."""
        return self is HashForm.BCRYPT


_SHAPES = (
    (HashForm.BCRYPT, bcrypt72.SHAPE),
    (HashForm.MD5, _MD5_HEX),
    (HashForm.CRYPT_DES, _DES),
    (HashForm.CRYPT_MD5, _CRYPT_MD5),
    (HashForm.CRYPT_SHA256, _SHA256),
    (HashForm.CRYPT_SHA512, _SHA512),
)
_CRYPTS = {
    HashForm.CRYPT_MD5: md5_crypt,
    HashForm.CRYPT_DES: des_crypt,
    HashForm.CRYPT_SHA256: sha256_crypt,
    HashForm.CRYPT_SHA512: sha512_crypt,
}


def form_of(stored: str) -> HashForm:
    """Tell the form of a stored hash from its shape.

    What is cut off or would cost too much is unknown.
    """
    if not stored:
        return HashForm.EMPTY
    for form, shape in _SHAPES:
        found = shape.fullmatch(stored)
        if found is not None:
            rounds = found.groupdict().get("rounds")
            return HashForm.UNKNOWN if int(rounds or 0) > _MOST_ROUNDS else form
    return HashForm.UNKNOWN


def accepts(generation: Generation, form: HashForm) -> bool:
    """Tell whether a Tiki of this generation lets in by such a hash (facts/tiki.md §2).

    1.9 knows MD5 only. From 1.10 on crypt() follows, which takes whatever fits; from 16 on only
    what begins with `$` reaches it, so DES is over.
    """
    if form in (HashForm.EMPTY, HashForm.UNKNOWN):
        return False
    if generation is Generation.V1_9:
        return form is HashForm.MD5
    return form is not HashForm.CRYPT_DES or generation < Generation.V16


def verify(
    password: str,
    stored: str,
    login: str,
    email: str,
    generation: Generation = Generation.V16,
) -> bool:
    """Check a password against a row of `users_users`.

    Args:
        password: As typed: neither trimmed nor recoded.
        stored: The column `hash`.
        login: The login as stored, which MD5 forms B and C are salted with.
        email: The e-mail address as stored, which form C is salted with.
        generation: Of the Tiki that holds the row.

    Returns:
        True if it fits. An empty password never does, nor does a hash that is empty, truncated,
        of an unknown kind, or of one that a Tiki of this generation does not accept.
    """
    form = form_of(stored)
    if not password or not accepts(generation, form):
        return False
    secret = password.encode("utf-8", "surrogatepass")
    if form is HashForm.MD5:
        is_nothing = secret == b"0" and generation >= Generation.V16  # to PHP, facts/tiki.md §6
        return not is_nothing and _verify_md5(secret, stored, login, email)
    if form is HashForm.BCRYPT:
        return bcrypt72.verify(secret, stored)
    return _verify_crypt(_CRYPTS[form], secret, stored)


def _verify_md5(secret: bytes, stored: str, login: str, email: str) -> bool:
    salted = _as_stored(login) + secret
    forms = (secret, salted, salted + _as_stored(email.strip(_TRIMMED)))
    fits = [
        hmac.compare_digest(hashlib.md5(form, usedforsecurity=False).hexdigest(), stored)
        for form in forms
    ]
    return any(fits)


def _as_stored(text: str) -> bytes:
    """The bytes that Tiki hashed; those that are no UTF-8 came as surrogates."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _verify_crypt(scheme: type[md5_crypt], secret: bytes, stored: str) -> bool:
    try:
        return bool(scheme.verify(secret, stored))
    except (ValueError, TypeError):
        return False
