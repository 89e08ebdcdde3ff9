"""bcrypt as PHP's password_verify does it: only the first 72 bytes of a password count."""

import re

import bcrypt

SHAPE = re.compile(r"\$2[abxy]\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}")
"""A whole hash of a cost that can be borne: 16 takes two seconds of a core, 31 a day."""
SIGNIFICANT_BYTES = 72
_DUMMY_TAIL = "abcdefghijklmnopqrstuuxyz8CHIK1N0xoq46WQmBAZ0evF8rpTW"
DEFAULT_COST = 10
"""PHP's default up to 8.3, and so what most Tiki sites hold."""


def cost_of(stored: str) -> int:
    """The binary logarithm of the rounds of a bcrypt hash."""
    return int(stored[4:6])


def verify(secret: bytes, stored: str) -> bool:
    """Check a password, in bytes, against a whole bcrypt hash; releases the GIL meanwhile."""
    try:
        return bcrypt.checkpw(secret[:SIGNIFICANT_BYTES], stored.encode())
    except ValueError:
        return False


def verify_nothing(secret: bytes, cost: int = DEFAULT_COST) -> None:
    """Take as long as a check does, for an account that does not exist."""
    verify(secret, f"$2y${cost:02d}${_DUMMY_TAIL}")
