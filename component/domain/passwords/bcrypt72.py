"""bcrypt as PHP's password_verify does it: only the first 72 bytes of a password count."""

import re

import bcrypt

_SHAPE = re.compile(r"\$2[abxy]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")
_SIGNIFICANT_BYTES = 72
_DUMMY_TAIL = "abcdefghijklmnopqrstuuxyz8CHIK1N0xoq46WQmBAZ0evF8rpTW"
DEFAULT_COST = 10
"""PHP's default up to 8.3, and so what most Tiki sites hold."""


def is_hash(stored: str) -> bool:
    """Tell whether a text is a whole bcrypt hash."""
    return _SHAPE.fullmatch(stored) is not None


def cost_of(stored: str) -> int:
    """The binary logarithm of the rounds of a bcrypt hash."""
    return int(stored[4:6])


def verify(secret: bytes, stored: str) -> bool:
    """Check a password, in bytes, against a whole bcrypt hash; releases the GIL meanwhile."""
    try:
        return bcrypt.checkpw(secret[:_SIGNIFICANT_BYTES], stored.encode())
    except ValueError:
        return False


def verify_nothing(secret: bytes, cost: int = DEFAULT_COST) -> None:
    """Take as long as a check does, for an account that does not exist."""
    verify(secret, f"$2y${cost:02d}${_DUMMY_TAIL}")
