"""Every form in which a Tiki has ever stored a password (facts/tiki.md §2)."""

import hashlib
import hmac
import re
from enum import StrEnum

from passlib.hash import des_crypt, md5_crypt, sha256_crypt, sha512_crypt

from component.domain.passwords import bcrypt72

_TRIMMED = " \t\n\r\0\x0b"
_MD5_HEX = re.compile(r"[0-9a-f]{32}")
_DES = re.compile(r"[./0-9A-Za-z]{13}")


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


_CRYPTS = {
    HashForm.CRYPT_MD5: md5_crypt,
    HashForm.CRYPT_DES: des_crypt,
    HashForm.CRYPT_SHA256: sha256_crypt,
    HashForm.CRYPT_SHA512: sha512_crypt,
}


def form_of(stored: str) -> HashForm:
    """Tell the form of a stored hash from its shape."""
    if not stored:
        return HashForm.EMPTY
    if bcrypt72.is_hash(stored):
        return HashForm.BCRYPT
    for form in (HashForm.CRYPT_MD5, HashForm.CRYPT_SHA256, HashForm.CRYPT_SHA512):
        if stored.startswith(form.value):
            return form
    if _MD5_HEX.fullmatch(stored):
        return HashForm.MD5
    if _DES.fullmatch(stored):
        return HashForm.CRYPT_DES
    return HashForm.UNKNOWN


def verify(password: str, stored: str, login: str, email: str) -> bool:
    """Check a password against a row of `users_users`.

    Args:
        password: As typed: neither trimmed nor recoded.
        stored: The column `hash`.
        login: The login as stored, which MD5 forms B and C are salted with.
        email: The e-mail address as stored, which form C is salted with.

    Returns:
        True if it fits. An empty password never does, nor does a hash that is empty, truncated
        or of an unknown kind.
    """
    if not password:
        return False
    form = form_of(stored)
    secret = password.encode("utf-8", "surrogatepass")
    if form is HashForm.MD5:
        return _verify_md5(secret, stored, login, email)
    if form is HashForm.BCRYPT:
        return bcrypt72.verify(secret, stored)
    if form in _CRYPTS:
        return _verify_crypt(_CRYPTS[form], secret, stored)
    return False


def _verify_md5(secret: bytes, stored: str, login: str, email: str) -> bool:
    salted = login.encode() + secret
    forms = (secret, salted, salted + email.strip(_TRIMMED).encode())
    fits = [
        hmac.compare_digest(hashlib.md5(form, usedforsecurity=False).hexdigest(), stored)
        for form in forms
    ]
    return any(fits)


def _verify_crypt(scheme: type[md5_crypt], secret: bytes, stored: str) -> bool:
    try:
        return bool(scheme.verify(secret, stored))
    except (ValueError, TypeError):
        return False
