"""The hash of a new password, in the form that a Tiki of that generation writes itself."""

import hashlib

import bcrypt
from passlib.hash import md5_crypt

from component.domain.generations import Generation
from component.domain.passwords import bcrypt72

_CRYPT_MD5_WIDTH = 34


def make_hash(password: str, login: str, generation: Generation, hash_width: int) -> str:
    """Hash a new password (facts/tiki.md §5); as slow as a check, so call it in a worker.

    Args:
        password: As typed, not empty.
        login: As it will be stored.
        generation: Of the Tiki that will hold it.
        hash_width: Characters that its column `hash` holds.

    Returns:
        From 16 on bcrypt with PHP's prefix and usual cost; before that crypt-MD5, or plain MD5
        where the column is too narrow; in 1.9 MD5 of login and password.
    """
    secret = password.encode()
    if generation is Generation.V1_9:
        return _md5(login.encode() + secret)
    if generation >= Generation.V16:
        made = bcrypt.hashpw(
            secret[: bcrypt72.SIGNIFICANT_BYTES], bcrypt.gensalt(bcrypt72.DEFAULT_COST)
        )
        return "$2y$" + made.decode().removeprefix("$2b$")
    if hash_width >= _CRYPT_MD5_WIDTH:
        return str(md5_crypt.hash(secret))
    return _md5(secret)


def _md5(salted: bytes) -> str:
    return hashlib.md5(salted, usedforsecurity=False).hexdigest()
