"""Passwords as Tikis have stored them (facts/tiki.md §2)."""

import hashlib

import bcrypt
from passlib.hash import sha256_crypt, sha512_crypt

LOGIN, PASSWORD, EMAIL = "Alice", "s3cret!", "alice@example.com"
BCRYPT_TAIL = "abcdefghijklmnopqrstuuxyz8CHIK1N0xoq46WQmBAZ0evF8rpTW"
BCRYPT = f"$2y$10${BCRYPT_TAIL}"
LONG = "ä" * 40
"""80 bytes, of which bcrypt takes 72."""


def md5(text: str) -> str:
    """As Tiki writes it."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def quick_bcrypt(password: bytes, prefix: str = "$2y$") -> str:
    """A hash of the least cost, as PHP writes it."""
    return prefix + bcrypt.hashpw(password[:72], bcrypt.gensalt(4)).decode()[4:]


VECTORS = {
    "A": "ca6c5d8960b5f761e1676d26b282889c",
    "B": "f1c19b2906fcf677345511f4e1e0484f",
    "C": "2bd7d2efc128f81f6799a3914f83e137",
    "$1$": "$1$abcdefgh$CSiVTZddYDOMinbJG4io/1",
    "DES": "abGaYwuak.pMg",
    "$2y$": BCRYPT,
    "$2a$": f"$2a$10${BCRYPT_TAIL}",
    "$2b$": f"$2b$10${BCRYPT_TAIL}",
    "$5$": sha256_crypt.using(rounds=1000, salt="abcdefgh").hash(PASSWORD),
    "$6$": sha512_crypt.using(rounds=1000, salt="abcdefgh").hash(PASSWORD),
}
QUICK_VECTORS = VECTORS | {
    prefix: quick_bcrypt(PASSWORD.encode(), prefix) for prefix in ("$2y$", "$2a$", "$2b$")
}
"""The same for the same password, with bcrypt of the least cost."""
